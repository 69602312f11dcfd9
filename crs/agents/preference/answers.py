"""Answers to the question that the recommender asked, "I don't mind" included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crs.agents.preference.governors import Opinion
from crs.agents.preference.manner import Manner
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.situation import Situation
from crs.knowledge_graph.graph import KnowledgeGraph

_TELLING = frozenset({"judged", "wanted", "refused", "more", "less"})


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an answer adds to the opinions of the utterance."""

    opinions: tuple[Opinion, ...]
    answered: str | None = None
    act: bool = False


class AnswerReader:
    """Reads utterances that follow a question."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self._schema = graph.schema

    def read(self, scan: Scan, opinions: Sequence[Opinion], situation: Situation, manner: Manner) -> Answer:
        """The opinions as they are meant in answer to the question; unchanged where nothing was asked."""
        asked = situation.asked
        if asked is None:
            return Answer(opinions=tuple(opinions))
        meant = tuple(self._meant(opinion, asked) for opinion in opinions)
        telling = [o for o in meant if o.stance in _TELLING and not o.target.weak]
        if not telling:
            return self._without_names(scan, meant, situation, manner)
        fits = any(o.fits for o in telling) or any(o.bare and o.polarity > 0 for o in telling)
        return Answer(opinions=meant, answered=asked if fits else None, act=fits)

    def _meant(self, opinion: Opinion, asked: str) -> Opinion:
        """A bare answer is a constraint where the question asks what it shall be, a taste where it asks whom one likes."""
        if self._fits(opinion.target, asked):
            opinion = replace(opinion, fits=asked)
        if opinion.stance == "named" and opinion.target.pointed and not opinion.target.weak:
            opinion = replace(opinion, stance="wanted", polarity=1.0, hard=not opinion.target.item, bare=True)
        relation = self._schema.relations.get(asked)
        if relation is None or not opinion.bare or opinion.stance != "wanted" or not opinion.fits:
            return opinion
        return replace(opinion, hard=opinion.hard and (relation.binding or self._schema.kinds[relation.kind].closed))

    def _fits(self, target: Target, asked: str) -> bool:
        """Whether a target is of the kind that was asked for."""
        if target.range is not None:
            return target.range.field == asked
        relation = self._schema.relations.get(asked)
        return relation is not None and bool(target.entities) and self._graph.entity(target.entities[0]).kind == relation.kind

    def _without_names(self, scan: Scan, opinions: tuple[Opinion, ...], situation: Situation, manner: Manner) -> Answer:
        """ "Both", "neither", "the first", "yes", "no preference"."""
        asked = situation.asked
        offered = tuple(entity for entity in situation.options if entity in self._graph)
        end = len(scan.tokens)
        if manner.says("neither") and offered:
            return Answer(opinions=self._options(offered, end, "refused", -1.0), answered=asked, act=True)
        if offered and (manner.says("both") or (manner.says("yes") and len(offered) == 1)):
            return Answer(opinions=self._options(offered, end, "wanted", 1.0), answered=asked, act=True)
        if manner.says("yes"):
            return Answer(opinions=opinions, act=True)
        if manner.says("indifferent") or manner.says("no"):
            return Answer(opinions=opinions, answered=asked, act=True)
        return Answer(opinions=opinions)

    def _options(self, offered: tuple[str, ...], end: int, stance: str, polarity: float) -> tuple[Opinion, ...]:
        items = self._graph.items
        wanted = stance == "wanted"
        group = "offered" if wanted and len(offered) > 1 else ""
        return tuple(
            Opinion(
                Target(0, end, (entity,), item=entity in items, pointed=True),
                "wanted" if wanted else "refused",
                polarity,
                entity not in items,
                bare=True,
                group=group,
            )
            for entity in offered
        )
