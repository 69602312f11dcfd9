"""The promises a conversation has to keep, checked turn by turn from the outside.

The audit reads finished turns and the graph only; it shares no code with the agents that it checks.
"""

from __future__ import annotations

from collections.abc import Iterator

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Ask, CompanyEvidence, EntityTarget, PathEvidence, Preference, Preferences, Turn


class Audit:
    """Watches one conversation; `observe` names what each turn broke."""

    def __init__(self, graph: KnowledgeGraph, *, questions: int = 2) -> None:
        self.graph = graph
        self.questions = questions
        self._shown: set[str] = set()
        self._named: set[str] = set()
        self._asked: set[str] = set()
        self._in_a_row = 0

    def observe(self, turn: Turn) -> tuple[str, ...]:
        """Everything this turn broke, readable; empty if it kept all promises."""
        return tuple(self._reply(turn)) + tuple(self._question(turn)) + tuple(self._recommendations(turn))

    def _reply(self, turn: Turn) -> Iterator[str]:
        if not turn.reply.strip() or not turn.blocks:
            yield "the reply is empty"
        if set("{}") & (set(turn.reply) - set(turn.text)):
            yield f"an unfilled sentence: {turn.reply!r}"

    def _question(self, turn: Turn) -> Iterator[str]:
        if not isinstance(turn.decided, Ask):
            self._in_a_row = 0
            return
        self._in_a_row += 1
        attribute = turn.decided.attribute
        if attribute in self._asked:
            yield f"asked twice: {attribute}"
        if self._in_a_row > self.questions:
            yield f"{self._in_a_row} questions in a row"
        self._asked.add(attribute)

    def _recommendations(self, turn: Turn) -> Iterator[str]:
        preferences = turn.understood.preferences
        self._named |= {mention.entity for mention in turn.understood.mentions if mention.entity in self.graph.items}
        hard = [p for p in preferences.active if p.hard]
        for recommendation in turn.recommendations:
            item = recommendation.item
            if item not in self.graph.items:
                yield f"not in the catalogue: {item}"
                continue
            if item in self._shown:
                yield f"recommended twice: {item}"
            if item in self._named:
                yield f"recommended what was named by the seeker: {item}"
            if not recommendation.reason.strip():
                yield f"no reason: {item}"
            yield from (f"{item} breaks '{p.text}'" for p in self._broken(item, hard))
            yield from self._false_paths(item, recommendation.evidence)
            yield from self._false_company(item, recommendation.evidence, preferences)
            self._shown.add(item)

    def _broken(self, item: str, hard: list[Preference]) -> Iterator[Preference]:
        groups: dict[str, list[bool]] = {}
        for preference in hard:
            kept = self._keeps(item, preference)
            if preference.any_of and preference.polarity > 0:
                groups.setdefault(preference.any_of, []).append(kept)
            elif not kept:
                yield preference
        for name, kept_ones in groups.items():
            if not any(kept_ones):
                yield next(p for p in hard if p.any_of == name)

    def _keeps(self, item: str, preference: Preference) -> bool:
        target = preference.target
        if isinstance(target, EntityTarget):
            if target.entity in self.graph.items:
                return preference.polarity >= 0 or target.entity != item
            linked = target.entity in self.graph.neighbours(item)
            return linked if preference.polarity > 0 else not linked
        value = self.graph.items[item].facts.get(target.field)
        if not isinstance(value, int | float):
            return False
        inside = (target.low is None or value >= target.low) and (target.high is None or value <= target.high)
        return inside if preference.polarity > 0 else not inside

    def _false_paths(self, item: str, evidence: tuple[object, ...]) -> Iterator[str]:
        for ground in evidence:
            if not isinstance(ground, PathEvidence):
                continue
            at = ground.start
            for hop in ground.hops:
                if not self.graph.has_edge(hop) or at not in (hop.head, hop.tail):
                    yield f"false hop for {item}: {hop}"
                at = hop.tail if at == hop.head else hop.head
            if ground.hops and at != item:
                yield f"the path from {ground.start} does not reach {item}"

    def _false_company(self, item: str, evidence: tuple[object, ...], preferences: Preferences) -> Iterator[str]:
        disliked = {p.target.entity for p in preferences.disliked if isinstance(p.target, EntityTarget)}
        for ground in evidence:
            if isinstance(ground, CompanyEvidence):
                if ground.start not in self.graph.items or ground.start == item or ground.dialogues < 1:
                    yield f"false company for {item}: {ground}"
                if ground.start in disliked:
                    yield f"what is disliked speaks for {item}: {ground.start}"
