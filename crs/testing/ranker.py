"""Conformance of a ranker."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from crs.agents.ranking.permutation import check_permutation
from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.protocols import Ranker
from crs.testing.queries import sample_queries
from crs.types import Candidate, Query

_LENGTHS = (0, 1, 2, 7, 60)


async def check_ranker(ranker: Ranker, graph: KnowledgeGraph, *, queries: Iterable[Query] | None = None, seed: int = 0) -> None:
    """Let a ranker order many lists and check every answer.

    Raises:
        ContractError: it raised; added, lost or doubled a candidate; changed anything about one but its score and parts; or
            ordered the same list twice differently.
    """
    draw = random.Random(seed)
    name = type(ranker).__name__
    for number, query in enumerate(sample_queries(graph) if queries is None else queries):
        length = min(_LENGTHS[number % len(_LENGTHS)], len(graph.items))
        alike, learnt = draw.random() < 0.3, draw.random() < 0.3
        scores = sorted((1.0 if alike else draw.random() for _ in range(length)), reverse=True)
        candidates = [
            Candidate(item=item, score=score, parts={"drawn": score}, chance=score / length if learnt else None)
            for item, score in zip(draw.sample(graph.item_ids, length), scores, strict=True)
        ]
        try:
            ranked = check_permutation(candidates, await ranker.rank(query, candidates), ranker=name)
            again = tuple(await ranker.rank(query, candidates))
        except ContractError:
            raise
        except Exception as error:
            raise ContractError(f"raised {error!r} for {query}", hint="candidates that cannot be told apart keep their order") from error
        if again != ranked:
            raise ContractError(f"two orders of the same list for {query}", hint="an order may depend on nothing but query and candidates")
        given = {candidate.item: candidate for candidate in candidates}
        if changed := [c.item for c in ranked if replace(c, score=0.0, parts={}) != replace(given[c.item], score=0.0, parts={})]:
            raise ContractError(f"changed more than scores and parts of {changed[:3]}")
