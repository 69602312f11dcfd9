"""Hard constraints: what no recommendation may break, as one boolean mask over all items.

An entity that must (or must not) be there counts by whatever relation links it to the item. Different targets must all be
met; entries of one `any_of` group are alternatives. A range is not met by an item whose catalogue does not state the
field. A hard wish for an item as such is no constraint: nothing else could ever be recommended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Candidate, EntityTarget, Preference, Preferences, Query, RangeTarget

Mask = NDArray[np.bool_]


class Constraints:
    """Checks items of one graph; the arrays are prepared once. Masks are in the order of `graph.item_ids`."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        links = graph.adjacency()[graph.item_nodes].tocsc()
        self._starts, self._rows = links.indptr, links.indices
        self._position = {item: number for number, item in enumerate(graph.item_ids)}
        self._values = {field: self._column(field) for field in graph.schema.fields}

    def _column(self, field: str) -> NDArray[np.float64]:
        facts = (item.facts.get(field) for item in self.graph.items.values())
        return np.array([float(value) if isinstance(value, int | float) else np.nan for value in facts])

    # ------------------------------------------------------------ all items at once

    def mask(self, preferences: Preferences) -> Mask:
        """Which items meet every hard constraint."""
        allowed = np.ones(len(self._position), dtype=bool)
        for alternatives in self._groups(preferences):
            allowed &= self._met(alternatives)
        return allowed

    def eligible(self, query: Query) -> Mask:
        """Which items may be returned: allowed, not excluded, and not what a preference is about (the seeker knows it)."""
        allowed = self.mask(query.preferences)
        known = (p.target.entity for p in query.preferences.active if isinstance(p.target, EntityTarget))
        for item in (*query.exclude, *known):
            if item in self._position:
                allowed[self._position[item]] = False
        return allowed

    def linked(self, entity: str) -> Mask:
        """Which items are linked to an entity, by any relation; none for an entity that the graph lacks."""
        mask = np.zeros(len(self._position), dtype=bool)
        if entity in self.graph:
            node = self.graph.index(entity)
            mask[self._rows[self._starts[node] : self._starts[node + 1]]] = True
        return mask

    def within(self, target: RangeTarget) -> Mask:
        """Which items state the field with a value in the range."""
        values = self._values.get(target.field)
        if values is None:
            return np.zeros(len(self._position), dtype=bool)
        low = -np.inf if target.low is None else target.low
        high = np.inf if target.high is None else target.high
        return (values >= low) & (values <= high)

    # ------------------------------------------------------------ one item

    def allows(self, item: str, preferences: Preferences) -> bool:
        """Whether an item of the catalogue meets every hard constraint; False for an item that is not in it."""
        return item in self._position and not self.violated(item, preferences)

    def violated(self, item: str, preferences: Preferences) -> tuple[Preference, ...]:
        """The hard constraints that an item breaks, oldest first; of alternatives all, if none is met.

        Raises:
            GraphError: the item is not in the graph.
        """
        self.graph.index(item)
        row = self._position[item]
        return tuple(p for alternatives in self._groups(preferences) if not self._met(alternatives)[row] for p in alternatives)

    def filter(self, candidates: Iterable[Candidate], preferences: Preferences) -> tuple[Candidate, ...]:
        """The candidates that meet every hard constraint, in their order."""
        return self._among(candidates, self.mask(preferences))

    def keep(self, candidates: Iterable[Candidate], query: Query) -> tuple[Candidate, ...]:
        """The candidates that may be returned for a query, in their order."""
        return self._among(candidates, self.eligible(query))

    # ------------------------------------------------------------ parts

    def _among(self, candidates: Iterable[Candidate], mask: Mask) -> tuple[Candidate, ...]:
        return tuple(c for c in candidates if c.item in self._position and mask[self._position[c.item]])

    def _groups(self, preferences: Preferences) -> Iterator[tuple[Preference, ...]]:
        """The constraints, each as its alternatives."""
        groups: dict[str, list[Preference]] = {}
        for preference in preferences.active:
            if preference.hard and preference.polarity != 0:
                alone = not preference.any_of or preference.polarity < 0
                groups.setdefault(f"id:{preference.id}" if alone else f"any:{preference.any_of}", []).append(preference)
        for alternatives in groups.values():
            if not any(p.polarity > 0 and isinstance(p.target, EntityTarget) and p.target.entity in self.graph.items for p in alternatives):
                yield tuple(alternatives)

    def _met(self, alternatives: tuple[Preference, ...]) -> Mask:
        met = self._keeps(alternatives[0])
        for preference in alternatives[1:]:
            met |= self._keeps(preference)
        return met

    def _keeps(self, preference: Preference) -> Mask:
        """Which items keep one constraint taken alone."""
        target = preference.target
        if isinstance(target, RangeTarget):
            inside = self.within(target)
            return inside if preference.polarity > 0 else self._stated(target.field) & ~inside
        if target.entity in self._position:
            mask = np.ones(len(self._position), dtype=bool)
            mask[self._position[target.entity]] = False
            return mask
        linked = self.linked(target.entity)
        return linked if preference.polarity > 0 else ~linked

    def _stated(self, field: str) -> Mask:
        values = self._values.get(field)
        return np.zeros(len(self._position), dtype=bool) if values is None else ~np.isnan(values)
