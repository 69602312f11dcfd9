"""The conformance checks find what is wrong, each by name."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.queries import sample_queries
from crs.testing.ranker import check_ranker
from crs.testing.retriever import check_retriever
from crs.types import Candidate, CompanyEvidence, DialogueEvidence, Edge, Evidence, PathEvidence, Query

_HOP = Edge(head="alien-1979", relation="directed_by", tail="person:stanley-kubrick")
FALSE: dict[str, Evidence] = {
    "false path": PathEvidence(hops=(_HOP,), start="alien-1979"),
    "company of nothing": CompanyEvidence(start="no-such-item", dialogues=3),
    "company of nobody": CompanyEvidence(start="alien-1979", dialogues=0),
    "a nameless dialogue": DialogueEvidence(dialogue=""),
}
WRONG: dict[str, dict[str, Any]] = {
    "not a number": {"score": float("nan")},
    "no grounds": {"parts": {}},
    "more than certain": {"chance": 1.5},
    **{fault: {"evidence": (evidence,)} for fault, evidence in FALSE.items()},
}


class Broken:
    """A retriever that is right but for one thing."""

    def __init__(self, graph: KnowledgeGraph, fault: str) -> None:
        self.graph = graph
        self.fault = fault
        self.calls = itertools.count()

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        items = [item for item in self.graph.item_ids if item not in query.exclude]
        match self.fault:
            case "raises" if not items:
                raise LookupError("nothing left")
            case "excluded":
                items = list(self.graph.item_ids)
            case "changes" if next(self.calls) % 2:
                items.reverse()
            case "twice":
                items = [item for item in items for _ in range(2)]
            case "stranger":
                items = ["not-in-the-catalogue"]
        found = [Candidate(item=item, score=-float(place), parts={"order": 1.0}) for place, item in enumerate(items)]
        match self.fault:
            case "too many":
                return found
            case "worst first":
                return found[k - 1 :: -1]
            case fault if fault in WRONG:
                return [replace(candidate, **WRONG[fault]) for candidate in found[:k]]
            case _:
                return found[:k]


async def test_what_is_right_passes(graph: KnowledgeGraph) -> None:
    await check_retriever(Broken(graph, "nothing"), graph)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raises", "raised LookupError"),
        ("excluded", "excluded or not in the catalogue"),
        ("stranger", "excluded or not in the catalogue"),
        ("changes", "two answers"),
        ("twice", "distinct"),
        ("too many", "at most 50"),
        ("worst first", "best candidate is not first"),
        ("not a number", "not finite"),
        ("no grounds", "without parts and evidence"),
        ("more than certain", "not between 0 and 1"),
        *((fault, "does not hold") for fault in FALSE),
    ],
)
async def test_what_is_wrong_with_a_retriever_is_said(graph: KnowledgeGraph, fault: str, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        await check_retriever(Broken(graph, fault), graph)


class BrokenRanker:
    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.calls = itertools.count()

    async def rank(self, query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:  # noqa: ARG002
        match self.fault:
            case "raises":
                return [max(candidates, key=lambda candidate: candidate.score)]
            case "loses":
                return candidates[:-1]
            case "changes" if next(self.calls) % 2:
                return candidates[::-1]
            case "touches":
                return [replace(candidate, evidence=(PathEvidence(hops=(), start=""),)) for candidate in candidates]
            case _:
                return candidates


async def test_the_order_as_it_is_passes(graph: KnowledgeGraph) -> None:
    await check_ranker(BrokenRanker("nothing"), graph)


@pytest.mark.parametrize(
    ("fault", "said"), [("raises", "raised ValueError"), ("loses", "lost"), ("changes", "two orders"), ("touches", "more than scores")]
)
async def test_what_is_wrong_with_a_ranker_is_said(graph: KnowledgeGraph, fault: str, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        await check_ranker(BrokenRanker(fault), graph)


def test_the_same_seed_gives_the_same_queries(graph: KnowledgeGraph) -> None:
    assert list(sample_queries(graph, seed=3)) == list(sample_queries(graph, seed=3)) != list(sample_queries(graph, seed=4))
