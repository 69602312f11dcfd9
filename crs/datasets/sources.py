"""What describes the films of a data set: published graphs, each with the items that its films are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crs.content import content_folder
from crs.datasets.alignment import item_of, same_films, titles_of
from crs.datasets.dbpedia import read_films
from crs.datasets.kbrd import read_kbrd, read_pages
from crs.datasets.presence import has_file
from crs.datasets.tmdkg import read_tmdkg
from crs.errors import DatasetError
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.merge import Part, merge

Source = Callable[[KnowledgeGraph, Mapping[str, str]], Part]  # (items, id of the data set -> item) -> what the source says
ITEMS = "items"  # what the data set itself says of its items


def add_sources(items: KnowledgeGraph, canonical: Mapping[str, str], names: Sequence[str], sources: Mapping[str, Source]) -> KnowledgeGraph:
    """The items with what the named sources say of them and of what they are linked to. No source adds an item.

    Raises:
        DatasetError: a name is unknown, or a source's file is missing or not as published.
    """
    check_sources(names, sources)
    parts = [sources[name](items, canonical) for name in names if name != ITEMS]
    return merge(items, *parts, add_items=False).graph


def check_sources(names: Sequence[str], sources: Mapping[str, Source]) -> None:
    """Raise DatasetError where a name is not that of a source."""
    if unknown := sorted(set(names) - {ITEMS, *sources}):
        raise DatasetError(f"there is no source '{unknown[0]}'", hint=f"sources: {', '.join((ITEMS, *sources))}")


def redial_sources(folder: Path, titles: Mapping[str, str]) -> dict[str, Source]:
    """The graphs that were published for ReDial, in the folder of the data set; `titles` are those of its ids."""

    def dbpedia(items: KnowledgeGraph, canonical: Mapping[str, str]) -> Part:
        graph, pages = read_films(folder / "dbpedia")
        linked = read_pages(folder / "dbpedia_kbrd") if has_file(folder / "dbpedia_kbrd" / "id2entity.json") else {}
        known = {film: linked[page] for film, page in pages.items() if page in linked}
        return described_by(graph, item_of(known, canonical), items)

    def kbrd(items: KnowledgeGraph, canonical: Mapping[str, str]) -> Part:  # noqa: ARG001 - as all sources
        graph, ids = read_kbrd(folder / "dbpedia_kbrd")
        return Part(graph=graph, same=item_of(ids, canonical))

    def tmdkg(items: KnowledgeGraph, canonical: Mapping[str, str]) -> Part:  # noqa: ARG001 - as all sources
        graph, ids = read_tmdkg(folder / "tmdkg", titles)
        return Part(graph=graph, same=item_of(ids, canonical))

    return {"dbpedia": dbpedia, "kbrd": kbrd, "tmdkg": tmdkg, "bundled": bundled}


def bundled(items: KnowledgeGraph, canonical: Mapping[str, str]) -> Part:  # noqa: ARG001 - as all sources
    """The bundled catalogue."""
    graph = compile_graph(read_catalogue(content_folder("knowledge_graph")))
    return described_by(graph, {}, items)


def described_by(graph: KnowledgeGraph, known: Mapping[str, str], items: KnowledgeGraph) -> Part:
    """What a graph says: its films that are known by an id, and those that have title and year of another item."""
    rest = titles_of(graph, (film for film in graph.items if film not in known))
    return Part(graph=graph, same={**known, **same_films(items, rest, taken=set(known.values()))})
