"""What the seeker has told, in bits, and how sure of the candidates that allows to be.

A catalogue of N items takes log2 N bits to name one of them. A preference that a share s of the items meets tells
-log2 s of them. The scores of the candidates say in which order they may be wanted and how the chance falls off; what has
been told says how sharp that may be: the belief is the softmax of the standardised scores at the temperature at which it
keeps the same share of its own bits that is still untold of the catalogue's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Candidate, EntityTarget, Preference, Preferences, RangeTarget

Array = NDArray[np.float64]

LIKED_ITEM = 0.5  # share of the catalogue's bits told by an item that was liked: its people, sorts and themes at once
DISLIKED_ITEM = 0.05
SOFT = 0.75  # what a wish tells compared with a constraint
_SHARPEST = 100.0  # greatest factor of the standardised scores
_STEPS = 26  # of the bisection for it


class Informativeness:
    """How many bits preferences tell about the items of one graph."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.total = math.log2(max(len(graph.items), 2))
        self._values = {
            field: np.sort([float(value) for item in graph.items.values() if isinstance(value := item.facts.get(field), int | float)])
            for field in graph.schema.fields
        }

    def bits(self, preferences: Preferences) -> float:
        """Bits told by the active preferences, from 0 to log2 N; alternatives count as one wish."""
        groups: dict[str, list[Preference]] = {}
        for preference in preferences.active:
            if preference.polarity != 0:
                groups.setdefault(preference.any_of or preference.id, []).append(preference)
        return min(sum(self._told(group) for group in groups.values()), self.total)

    def share(self, preference: Preference) -> float:
        """Share of the items that meet a preference about an entity or a range, between 1/N and 1."""
        target, count = preference.target, len(self.graph.items)
        if isinstance(target, EntityTarget):
            met = self.graph.degree(target.entity) if target.entity in self.graph else count
        else:
            met = self._within(target)
        share = min(max(met / max(count, 1), 1 / max(count, 2)), 1.0)
        return share if preference.polarity > 0 else max(1 - share, 1 / max(count, 2))

    def _told(self, group: list[Preference]) -> float:
        items = [p for p in group if isinstance(p.target, EntityTarget) and p.target.entity in self.graph.items]
        if items:
            return self.total * max(LIKED_ITEM if p.polarity > 0 else DISLIKED_ITEM for p in items)
        told = -math.log2(min(sum(self.share(p) for p in group), 1.0))
        return told * (1.0 if any(p.hard for p in group) else SOFT)

    def _within(self, target: RangeTarget) -> int:
        values = self._values.get(target.field, np.empty(0))
        low = 0 if target.low is None else int(np.searchsorted(values, target.low, side="left"))
        high = len(values) if target.high is None else int(np.searchsorted(values, target.high, side="right"))
        return max(high - low, 0)


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What is to be expected of the candidates."""

    success: float  # chance that one of those shown is wanted
    chances: Array  # of every candidate, in their order, if one of them is wanted
    learnt: bool  # whether a model has learnt it from conversations


def expect(candidates: Sequence[Candidate], *, shown: int, told: float) -> Expectation:
    """What is to be expected if the first `shown` are shown.

    Where something has learnt to tell how likely each candidate is (`Candidate.chance`), that counts; otherwise the belief, by which what
    is wanted is always among the candidates.
    """
    known = [candidate.chance for candidate in candidates if candidate.chance is not None]
    learnt = len(known) == len(candidates) and sum(known) > 0
    chances = np.array(known) if learnt else believe(candidates, told=told)
    return Expectation(success=float(chances[:shown].sum()), chances=chances / max(float(chances.sum()), 1e-12), learnt=learnt)


def believe(candidates: Sequence[Candidate], *, told: float) -> Array:
    """Chance of every candidate, in their order, that it is what the seeker wants; sums to 1 and never rises.

    `told` is the share of the catalogue's bits that is known, in [0, 1]: 0 gives equal chances.
    """
    count = len(candidates)
    if count == 0:
        return np.empty(0)
    scores = np.sort([candidate.score for candidate in candidates])[::-1]  # the order is the ranker's, the steps are the scores'
    spread = float(scores.std())
    shape = (scores - scores.mean()) / spread if spread > 1e-12 else -np.log2(np.arange(count) + 1.0)
    below = shape - shape[0]
    wanted = math.log(count) * (1 - min(max(told, 0.0), 1.0))
    low, high = 0.0, _SHARPEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        weight = np.exp(middle * below)
        total = float(weight.sum())
        uncertain = math.log(total) - middle * float(weight @ below) / total  # the entropy of the softmax, in nats
        low, high = (middle, high) if uncertain > wanted else (low, middle)
    weight = np.exp(low * below)
    chances: Array = weight / weight.sum()
    return chances


def entropy(chances: Array, axis: int | None = None) -> float | Array:
    """Entropy in bits along an axis, of all if none is given; 0 log 0 is 0."""
    safe = np.where(chances > 0, chances, 1.0)
    summed = -(chances * np.log2(safe)).sum(axis=axis)
    return float(summed) if axis is None else np.asarray(summed)
