"""ReDial's messages with every `@id` replaced by the film's title without its year, and a catalogue that holds all of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crs.datasets.folder import open_text
from crs.datasets.item_table import load_item_table
from crs.datasets.redial import RedialDialogue, read_dialogues
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.folding import fold_words
from crs.types import Item, Span

_TOKEN = re.compile(r"@(\d+)")
_YEAR = re.compile(r"\s*\((\d{4})\)\s*$")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A message and the films it names, each with the span of its title."""

    text: str
    films: tuple[tuple[Span, str], ...]

    def written(self, how: str) -> Named:
        """The same message "cased", in "lower" case, or with only its titles in lower case ("half")."""
        lower = self.text.lower()
        if how == "cased" or len(lower) != len(self.text):
            return self
        if how == "lower":
            return replace(self, text=lower)
        text = list(self.text)
        for (start, end), _ in self.films:
            text[start:end] = lower[start:end]
        return replace(self, text="".join(text))


@dataclass(frozen=True, kw_only=True)
class Redial:
    """The graph of ReDial's item table, completed by the official list of films; popularity counts training mentions."""

    folder: Path
    graph: KnowledgeGraph
    titles: Mapping[str, str]  # film id -> title without year
    dated: Mapping[str, str]  # film id -> year, "" if the title has none
    items: Mapping[str, str]  # film id -> id of the item in the graph

    def dialogues(self, split: str) -> Iterator[list[Named]]:
        """The messages of every dialogue of a split ("train", "valid")."""
        for dialogue in read_dialogues(self.folder / f"{split}_data.jsonl"):
            yield [self._named(message.text) for message in dialogue.messages]

    def _named(self, text: str) -> Named:
        parts, films, at, length = [], [], 0, 0
        for match in _TOKEN.finditer(text):
            title = self.titles.get(match.group(1))
            if not title:
                continue
            length += match.start() - at
            parts += [text[at : match.start()], title]
            films.append(((length, length + len(title)), match.group(1)))
            length += len(title)
            at = match.end()
        return Named(text="".join((*parts, text[at:])), films=tuple(films))

    def same(self, film: str, item: str) -> bool:
        """Whether an item is the film: one film has several ids, and one without a year names every film of its title."""
        if self.items.get(film) == item:
            return True
        return not self.dated[film] and fold_words(self.titles[film]) == fold_words(self.graph.entity(item).name)


def load_redial(folder: Path) -> Redial:
    """Read what `data_folder() / "redial"` holds."""
    mentions = Counter(mention for dialogue in _training(folder) for message in dialogue.messages for mention in message.movies)
    table = load_item_table(folder / "ievalm" / "id2info.json", mentions=mentions)
    with open_text(folder / "movies_with_mentions.csv") as file:
        names = {row["movieId"]: row["movieName"] for row in csv.DictReader(file)}  # its counts include the test split
    titles = {film: " ".join(_YEAR.sub("", name).split()) for film, name in names.items()}
    dated = {film: found.group(1) if (found := _YEAR.search(name)) else "" for film, name in names.items()}
    top = max(mentions[film] for film in names)
    kind = table.catalogue.schema.item.kind
    new = [
        Item(
            id=film,
            kind=kind,
            name=title,
            label=names[film],
            facts={"year": int(dated[film])} if dated[film] else {},
            popularity=mentions[film] / top,
        )
        for film, title in titles.items()
        if title and film not in table.canonical
    ]
    spelt = _other_spellings(titles, table.canonical, {item.id: item.name for item in table.catalogue.items})
    items = [replace(item, aliases=(*item.aliases, *spelt.get(item.id, ()))) for item in table.catalogue.items]
    links = {**table.catalogue.links, **{item.id: {} for item in new}}
    catalogue = replace(table.catalogue, items=(*items, *new), links=links)
    own = {film: film for film in titles}
    return Redial(folder=folder, graph=compile_graph(catalogue), titles=titles, dated=dated, items={**own, **table.canonical})


def _training(folder: Path) -> Iterator[RedialDialogue]:
    yield from read_dialogues(folder / "train_data.jsonl")
    yield from read_dialogues(folder / "train_mentions_only.jsonl")


def _other_spellings(titles: Mapping[str, str], canonical: Mapping[str, str], names: Mapping[str, str]) -> dict[str, list[str]]:
    """Titles of the official list that the item table writes otherwise, by item."""
    spelt: dict[str, list[str]] = {}
    for film, title in titles.items():
        item = canonical.get(film)
        if item is not None and title and fold_words(title) != fold_words(names[item]):
            spelt.setdefault(item, []).append(title)
    return {item: list(dict.fromkeys(other)) for item, other in spelt.items()}
