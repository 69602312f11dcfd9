"""The items of OpenDialKG as a graph, with the facts that iEvaLM (Wang et al., EMNLP 2023) publishes of them.

entity2id.json, relation2id.json   names to numbers
kg.json                            {"0": [[relation, entity], …], …}, from an item to what it has
item_ids.json                      [0, 15, …], entities that are items
id2info.json                       {"0": …, …}, entities that are items, with the same facts
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from crs.datasets.alignment import item_of
from crs.datasets.folder import read_json
from crs.datasets.item_graph import ItemGraph, title_graph
from crs.datasets.numbered import read_edges, read_members, read_numbers
from crs.datasets.presence import has_file
from crs.datasets.sources import Source, bundled, check_sources
from crs.datasets.statements import statement_graph
from crs.datasets.titles import Title
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.merge import Part

FACTS = "facts"
_YEAR = "year"


def opendialkg_graph(
    folder: Path, names: Iterable[str] = (), *, mentions: Mapping[str, int] | None = None, sources: Sequence[str] = ("items", "facts")
) -> ItemGraph:
    """The items that `item_ids.json` or `id2info.json` lists and those that `names` names further; an item's id is its name.

    `mentions` counts each name in training dialogues. `sources` are "items" (the names), "facts" (what iEvaLM publishes of
    them, if it is there) and "bundled".

    Raises:
        DatasetError: no items are named, a source is unknown, or a file is not as published.
    """
    folder = Path(folder)
    published = opendialkg_sources(folder)
    check_sources(sources, published)
    has_facts = has_file(folder / "kg.json")
    own = [item.name for item in read_facts(folder).items.values()] if has_facts else []
    items = title_graph({name: name for name in (*own, *names)}, mentions=mentions, name="opendialkg")
    return items.described([name for name in sources if has_facts or name != FACTS], published)


def opendialkg_sources(folder: Path) -> dict[str, Source]:
    """The graphs that describe OpenDialKG's items, in the folder of the data set."""

    def facts(items: KnowledgeGraph, canonical: Mapping[str, str]) -> Part:  # noqa: ARG001 - as all sources
        graph = read_facts(folder)
        return Part(graph=graph, same=item_of({item.id: item.name for item in graph.items.values()}, canonical))

    return {FACTS: facts, "bundled": bundled}


def read_facts(folder: Path) -> KnowledgeGraph:
    """The published facts as a graph with ids "opendialkg:<number>"; the year is a fact of its item.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    folder = Path(folder)
    names = read_numbers(folder / "entity2id.json")
    relations = read_numbers(folder / "relation2id.json")
    edges = list(read_edges(folder / "kg.json", names, relations))
    years = {head: names[tail] for head, relation, tail in edges if relation == _YEAR and _is_year(names[tail])}
    listed = read_members(folder / "item_ids.json", names) | _described(folder / "id2info.json", names)
    films = {number: Title(name=names[number], year=years.get(number, "")) for number in sorted(listed)}
    statements = [edge for edge in edges if edge[1] != _YEAR]
    return statement_graph("opendialkg", names=names, films=films, statements=statements)


def _described(path: Path, entities: Mapping[int, str]) -> set[int]:
    """The entities that iEvaLM's table describes, if it is there: all that can be recommended."""
    return {int(id_) for id_ in read_json(path) if id_.isdecimal() and int(id_) in entities} if has_file(path) else set()


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal()
