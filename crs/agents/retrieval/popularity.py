"""What most people know: the same for everybody, and the last resort of a conversation that has only begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.top import top
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.types import Candidate, Query

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.registry import Resources


class PopularityRetriever:
    """The best known items; of equally known ones, those with more in common with the rest of the catalogue."""

    def __init__(self, graph: KnowledgeGraph, constraints: Constraints) -> None:
        self.graph = graph
        self._constraints = constraints
        central = PersonalisedPageRank(graph).scores(dict.fromkeys(graph.items, 1.0))[graph.item_nodes]
        self._scores = graph.popularity + 1e-3 * central / max(float(central.max()), 1e-12)

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """The best known items that the query allows."""
        items = self.graph.item_ids
        return [
            Candidate(item=items[number], score=float(self._scores[number]), parts={"popularity": float(self.graph.popularity[number])})
            for number in top(self._scores, k, among=self._constraints.eligible(query))
        ]


def create(resources: Resources) -> PopularityRetriever:
    """The retriever as settings name it."""
    return PopularityRetriever(resources.graph, Constraints(resources.graph))
