"""From what is thought of the targets of an utterance to entries of the preferences."""

from __future__ import annotations

from collections.abc import Sequence

from crs.agents.preference.governors import Opinion
from crs.agents.preference.measures import Measures
from crs.agents.preference.record import FELT, NAMED, SAID, SEEN, Entry, Origin, subject
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.situation import Situation
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import EntityTarget, Preferences, RangeTarget

_MILD = 0.5  # of a name that nothing is said of, of what is merely permitted, of what is accepted
_WEIGHTS = {"seen": SEEN, "named": NAMED, "permitted": NAMED}


class EntryMaker:
    """Makes entries; what is ambiguous or unknown makes none."""

    def __init__(self, graph: KnowledgeGraph, measures: Measures) -> None:
        self._graph = graph
        self._measures = measures

    def make(self, scan: Scan, grouped: Sequence[tuple[Opinion, str]], situation: Situation) -> list[Entry]:
        """The entries of opinions, each with the name of its group of alternatives."""
        entries: list[Entry] = []
        for opinion, group in grouped:
            target = opinion.target
            if target.ambiguous or target.unknown:
                continue
            if target.range is not None:
                entries.extend(self._of_range(scan, opinion, target.range, group))
            else:
                entries.extend(self._of_entities(scan, opinion, group, situation))
        return entries

    def _of_range(self, scan: Scan, opinion: Opinion, target: RangeTarget, group: str) -> list[Entry]:
        """A refused range is what lies outside of it, where that is one range."""
        if opinion.stance not in ("judged", "wanted", "refused", "permitted", "ceased") or opinion.polarity == 0:
            return []
        span = scan.span(opinion.target.start, opinion.target.end)
        refused = opinion.polarity < 0
        outside = self._measures.opposite(target) if refused else None
        if outside is not None:
            return [Entry(target=outside, polarity=1.0, hard=opinion.hard, span=span)]
        return [Entry(target=target, polarity=opinion.polarity, hard=opinion.hard, span=span, group=group)]

    def _of_entities(self, scan: Scan, opinion: Opinion, group: str, situation: Situation) -> list[Entry]:
        target = opinion.target
        stance, polarity = opinion.stance, opinion.polarity
        if stance in ("unseen", "neutral", "against", "described", "ignored") or (stance in ("seen", "named") and not target.item):
            return []
        if stance == "named":
            if target.pointed or opinion.polarity:
                return []
            polarity = _MILD
        elif stance == "permitted":
            polarity = _MILD
        origin: Origin = "stated"
        if stance in ("more", "less") or (opinion.compared and target.pointed):
            origin = "critique"
        elif target.item and (target.pointed or set(target.entities) & set(situation.shown)):
            origin = "feedback"
        return [
            Entry(
                target=EntityTarget(entity=entity, kind=self._graph.entity(entity).kind),
                polarity=polarity,
                hard=opinion.hard and not target.item,
                span=scan.span(target.start, target.end),
                origin=origin,
                group=group,
                weight=_WEIGHTS.get(stance, SAID),
            )
            for entity in target.entities
        ]

    def accepted(self, scan: Scan, targets: Sequence[Target], known: Preferences) -> list[Entry]:
        """What is accepted is mildly liked, unless more was said of it; several at once do not unsay what was said of one."""
        several = len({entity for target in targets for entity in target.entities}) > 1
        told = {subject(p.target) for p in known.active if p.polarity <= 0} if several else set()
        return [
            Entry(
                target=EntityTarget(entity=entity, kind=self._graph.entity(entity).kind),
                polarity=_MILD,
                hard=False,
                span=scan.span(target.start, target.end),
                origin="feedback",
                weight=FELT,
            )
            for target in targets
            for entity in target.entities
            if entity in self._graph.items and entity not in told
        ]
