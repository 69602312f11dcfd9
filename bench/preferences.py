"""Likes against dislikes on ReDial: what the rules made of the seeker's words, against the form the seeker filled in.

Every dialogue is sent, turn by turn, through the model-free preference extraction; consecutive messages of one side are one
turn. The films are given, not linked (linking has its own benchmark): each `@id` is replaced by the film's title and marked as
that film, and what the recommender names counts as shown. At the end every film for which the seeker's form says liked or not
(not "not said") is scored by the sign of the last preference about it; a film without one counts as liked, as the baseline
"always like" has it. Tuned on the training file; report on the validation file.

    python bench/preferences.py [--data FOLDER] [--split valid] [--json FILE]
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from _report import arguments, quantile, report

from crs.agents.preference import RuleExtractor
from crs.content import content_folder
from crs.datasets.folder import data_folder
from crs.datasets.redial import RedialDialogue, read_dialogues
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker, LinkContext, Linked
from crs.knowledge_graph.schema import read_schema
from crs.types import Dialogue, EntityTarget, Item, Mention, Preferences, Utterance

_FILM = re.compile(r"@(\d+)")


class GivenNames(EntityLinker):
    """A linker that is told which films an utterance names."""

    def __init__(self, graph: KnowledgeGraph, kind: str) -> None:  # no index is built
        self.graph = graph
        self._kind = kind
        self._given: dict[str, tuple[Mention, ...]] = {}

    def tell(self, text: str, films: Sequence[tuple[str, int, int]]) -> None:
        """The films of a text, each with the characters that name it."""
        self._given[text] = tuple(
            Mention(entity=film, kind=self._kind, text=text[start:end], span=(start, end)) for film, start, end in films
        )

    def link(self, text: str, *, context: LinkContext = LinkContext()) -> Linked:  # noqa: ARG002, B008 - the seam's signature
        """What was told."""
        return Linked(mentions=self._given.get(text, ()))


def films_graph(dialogues: Sequence[RedialDialogue]) -> KnowledgeGraph:
    """A graph of the films that the dialogues name, without any links."""
    schema = read_schema(content_folder("knowledge_graph"))
    builder = GraphBuilder(schema)
    titles = {film: title for dialogue in dialogues for film, title in dialogue.titles.items()}
    titles |= {film: film for dialogue in dialogues for m in dialogue.messages for film in m.movies if film not in titles}
    for film, title in titles.items():
        builder.add_item(Item(id=film, kind=schema.item.kind, name=title, label=title))
    return builder.build(version="bench")


def turns(dialogue: RedialDialogue) -> Iterator[tuple[str, str, list[tuple[str, int, int]]]]:
    """Role, text with titles, and the films with the characters that name them, of every turn."""
    for role, messages in groupby(dialogue.messages, key=lambda message: message.role):
        text, films = "", []
        for message in messages:
            text += "\n" if text else ""
            place = 0
            for match in _FILM.finditer(message.text):
                title = re.sub(r"\s*\(\d{4}\)$", "", dialogue.titles.get(match[1], "it")) or "it"
                text += message.text[place : match.start()]
                films.append((match[1], len(text), len(text) + len(title)))
                text += title
                place = match.end()
            text += message.text[place:]
        yield role, text, films


async def polarities(dialogue: RedialDialogue, extractor: RuleExtractor, linker: GivenNames, times: list[float]) -> dict[str, float]:
    """The polarity of every film that there is a preference about at the end."""
    known, said = Preferences(), Dialogue(id=dialogue.id)
    for role, text, films in turns(dialogue):
        linker.tell(text, films)
        if role == "recommender":
            said = said.said(Utterance(role="recommender", text=text, shown=tuple(dict.fromkeys(film for film, _, _ in films))))
            continue
        said = said.said(Utterance(role="seeker", text=text))
        started = time.perf_counter()
        understood = await extractor.extract(said, known)
        times.append((time.perf_counter() - started) * 1000)
        known = understood.preferences
        mentions = tuple(m for m in understood.mentions)
        said = Dialogue(id=said.id, utterances=(*said.utterances[:-1], Utterance(role="seeker", text=text, mentions=mentions)))
    return {p.target.entity: p.polarity for p in known.active if isinstance(p.target, EntityTarget)}


def macro_f1(pairs: Counter[tuple[int, int]]) -> tuple[float, float, float]:
    """F1 of likes, of dislikes, and their mean, of (truth, prediction) counts."""
    scores = []
    for label in (1, 0):
        hit = pairs[label, label]
        wrong = sum(count for (truth, predicted), count in pairs.items() if (truth == label) != (predicted == label))
        scores.append(2 * hit / (2 * hit + wrong) if hit else 0.0)
    return scores[0], scores[1], sum(scores) / 2


def measure(path: Path) -> tuple[list[dict[str, object]], list[float]]:
    """The rows of the report, and the milliseconds of every extraction."""
    dialogues = list(read_dialogues(path))
    graph = films_graph(dialogues)
    linker = GivenNames(graph, graph.schema.item.kind)
    extractor = RuleExtractor(graph, linker)
    counts: dict[str, Counter[tuple[int, int]]] = {
        "rules": Counter(),
        "rules, films they have an opinion on": Counter(),
        "always like": Counter(),
    }
    times: list[float] = []
    covered = 0
    for dialogue in dialogues:
        found = asyncio.run(polarities(dialogue, extractor, linker, times))
        for film, form in dialogue.seeker_likes.items():
            if form.liked == 2 or not any(film in message.movies for message in dialogue.messages):
                continue
            polarity = found.get(film, 0.0)
            predicted = int(polarity >= 0)
            counts["rules"][form.liked, predicted] += 1
            counts["always like"][form.liked, 1] += 1
            if polarity:
                covered += 1
                counts["rules, films they have an opinion on"][form.liked, predicted] += 1
    rows: list[dict[str, object]] = []
    for name, pairs in counts.items():
        likes, dislikes, mean = macro_f1(pairs)
        total = sum(pairs.values())
        rows.append(
            {
                "method": name,
                "films": total,
                "macro-F1": mean,
                "F1 like": likes,
                "F1 dislike": dislikes,
                "liked -> like": pairs[1, 1],
                "liked -> dislike": pairs[1, 0],
                "disliked -> like": pairs[0, 1],
                "disliked -> dislike": pairs[0, 0],
                "coverage": covered / max(1, sum(counts["rules"].values())) if name.startswith("rules") else None,
            }
        )
    return rows, times


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, default=None, help="folder with redial/")
    parser.add_argument("--split", choices=("train", "valid"), default="valid")
    options = parser.parse_args()
    folder = options.data or data_folder()
    if folder is None:
        raise SystemExit("ReDial is not on this machine: name its folder with --data or CRS_DATA_DIR")
    rows, times = measure(folder / "redial" / f"{options.split}_data.jsonl")
    report(f"likes against dislikes, ReDial {options.split}", rows, options.json)
    print(f"extraction without linking: {len(times):,} utterances, p50 {quantile(times, 0.5):.2f} ms, p99 {quantile(times, 0.99):.2f} ms")


if __name__ == "__main__":
    main()
