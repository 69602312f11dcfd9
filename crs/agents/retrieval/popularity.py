"""What most people know: the same for everybody, and the last resort of a conversation that has only begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.top import top
from crs.agents.retrieval.walk import DAMPING, ENTITY_HUB_DAMPING
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
        walk = PersonalisedPageRank(graph, damping=DAMPING, hub_damping=ENTITY_HUB_DAMPING)
        central = walk.scores(dict.fromkeys(graph.items, 1.0))[graph.item_nodes]
        self._place = np.empty(len(central))  # equal popularity stays equal in the scores; the order among equals is this
        self._place[np.lexsort((-central, -graph.popularity))] = -np.arange(len(central), dtype=np.float64)

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """The best known items that the query allows."""
        items = self.graph.item_ids
        return [
            Candidate(item=items[number], score=known, parts={"popularity": known})
            for number in top(self._place, k, among=self._constraints.eligible(query))
            for known in (float(self.graph.popularity[number]),)
        ]


def create(resources: Resources) -> PopularityRetriever:
    """The retriever as settings name it."""
    return PopularityRetriever(resources.graph, Constraints(resources.graph))
