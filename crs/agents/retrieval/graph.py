"""Graph retrieval: personalised PageRank from what was liked, against what was disliked (G-CRS, arXiv 2503.06430)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.seeds import query_seeds
from crs.agents.retrieval.top import top
from crs.agents.retrieval.walk import taste_walk
from crs.knowledge_graph.paths import PathFinder
from crs.types import Candidate, PathEvidence, Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.knowledge_graph.pagerank import PersonalisedPageRank
    from crs.registry import Resources

EXPLAINED = 3  # candidates that carry paths; the explanation of what is shown finds its own
STARTS = 1  # seeds that paths to a candidate start from, the strongest first
_KEPT_PATHS = 4_096  # paths that are kept: the next turn asks for much the same


class GraphRetriever:
    """Items near what the seeker likes and far from what they dislike."""

    def __init__(
        self, graph: KnowledgeGraph, constraints: Constraints, *, walk: PersonalisedPageRank | None = None, paths: PathFinder | None = None
    ) -> None:
        self.graph = graph
        self._constraints = constraints
        self._walk = walk or taste_walk(graph)
        self._path = lru_cache(_KEPT_PATHS)((paths or PathFinder(graph)).best)

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """Items by their share of the walk; the first ones with the paths that lead to them. None where nothing was liked."""
        seeds = query_seeds(query, self.graph)
        if not any(weight > 0 for weight in seeds.values()):
            return ()
        scores = self._walk.scores(seeds)[self.graph.item_nodes]
        among = self._constraints.eligible(query) & (scores > 0)
        return [
            self._candidate(self.graph.item_ids[number], float(scores[number]), seeds if rank < EXPLAINED else {})
            for rank, number in enumerate(top(scores, k, among=among))
        ]

    def _candidate(self, item: str, score: float, seeds: Mapping[str, float]) -> Candidate:
        liked = sorted((seed for seed, weight in seeds.items() if weight > 0), key=lambda seed: -seeds[seed])[:STARTS]
        found = ((seed, self._path(seed, item)) for seed in liked)
        evidence = tuple(PathEvidence(hops=hops, start=seed, weight=seeds[seed]) for seed, hops in found if hops)
        return Candidate(item=item, score=score, parts={"graph": score}, evidence=evidence)


def create(resources: Resources) -> GraphRetriever:
    """The retriever as settings name it."""
    return GraphRetriever(resources.graph, Constraints(resources.graph))
