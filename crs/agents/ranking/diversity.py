"""A list that is not more of the same: maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) and no flooding.

    next = argmax  LAMBDA · relevance - (1 - LAMBDA) · greatest similarity to what was placed already

Relevance is the candidate's score scaled to [0, 1], similarity the cosine of what two items are linked to. Of items that
share an entity by a relation the schema marks `spread`, at most one stands among any SPACING consecutive places, as long as
there are others to put between; an entity the seeker asked for is exempt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crs.agents.features import ItemFeatures
from crs.types import Candidate, EntityTarget, Query

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.registry import Resources

LAMBDA = 0.85
SPACING = 5
DEPTH = 30  # places filled by marginal relevance; hardly anybody looks at those after them, where only the spacing is kept
POOL = 100  # the best candidates, of whom these places are filled


class DiversityRanker:
    """Spreads what is alike."""

    def __init__(
        self, graph: KnowledgeGraph, features: ItemFeatures | None = None, *, weight: float = LAMBDA, spacing: int = SPACING
    ) -> None:
        self.graph = graph
        self.weight = weight
        self.spacing = spacing
        self._features = features or ItemFeatures(graph)
        spread = [name for name, relation in graph.schema.relations.items() if relation.spread]
        self._groups = {item: frozenset(tail for name in spread for tail in graph.tails(item, name)) for item in graph.items}

    async def rank(self, query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates in their new order, scores as they were."""
        if len(candidates) < 3:
            return candidates
        wanted = {p.target.entity for p in query.preferences.liked if isinstance(p.target, EntityTarget)}
        groups = [self._groups[candidate.item] - wanted for candidate in candidates]
        return [candidates[number] for number in self._order(candidates, groups)]

    def _order(self, candidates: Sequence[Candidate], groups: Sequence[frozenset[str]]) -> list[int]:
        pool = min(POOL, len(candidates))
        value = self.weight * _relevance(candidates)[:pool]
        similarity = (1 - self.weight) * self._features.similarity([candidate.item for candidate in candidates[:pool]])
        nearest = np.zeros(pool)
        left = dict.fromkeys(range(len(candidates)))
        order: list[int] = []
        while left:
            placed = order[len(order) - min(len(order), self.spacing - 1) :]
            recent = frozenset[str]().union(*(groups[number] for number in placed))
            free = (number for number in left if recent.isdisjoint(groups[number]))
            best = next(free, None)
            if best is None:
                best = next(iter(left))
            elif len(order) < DEPTH and best < pool:
                near = [best, *(number for number in free if number < pool)]
                best = near[int(np.argmax((value - nearest)[near]))]
            if best < pool:
                np.maximum(nearest, similarity[best], out=nearest)
            del left[best]
            order.append(best)
        return order


def _relevance(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Scores in [0, 1]; where all are equal the order alone counts."""
    score = np.array([candidate.score for candidate in candidates], dtype=np.float64)
    low, high = float(score.min()), float(score.max())
    return (score - low) / (high - low) if high > low else np.linspace(1.0, 0.0, len(score))


def create(resources: Resources) -> DiversityRanker:
    """The ranker as settings name it."""
    return DiversityRanker(resources.graph)
