"""The grounds of one item, sorted by what they allow to be said truthfully."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from crs.agents.phrases import Wishes
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import holds
from crs.types import (
    CompanyEvidence,
    DialogueEvidence,
    Edge,
    EntityTarget,
    Evidence,
    FactEvidence,
    PathEvidence,
    Preference,
    Preferences,
    RangeTarget,
    TextEvidence,
)

_ALIKE = 0.1  # weight from which on another conversation may be said to be like this one


@dataclass(frozen=True, kw_only=True)
class Common:
    """What the item and another one that was named are both linked to, the strongest first."""

    start: str
    edges: tuple[Edge, ...]  # the item's own edges; the other one has the same
    liked: bool = False  # the seeker said so; otherwise it was only named


@dataclass(frozen=True, kw_only=True)
class Match:
    """A quality of the item that meets something the seeker named."""

    edge: Edge
    preference: Preference | None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number of the item and the range it lies in."""

    field: str
    value: float
    preference: Preference | None


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Everything that may be said about why an item came up; only checked statements."""

    item: str
    common: tuple[Common, ...] = ()
    matches: tuple[Match, ...] = ()
    measures: tuple[Measure, ...] = ()
    chains: tuple[PathEvidence, ...] = ()
    company: tuple[CompanyEvidence, ...] = ()
    words: tuple[str, ...] = ()
    dialogues: tuple[str, ...] = ()

    def wished(self) -> tuple[Match, ...]:
        """Matches that were asked for."""
        return tuple(match for match in self.matches if match.preference is not None and is_wish(match.preference))

    def liked(self) -> tuple[Match, ...]:
        """Matches that were only said to be liked."""
        return tuple(match for match in self.matches if match.preference is not None and not is_wish(match.preference))

    def named(self) -> tuple[Match, ...]:
        """Matches of which it is not known how they were named."""
        return tuple(match for match in self.matches if match.preference is None)


def is_wish(preference: Preference) -> bool:
    """Whether it was asked for, and not only said to be liked."""
    return preference.hard or preference.origin == "critique"


def target_of(measure: Measure) -> RangeTarget | None:
    """The range that a number was asked to lie in."""
    target = measure.preference.target if measure.preference is not None else None
    return target if isinstance(target, RangeTarget) else None


def is_compared(measure: Measure) -> bool:
    """Whether the range came from a comparison with what was shown: "something shorter"."""
    target, preference = target_of(measure), measure.preference
    return (
        target is not None and preference is not None and preference.origin == "critique" and (target.low is None) != (target.high is None)
    )


def bound_words(measure: Measure, wishes: Wishes) -> str:
    """The range in the seeker's terms: "under 2 hours", or "shorter" where it came from a comparison with what was shown."""
    target, preference = target_of(measure), measure.preference
    if target is None or preference is None:
        return ""
    compared = wishes.quantities.comparison(target) if is_compared(measure) else None
    return compared or wishes.quantities.bound(target)


def sort_grounds(
    graph: KnowledgeGraph, item: str, evidence: Sequence[Evidence], preferences: Preferences, *, liked: Callable[[Preference], bool]
) -> Grounds:
    """Sort evidence of an item; what does not hold, or starts at something disliked, is dropped.

    `liked` says of a preference whether the seeker may be told "you liked it".
    """
    said = {p.target.entity: p for p in preferences.liked if isinstance(p.target, EntityTarget)}
    disliked = {p.target.entity for p in preferences.disliked if isinstance(p.target, EntityTarget)}
    paths = [
        path
        for path in evidence
        if isinstance(path, PathEvidence) and path.start not in disliked and holds(graph, path.hops, start=path.start, goal=item)
    ]
    shared = [path for path in paths if _is_shared(path)]
    single = [path for path in paths if len(path.hops) == 1 and path.start not in graph.items]
    chains = [path for path in paths if path not in shared and path not in single]
    matches = tuple(Match(edge=path.hops[0], preference=said.get(path.start)) for path in single if path.hops[0].head == item)
    return Grounds(
        item=item,
        common=tuple(_common(graph, shared, {entity for entity, preference in said.items() if liked(preference)})),
        matches=matches,
        measures=tuple(_measures(graph, item, evidence, preferences)),
        chains=tuple(chains),
        company=tuple(_company(graph, item, evidence, disliked)),
        words=tuple(dict.fromkeys(word for ground in evidence if isinstance(ground, TextEvidence) for word in ground.words)),
        dialogues=tuple(ground.dialogue for ground in evidence if isinstance(ground, DialogueEvidence) and ground.weight >= _ALIKE),
    )


def _is_shared(path: PathEvidence) -> bool:
    """Two edges of one relation that meet at their tails."""
    if len(path.hops) != 2:
        return False
    there, here = path.hops
    return there.relation == here.relation and there.tail == here.tail and there.head == path.start


def _common(graph: KnowledgeGraph, shared: Sequence[PathEvidence], liked: Collection[str]) -> Iterator[Common]:
    """One entry a start; of its edges the strongest of every relation come first."""
    by_start: dict[str, list[PathEvidence]] = {}
    for path in sorted(shared, key=lambda path: -path.weight):
        by_start.setdefault(path.start, []).append(path)
    for start, paths in by_start.items():
        if start in graph.items:
            yield Common(start=start, edges=tuple(_varied(path.hops[-1] for path in paths)), liked=start in liked)


def _company(graph: KnowledgeGraph, item: str, evidence: Sequence[Evidence], disliked: Collection[str]) -> list[CompanyEvidence]:
    """Items it was named together with, the one of the most conversations first."""
    found = (ground for ground in evidence if isinstance(ground, CompanyEvidence) and ground.dialogues > 0)
    kept = (ground for ground in found if ground.start in graph.items and ground.start != item and ground.start not in disliked)
    return sorted(kept, key=lambda ground: -ground.dialogues)


def _varied(edges: Iterable[Edge]) -> list[Edge]:
    first: dict[str, Edge] = {}
    rest = [edge for edge in edges if first.setdefault(edge.relation, edge) is not edge]
    return [*first.values(), *rest]


def _measures(graph: KnowledgeGraph, item: str, evidence: Sequence[Evidence], preferences: Preferences) -> Iterator[Measure]:
    ranges = {p.target.field: p for p in preferences.liked if isinstance(p.target, RangeTarget)}
    for ground in evidence:
        if isinstance(ground, FactEvidence) and graph.items[item].facts.get(ground.field) == ground.value:
            yield Measure(field=ground.field, value=ground.value, preference=ranges.get(ground.field))
