"""Conformance of a retriever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import holds
from crs.protocols import Retriever
from crs.testing.queries import sample_queries
from crs.types import Candidate, CompanyEvidence, DialogueEvidence, FactEvidence, PathEvidence, Query, TextEvidence


async def check_retriever(retriever: Retriever, graph: KnowledgeGraph, *, queries: Iterable[Query] | None = None, k: int = 50) -> None:
    """Ask a retriever many queries, strange ones too, and check every answer.

    Raises:
        ContractError: it raised; returned too many candidates, one twice, one that is excluded or not in the catalogue; was
            not ordered by score; gave no grounds, or false ones; or answered the same query twice differently.
    """
    for query in sample_queries(graph) if queries is None else queries:
        found = await _ask(retriever, query, k)
        check_candidates(found, query, graph, k=k)
        if list(await _ask(retriever, query, k)) != list(found):
            raise ContractError(f"two answers to the same query: {query}", hint="an answer may depend on nothing but the query")
        check_candidates(await _ask(retriever, query, 1), query, graph, k=1)


async def _ask(retriever: Retriever, query: Query, k: int) -> Sequence[Candidate]:
    try:
        return await retriever.retrieve(query, k=k)
    except Exception as error:
        raise ContractError(f"raised {error!r} for {query}", hint="a query that cannot be met has an empty answer") from error


def check_candidates(found: Sequence[Candidate], query: Query, graph: KnowledgeGraph, *, k: int) -> None:
    """Check one answer.

    Raises:
        ContractError: it breaks the seam.
    """
    items = [candidate.item for candidate in found]
    if len(items) > k or len(set(items)) < len(items):
        raise ContractError(f"{len(items)} candidates, {len(set(items))} of them distinct, where at most {k} were asked for")
    if wrong := [item for item in items if item in query.exclude or item not in graph.items]:
        raise ContractError(f"returned what is excluded or not in the catalogue: {wrong[:3]}")
    if any(candidate.chance is not None and not 0 <= candidate.chance <= 1 for candidate in found):
        raise ContractError("a chance is not between 0 and 1")
    scores = [candidate.score for candidate in found]
    if not all(isfinite(score) for score in scores) or scores != sorted(scores, reverse=True):
        raise ContractError("the scores are not finite, or the best candidate is not first")
    for candidate in found:
        _check_grounds(candidate, graph)


def _check_grounds(candidate: Candidate, graph: KnowledgeGraph) -> None:
    if not candidate.parts and not candidate.evidence:
        raise ContractError(f"'{candidate.item}' comes without parts and evidence", hint="name the source and its score in parts")
    for ground in candidate.evidence:
        match ground:
            case PathEvidence(hops=hops, start=start):
                true = start in graph and holds(graph, hops, start=start, goal=candidate.item)
            case FactEvidence(field=field, value=value):
                true = graph.items[candidate.item].facts.get(field) == value
            case TextEvidence(words=words):
                true = bool(words)
            case CompanyEvidence(start=start, dialogues=dialogues):
                true = start in graph.items and start != candidate.item and dialogues > 0
            case DialogueEvidence(dialogue=dialogue):
                true = bool(dialogue)
        if not true:
            raise ContractError(f"the evidence of '{candidate.item}' does not hold: {ground}")
