"""Which films of a graph are which items: by title and year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from crs.datasets.titles import Title
from crs.knowledge_graph.graph import KnowledgeGraph

YEARS = 1  # sources date one film by its first showing or by its release


def item_titles(graph: KnowledgeGraph) -> dict[str, tuple[Title, ...]]:
    """Every item's title and the aliases it goes by."""
    return {
        item.id: tuple(Title(name=name, year=str(item.facts.get("year", ""))) for name in (item.name, *item.aliases))
        for item in graph.items.values()
    }


def same_films(graph: KnowledgeGraph, films: Mapping[str, Title], *, taken: Collection[str] = ()) -> dict[str, str]:
    """For films (by their own ids) the item of `graph` that each is; `taken` items are not considered.

    A film is the one item of its title and year; else the one of its title that is dated a year apart; else, where either has
    no year, the one of its title. An item is found for one film only, the first; a title that stays ambiguous finds nothing.
    """
    index: dict[str, dict[str, str]] = {}  # loose title -> item -> year
    for item, titles in item_titles(graph).items():
        if item not in taken:
            for title in titles:
                index.setdefault(title.loose, {})[item] = title.year
    found: dict[str, str] = {}
    used: set[str] = set()
    for rule in (_exactly, _nearly, _undated):
        for film, title in films.items():
            if film not in found:
                matching = {item for item, year in index.get(title.loose, {}).items() if item not in used and rule(title.year, year)}
                if len(matching) == 1:
                    found[film] = matching.pop()
                    used.add(found[film])
    return found


def same_items(graph: KnowledgeGraph, other: KnowledgeGraph) -> dict[str, str]:
    """For items of `other` the item of `graph` that each is."""
    return same_films(graph, titles_of(other))


def _exactly(one: str, other: str) -> bool:
    return bool(one) and one == other


def _nearly(one: str, other: str) -> bool:
    return bool(one and other) and abs(int(one) - int(other)) <= YEARS


def _undated(one: str, other: str) -> bool:
    return not (one and other)


def item_of(ids: Mapping[str, str], canonical: Mapping[str, str]) -> dict[str, str]:
    """Films whose id in the data set is known, as items: film -> data set's id -> item."""
    return {film: canonical[id_] for film, id_ in ids.items() if id_ in canonical}


def titles_of(graph: KnowledgeGraph, films: Iterable[str] | None = None) -> dict[str, Title]:
    """The titles of a graph's items; of some of them if given."""
    chosen = graph.items if films is None else films
    return {id_: Title(name=graph.items[id_].name, year=str(graph.items[id_].facts.get("year", ""))) for id_ in chosen}
