"""Graph retrieval: personalised PageRank from what was liked, against what was disliked (G-CRS, arXiv 2503.06430)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.seeds import query_seeds
from crs.agents.retrieval.top import top
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.knowledge_graph.paths import PathFinder
from crs.types import Candidate, PathEvidence, Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.registry import Resources

EXPLAINED = 5  # candidates that carry paths: about what may be shown at once
STARTS = 3  # seeds a candidate's paths start from


class GraphRetriever:
    """Items near what the seeker likes and far from what they dislike."""

    def __init__(
        self, graph: KnowledgeGraph, constraints: Constraints, *, walk: PersonalisedPageRank | None = None, paths: PathFinder | None = None
    ) -> None:
        self.graph = graph
        self._constraints = constraints
        self._walk = walk or PersonalisedPageRank(graph)
        self._paths = paths or PathFinder(graph)

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """Items by their share of the walk; the first ones with the paths that lead to them."""
        seeds = query_seeds(query, self.graph)
        if not seeds:
            return ()
        scores = self._walk.scores(seeds)[self.graph.item_nodes]
        among = self._constraints.eligible(query)
        if any(weight > 0 for weight in seeds.values()):
            among &= scores > 0
        return [
            self._candidate(self.graph.item_ids[number], float(scores[number]), seeds if rank < EXPLAINED else {})
            for rank, number in enumerate(top(scores, k, among=among))
        ]

    def _candidate(self, item: str, score: float, seeds: Mapping[str, float]) -> Candidate:
        liked = sorted((seed for seed, weight in seeds.items() if weight > 0), key=lambda seed: -seeds[seed])[:STARTS]
        found = ((seed, self._paths.best(seed, item)) for seed in liked)
        evidence = tuple(PathEvidence(hops=hops, start=seed, weight=seeds[seed]) for seed, hops in found if hops)
        return Candidate(item=item, score=score, parts={"graph": score}, evidence=evidence)


def create(resources: Resources) -> GraphRetriever:
    """The retriever as settings name it."""
    return GraphRetriever(resources.graph, Constraints(resources.graph))
