"""Ranking by what is liked and disliked: contrast of the two in the features of the graph (after CORAL, NAACL 2025, untrained).

    score = retrieval + TASTE · (item · (profile of likes - profile of dislikes)) + SOFT · (soft wishes met - soft refusals ignored)

Retrieval and taste are scaled so that their largest value is 1. What liked and disliked items have in common cancels out in the profile;
what tells them apart remains. A soft wish names what an item should have (a range, or an entity that is no item itself): the taste alone
would trade one wish that was said for much that was not.

A trained model weighs likes and dislikes itself, and says how likely each candidate is. Then only soft wishes are added to that:

    score = log chance + WISH · (soft wishes met - soft refusals ignored)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crs.agents.features import ItemFeatures
from crs.agents.ranking.chances import log_chances
from crs.agents.retrieval.seeds import query_seeds
from crs.types import Candidate, Preference, Query, RangeTarget

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.registry import Resources

TASTE = 0.3
SOFT = 0.3
WISH = 1.0  # a wish that is met makes an item e times as likely

Floats = NDArray[np.float64]


class PreferenceRanker:
    """Soft preferences over the candidates that hard constraints left."""

    def __init__(self, graph: KnowledgeGraph, features: ItemFeatures | None = None) -> None:
        self.graph = graph
        self._features = features or ItemFeatures(graph)

    async def rank(self, query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates by their new score, which `parts["preference"]` says the change of."""
        seeds = query_seeds(query, self.graph)
        soft = [p for p in query.preferences.active if not p.hard and p.polarity != 0 and self._is_wish(p)]
        if (learnt := log_chances(candidates)) is not None:
            return _ordered(candidates, learnt, WISH * self._wishes(soft, candidates))
        if not candidates or not (seeds or soft):
            return candidates
        base = _scaled(np.array([candidate.score for candidate in candidates]))
        taste = self._features.rows([candidate.item for candidate in candidates]) @ self._features.profile(seeds)
        return _ordered(candidates, base, TASTE * _scaled(taste) + SOFT * self._wishes(soft, candidates))

    def _is_wish(self, preference: Preference) -> bool:
        target = preference.target
        return isinstance(target, RangeTarget) or (target.entity in self.graph and target.entity not in self.graph.items)

    def _wishes(self, soft: Sequence[Preference], candidates: Sequence[Candidate]) -> Floats:
        total = np.zeros(len(candidates))
        for preference in soft:
            target = preference.target
            if isinstance(target, RangeTarget):
                met = [self._within(candidate.item, target) for candidate in candidates]
            else:
                having = set(self.graph.heads(target.entity))
                met = [float(candidate.item in having) for candidate in candidates]
            total += preference.polarity * np.array(met)
        return total

    def _within(self, item: str, target: RangeTarget) -> float:
        """1 inside the range, less the farther outside: half at one bucket's width; 0 where the field is not stated."""
        value = self.graph.items[item].facts.get(target.field)
        spec = self.graph.schema.fields.get(target.field)
        if spec is None or not isinstance(value, int | float):
            return 0.0
        below = 0.0 if target.low is None else max(0.0, target.low - value)
        above = 0.0 if target.high is None else max(0.0, value - target.high)
        return float(0.5 ** ((below + above) / spec.bucket))


def _ordered(candidates: Sequence[Candidate], base: Floats, change: Floats) -> list[Candidate]:
    """The candidates by base and change; equal ones keep their order."""
    score = base + change
    order: list[int] = np.argsort(-score, kind="stable").tolist()
    return [replace(candidates[n], score=float(score[n]), parts={**candidates[n].parts, "preference": float(change[n])}) for n in order]


def _scaled(values: Floats) -> Floats:
    """Divided by the largest absolute value; zeros stay zeros."""
    largest = float(np.abs(values).max())
    return values / largest if largest > 0 else values


def create(resources: Resources) -> PreferenceRanker:
    """The ranker as settings name it."""
    return PreferenceRanker(resources.graph)
