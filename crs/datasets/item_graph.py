"""The items of a data set as a knowledge graph: what can be recommended in its dialogues, each film once.

Popularity is counted in the dialogues that the caller hands over (the training ones). Counts that a data set publishes are
never read: ReDial's `nbMentions` counts the test split too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crs.datasets.films import film_schema
from crs.datasets.item_table import load_item_table
from crs.datasets.presence import has_file
from crs.datasets.redial_titles import read_titles
from crs.datasets.sources import ITEMS, Source, add_sources, check_sources, redial_sources
from crs.datasets.statements import film_item
from crs.datasets.titles import Title, read_title
from crs.errors import DatasetError
from crs.knowledge_graph.catalogue import Catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Item


@dataclass(frozen=True, kw_only=True)
class ItemGraph:
    """A graph, and for every id that the data set uses the id of the item that stands for it in the graph."""

    graph: KnowledgeGraph
    canonical: Mapping[str, str]

    def described(self, names: Sequence[str], sources: Mapping[str, Source]) -> ItemGraph:
        """The same items with what the named sources say of them.

        Raises:
            DatasetError: a name is unknown, or a source's file is missing or not as published.
        """
        return replace(self, graph=add_sources(self.graph, self.canonical, names, sources))


def redial_graph(
    folder: Path,
    *,
    mentions: Mapping[str, int] | None = None,
    titles: Mapping[str, str] | None = None,
    sources: Sequence[str] = ("items",),
) -> ItemGraph:
    """The films of ReDial: those of iEvaLM's table, then those that only the official list or `titles` names.

    Args:
        folder: holds `ievalm/id2info.json` or `id2info.json`, and `movies_with_mentions.csv`; either may be missing.
        mentions: how often each id is mentioned in training dialogues; becomes the popularity.
        titles: "Title (year)" of further ids, as the dialogues name them.
        sources: what describes the films, the first counting most where they disagree: "items" (the table), "dbpedia" (UniCRS),
            "kbrd", "tmdkg" (KECRS), "bundled" (the catalogue that comes with the program).

    Raises:
        DatasetError: a file is not as published, no film is named anywhere, or a source is unknown.
    """
    folder = Path(folder)
    official = folder / "movies_with_mentions.csv"
    named = {**(titles or {}), **(read_titles(official) if has_file(official) else {})}
    published = redial_sources(folder, named)
    check_sources(sources, published)
    table = next((path for name in ("ievalm/id2info.json", "id2info.json") if has_file(path := folder / name)), None)
    if table is None:
        items = title_graph(named, mentions=mentions)
    else:
        read = load_item_table(table, mentions=mentions)
        catalogue = read.catalogue if ITEMS in sources else replace(read.catalogue, links={})
        items = _complete(catalogue, read.canonical, named, mentions or {})
    return items.described(sources, published)


def title_graph(
    titles: Mapping[str, str], *, mentions: Mapping[str, int] | None = None, name: str = "titles", loose: bool = False
) -> ItemGraph:
    """Items of which only a title is known: id -> "Title (year)". Ids of one title and year are one item.

    With `loose` a leading article, signs and spacing make no difference between titles of one year.

    Raises:
        DatasetError: there are no titles.
    """
    catalogue = Catalogue(schema=film_schema(), items=(), links={}, source=name)
    return _complete(catalogue, {}, titles, mentions or {}, loose=loose)


def _complete(
    catalogue: Catalogue, canonical: Mapping[str, str], titles: Mapping[str, str], mentions: Mapping[str, int], *, loose: bool = False
) -> ItemGraph:
    """The catalogue with the films that only `titles` names, compiled."""
    items = {item.id: item for item in catalogue.items}
    ids = dict(canonical)
    known: dict[tuple[str, str], str] = {}
    for item in catalogue.items:
        known.setdefault(Title(name=item.name, year=str(item.facts.get("year", ""))).key, item.id)
    for id_ in sorted(titles.keys() - ids.keys(), key=lambda id_: (-mentions.get(id_, 0), id_)):
        title = read_title(titles[id_])
        key = (title.loose, title.year) if loose and title.year else title.key
        ids[id_] = known.setdefault(key, id_) if title.name else id_
        if ids[id_] == id_:
            items[id_] = film_item(id_, title, catalogue.schema.item.kind)
    if not items:
        raise DatasetError("no items are named", hint="the data set needs an item table, or titles in its dialogues")
    return ItemGraph(
        graph=compile_graph(
            replace(
                catalogue,
                items=_popular(items, ids, mentions),
                links={item: catalogue.links.get(item, {}) for item in items},
            )
        ),
        canonical=ids,
    )


def _popular(items: Mapping[str, Item], ids: Mapping[str, str], mentions: Mapping[str, int]) -> tuple[Item, ...]:
    """The items with the share of the most mentioned one as their popularity."""
    counts: Counter[str] = Counter()
    for id_, item in ids.items():
        counts[item] += mentions.get(id_, 0)
    top = max(counts.values(), default=0)
    return tuple(replace(item, popularity=counts[item.id] / top if top else 0.0) for item in items.values())
