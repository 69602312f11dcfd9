"""What a surface can be: the title of items, a person, a quality."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.lexicon import Surface
from crs.knowledge_graph.linking.names import Form


class Role(StrEnum):
    """What a name can be read as."""

    TITLE = "title"  # of an item, or of a series of items
    PERSON = "person"
    VALUE = "value"  # a quality that items share: a genre, a country


def roles_of_kinds(graph: KnowledgeGraph) -> Mapping[str, Role]:
    """Kind -> role of its names: series are named like items, kinds with last names are people."""
    schema = graph.schema
    series = {relation.kind for relation in schema.relations.values() if relation.spread}
    roles = {schema.item.kind: Role.TITLE}
    for name, kind in schema.kinds.items():
        roles[name] = Role.PERSON if kind.short_names else Role.TITLE if name in series and not kind.values else Role.VALUE
    return roles


@dataclass(frozen=True, slots=True)
class SurfaceFacts:
    """What matters of all that a surface names."""

    title: Form | None = None  # the most faithful form in which it is a title, None if it is none
    known: float = 0.0  # in [0, 1], how well known the best known item of it is
    full_name: bool = False  # a person's name, more than the last
    last_name: bool = False
    well_known: bool = False  # a well-known person bears it
    value: bool = False
    series: bool = False  # the full name of a series
    years: frozenset[int] = frozenset()  # of its items


class FactsOfSurfaces:
    """Works out the facts of surfaces of one graph.

    `fame` is what `prominence` gives.
    """

    def __init__(self, graph: KnowledgeGraph, fame: NDArray[np.float64]) -> None:
        self.roles = roles_of_kinds(graph)
        self.kinds = tuple(self.roles[entity.kind] for entity in graph.entities)
        self.years = _years(graph)
        self._items = frozenset(graph.item_nodes.tolist())
        self._known = _how_known(graph)
        self._well_known = _well_known(graph, self.kinds, fame)

    def __call__(self, surface: Surface) -> SurfaceFacts:
        """The facts of a surface."""
        title: Form | None = None
        known, full, last, famed, value, series = 0.0, False, False, False, False, False
        years = set()
        for naming in surface.namings:
            node, role = naming.node, self.kinds[naming.node]
            if role is Role.TITLE:
                title = naming.form if title is None else min(title, naming.form)
                known = max(known, self._known[node])
                series = series or (node not in self._items and naming.form <= Form.BARE)
                years.add(self.years[node])
            elif role is Role.PERSON:
                short = naming.form is Form.SHORT or len(surface.words) == 1
                full, last = full or not short, last or short
                famed = famed or node in self._well_known
            else:
                value = True
        return SurfaceFacts(title, known, full, last, famed, value, series, frozenset(year for year in years if year is not None))


def _years(graph: KnowledgeGraph) -> tuple[int | None, ...]:
    calendar = graph.schema.calendar
    facts = (graph.items[entity.id].facts if entity.id in graph.items else {} for entity in graph.entities)
    years = (fact.get(calendar) if calendar else None for fact in facts)
    return tuple(int(year) if isinstance(year, int | float) else None for year in years)


def _how_known(graph: KnowledgeGraph) -> list[float]:
    """Per node in [0, 1]; 1 for series, and for all where the catalogue says nothing of popularity."""
    known = np.ones(len(graph))
    if graph.popularity.any():
        known[graph.item_nodes] = np.minimum(1.0, np.log1p(100 * graph.popularity) / math.log(6))
    return [float(value) for value in known]


def _well_known(graph: KnowledgeGraph, kinds: tuple[Role, ...], fame: NDArray[np.float64]) -> frozenset[int]:
    """People with at least two items who are among the best-known quarter."""
    people = [node for node, role in enumerate(kinds) if role is Role.PERSON]
    if not people:
        return frozenset()
    bar = float(np.quantile(fame[people], 0.75))
    return frozenset(node for node in people if fame[node] >= bar and graph.degree(graph.entities[node].id) > 1)
