"""What speaks for an item: paths from what was liked, facts that meet ranges, words in common with the wish."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from crs.agents.retrieval.words import WordReader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import PathFinder, holds
from crs.types import (
    Edge,
    EntityTarget,
    Evidence,
    FactEvidence,
    PathEvidence,
    Preference,
    Preferences,
    Query,
    RangeTarget,
    TextEvidence,
)

MOST = 8  # grounds kept for an item
_SHARED = 4  # grounds kept for one liked item
_WEAK = 0.125  # what nearly everything shares is no reason
_UNDECLARED = 0.5  # how telling a relation is that the schema does not declare
_OTHER_RELATION = 0.5  # "made one and is seen in the other" counts half of "made both"
_DISTANT = 0.2
_TEXT = 0.1
_LONGEST_PATH = 3
_KEPT = 512


class EvidenceFinder:
    """Finds the grounds of items of one graph; `words` adds those in common with the seeker's own words."""

    def __init__(self, graph: KnowledgeGraph, *, paths: PathFinder | None = None, words: WordReader | None = None) -> None:
        self.graph = graph
        self._paths = paths or PathFinder(graph)
        self._words = words
        self._bits = math.log2(max(len(graph.items), 2))
        self._near: dict[str, dict[str, list[Edge]]] = {}
        self._telling = {name: relation.telling for name, relation in graph.schema.relations.items()}

    def find(self, item: str, preferences: Preferences, *, text: str = "") -> tuple[Evidence, ...]:
        """The grounds of an item, strongest first; every path holds and starts at something liked.

        `text` is the seeker's own words. An item or entity the graph lacks gives nothing.
        """
        if item not in self.graph.items:
            return ()
        found: list[Evidence] = []
        for preference in preferences.liked:
            found.extend(self._of(item, preference, preferences))
        found.extend(self._of_words(item, preferences, text))
        ranked = sorted(self._once(found), key=lambda evidence: -evidence.weight)
        return tuple(ranked[:MOST])

    def _of(self, item: str, preference: Preference, preferences: Preferences) -> Iterable[Evidence]:
        target = preference.target
        if isinstance(target, RangeTarget):
            return self._facts(item, target)
        if target.entity not in self.graph or target.entity == item:
            return ()
        direct = self._direct(item, target.entity, preference)
        if direct is not None:
            return (direct,)
        if target.entity in self.graph.items:
            return sorted(self._shared(item, target.entity, preference), key=lambda path: -path.weight)[:_SHARED]
        return self._distant(item, preference, preferences)

    # ------------------------------------------------------------ paths

    def _direct(self, item: str, start: str, preference: Preference) -> PathEvidence | None:
        """The strongest single edge between them."""
        edges = self.graph.edges_between(start, item)
        if not edges:
            return None
        edge = max(edges, key=lambda edge: self._telling.get(edge.relation, _UNDECLARED))
        told = self._rarity(start) if start not in self.graph.items else 1.0
        weight = abs(preference.polarity) * (1.0 if preference.hard else 0.9) * (0.5 + 0.5 * told)
        return PathEvidence(hops=(edge,), start=start, weight=round(weight, 4))

    def _shared(self, item: str, liked: str, preference: Preference) -> Iterator[PathEvidence]:
        """One path over every entity that both items are linked to and few others are."""
        around = self._around(liked)
        for entity, edges in self._around(item).items():
            if entity not in around or entity in self.graph.items:
                continue
            value, there, here = max(self._joints(around[entity], edges), key=lambda joint: joint[0])
            weight = abs(preference.polarity) * value * self._rarity(entity)
            if weight >= _WEAK:
                yield PathEvidence(hops=(there, here), start=liked, weight=round(weight, 4))

    def _around(self, entity: str) -> dict[str, list[Edge]]:
        """The edges at an entity by what they lead to; those of the last few hundred entities are kept."""
        found = self._near.get(entity)
        if found is None:
            if len(self._near) >= _KEPT:
                self._near.clear()
            found = self._near[entity] = {}
            for edge in self.graph.edges_of(entity):
                found.setdefault(edge.tail if edge.head == entity else edge.head, []).append(edge)
        return found

    def _joints(self, of_liked: Sequence[Edge], of_item: Sequence[Edge]) -> Iterator[tuple[float, Edge, Edge]]:
        for there in of_liked:
            for here in of_item:
                value = min(self._telling.get(edge.relation, _UNDECLARED) for edge in (there, here))
                yield value * (1.0 if there.relation == here.relation else _OTHER_RELATION), there, here

    def _distant(self, item: str, preference: Preference, preferences: Preferences) -> Iterator[PathEvidence]:
        """A longer way, if it crosses no item that the seeker has not named."""
        target = preference.target
        if not isinstance(target, EntityTarget):
            return
        named = {p.target.entity for p in preferences.active if isinstance(p.target, EntityTarget)} | {item}
        hops = self._paths.best(target.entity, item, max_hops=_LONGEST_PATH)
        crossed = {end for hop in hops for end in (hop.head, hop.tail) if end in self.graph.items}
        if hops and crossed <= named and holds(self.graph, hops, start=target.entity, goal=item):
            yield PathEvidence(hops=hops, start=target.entity, weight=round(_DISTANT * abs(preference.polarity), 4))

    def _rarity(self, entity: str) -> float:
        """1 for an entity of one item, 0 for one that all items share."""
        return min(max(1 - math.log2(max(self.graph.degree(entity), 1)) / self._bits, 0.0), 1.0)

    # ------------------------------------------------------------ facts and words

    def _facts(self, item: str, target: RangeTarget) -> Iterator[FactEvidence]:
        value = self.graph.items[item].facts.get(target.field)
        if not isinstance(value, int | float):
            return
        if (target.low is None or value >= target.low) and (target.high is None or value <= target.high):
            yield FactEvidence(field=target.field, value=float(value), weight=0.5)

    def _of_words(self, item: str, preferences: Preferences, text: str) -> Iterator[TextEvidence]:
        """Words of the seeker that name no entity and stand in the item's own description."""
        if self._words is None or not text:
            return
        own = self._words.search(Query(preferences=preferences, text=text)).own
        facts = self.graph.items[item].facts
        described = " ".join(str(facts[name]) for name in self.graph.schema.texts if name in facts)
        if words := tuple(own[stem] for stem in dict.fromkeys(self._words.document(described)) if stem in own):
            yield TextEvidence(words=words[:3], weight=_TEXT)

    @staticmethod
    def _once(found: Iterable[Evidence]) -> Iterator[Evidence]:
        """Each ground once; of two paths from one start over the same entities the heavier."""
        best: dict[object, Evidence] = {}
        for evidence in found:
            key: object = evidence
            if isinstance(evidence, PathEvidence):
                key = (evidence.start, tuple(frozenset((hop.head, hop.tail)) for hop in evidence.hops))
            if key not in best or evidence.weight > best[key].weight:
                best[key] = evidence
        yield from best.values()
