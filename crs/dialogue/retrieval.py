"""Candidate generation: the sources side by side, fused; a source that fails is left out of the turn, and said to be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.fusion import FusedRetriever
from crs.dialogue.fallback import Named
from crs.protocols import Retriever
from crs.types import Candidate, Query


class Sources:
    """All sources of candidates, and what is left when none of them works."""

    def __init__(self, sources: Sequence[Named[Retriever]], constraints: Constraints) -> None:
        self._fused = FusedRetriever({source.name: source.component for source in sources}, constraints)
        self._constraints = constraints

    async def find(self, query: Query, *, k: int, notices: list[str]) -> tuple[Candidate, ...]:
        """At most `k` candidates that keep every constraint, best first; the best known items if every source fails."""
        found = await self._fused.search(query, k=k)
        notices.extend(found.notices)
        return self._best_known(query, k) if len(found.failures) == len(self._fused.sources) else found.candidates

    def _best_known(self, query: Query, k: int) -> tuple[Candidate, ...]:
        graph = self._constraints.graph
        allowed = self._constraints.eligible(query)
        order = (int(row) for row in np.argsort(-graph.popularity, kind="stable") if allowed[row])
        return tuple(Candidate(item=graph.item_ids[row], score=float(graph.popularity[row])) for row in islice(order, k))
