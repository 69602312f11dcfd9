from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.fusion import FusedRetriever, reciprocal_rank_fusion
from crs.agents.retrieval.popularity import PopularityRetriever
from crs.errors import ContractError, StorageError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.testing.retriever import check_retriever
from crs.types import Candidate, Query, TextEvidence
from tests.agents.retrieval.conftest import fused


def run(*items: str) -> list[Candidate]:
    return [Candidate(item=item, score=-float(place)) for place, item in enumerate(items)]


def test_the_formula() -> None:
    (first, second, third) = reciprocal_rank_fusion({"a": run("x", "y"), "b": run("y", "z")}, weights={"b": 0.5}, constant=60)
    assert (first.item, second.item, third.item) == ("y", "x", "z")
    assert first.parts == pytest.approx({"a": 1 / 62, "b": 0.5 / 61})
    assert first.score == pytest.approx(1 / 62 + 0.5 / 61)


def test_who_is_found_by_several_sources_comes_before_who_leads_one() -> None:
    fused = reciprocal_rank_fusion({"a": run("only-a", "both"), "b": run("only-b", "both")})
    assert fused[0].item == "both"


def test_a_source_that_cannot_tell_items_apart_does_not_order_them() -> None:
    equal = [Candidate(item=item, score=1.0) for item in ("x", "y", "z")]
    parts = [candidate.parts["a"] for candidate in reciprocal_rank_fusion({"a": equal})]
    assert parts == pytest.approx([1 / 62] * 3)  # the mean of the ranks 1, 2, 3


def test_evidence_of_all_sources_is_kept_once() -> None:
    word, other = TextEvidence(words=("space",)), TextEvidence(words=("ship",))
    runs = {"a": [Candidate(item="x", score=1, evidence=(word,))], "b": [Candidate(item="x", score=9, evidence=(word, other))]}
    assert reciprocal_rank_fusion(runs)[0].evidence == (word, other)


lists = st.lists(st.sampled_from("abcdefghij"), unique=True).map(lambda items: run(*items))


@given(
    runs=st.dictionaries(st.sampled_from(["one", "two", "three", "four"]), lists), names=st.permutations(["one", "two", "three", "four"])
)
def test_the_order_of_the_sources_does_not_matter(runs: dict[str, list[Candidate]], names: list[str]) -> None:
    shuffled = {name: runs[name] for name in names if name in runs}
    assert reciprocal_rank_fusion(runs) == reciprocal_rank_fusion(shuffled)


@given(runs=st.dictionaries(st.sampled_from(["one", "two", "three"]), lists))
def test_every_item_comes_once_with_its_score_explained(runs: dict[str, list[Candidate]]) -> None:
    fused = reciprocal_rank_fusion(runs)
    assert sorted(c.item for c in fused) == sorted({c.item for found in runs.values() for c in found})
    assert [c.score for c in fused] == sorted((c.score for c in fused), reverse=True)
    for candidate in fused:
        assert candidate.score == pytest.approx(sum(candidate.parts.values()))
        assert set(candidate.parts) == {name for name, found in runs.items() if any(c.item == candidate.item for c in found)}
    assert reciprocal_rank_fusion(runs, k=3) == fused[:3]


@given(found=lists)
def test_a_single_source_keeps_its_order(found: list[Candidate]) -> None:
    assert [c.item for c in reciprocal_rank_fusion({"only": found})] == [c.item for c in found]


@given(found=lists, other=lists, item=st.sampled_from("abcdefghij"))
def test_rising_in_one_source_never_hurts(found: list[Candidate], other: list[Candidate], item: str) -> None:
    risen = run(item, *(c.item for c in found if c.item != item))

    def place(first: list[Candidate]) -> int:
        items = [c.item for c in reciprocal_rank_fusion({"first": first, "other": other})]
        return items.index(item) if item in items else len(items)

    assert place(risen) <= place(found)


class Answer:
    """A source that always says the same."""

    def __init__(self, answer: Sequence[Candidate] | Exception) -> None:
        self.answer = answer

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:  # noqa: ARG002
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer[:k]


async def test_a_source_that_fails_is_done_without(graph: KnowledgeGraph, constraints: Constraints) -> None:
    sources = {"popularity": PopularityRetriever(graph, constraints), "broken": Answer(StorageError("the disk is gone"))}
    retriever = FusedRetriever(sources, constraints)
    found = await retriever.search(Query(), k=5)
    assert len(found.candidates) == 5
    assert {name: str(error) for name, error in found.failures.items()} == {"broken": "the disk is gone"}
    assert len(found.notices) == 1
    assert "broken" in found.notices[0]
    assert retriever.failed == {"broken": 1}


@pytest.mark.parametrize(
    "answer",
    [
        ZeroDivisionError(),
        run("not-in-the-catalogue"),
        run("alien-1979", "alien-1979"),
        [Candidate(item="alien-1979", score=float("nan"))],
    ],
)
async def test_a_source_that_breaks_its_seam_is_done_without(constraints: Constraints, answer: list[Candidate] | Exception) -> None:
    found = await FusedRetriever({"strange": Answer(answer)}, constraints).search(Query(), k=5)
    assert found.candidates == ()
    assert isinstance(found.failures["strange"], ContractError)


async def test_whatever_a_source_returns_constraints_are_kept(graph: KnowledgeGraph, constraints: Constraints) -> None:
    careless = Answer(run("alien-1979", "up-2009", "notting-hill-1999"))
    query = Query(preferences=preferences_of(graph, "-genre:horror!"), exclude=("up-2009",))
    found = await FusedRetriever({"careless": careless}, constraints).retrieve(query, k=5)
    assert [candidate.item for candidate in found] == ["notting-hill-1999"]


async def test_a_source_alone_keeps_what_it_says(constraints: Constraints) -> None:
    word = TextEvidence(words=("space",))
    told = [
        Candidate(item="alien-1979", score=7.5, parts={"one": 2.0, "other": -1.0}, evidence=(word,), chance=0.2),
        Candidate(item="up-2009", score=-3.0, parts={"one": 0.0, "other": 0.0}, chance=0.1),
        Candidate(item="notting-hill-1999", score=-4.0, parts={"one": 0.0, "other": 0.0}, chance=0.0),
    ]
    alone = FusedRetriever({"told": Answer(told)}, constraints)
    assert await alone.retrieve(Query(exclude=("up-2009",)), k=5) == (told[0], told[2])
    assert len(await alone.retrieve(Query(), k=2)) == 2


async def test_no_sources_no_candidates(constraints: Constraints) -> None:
    assert (await FusedRetriever({}, constraints).search(Query(), k=5)).candidates == ()


async def test_the_fused_retriever_keeps_the_seam(graph: KnowledgeGraph) -> None:
    await check_retriever(fused(graph), graph)


async def test_it_does_so_in_another_domain(wines: KnowledgeGraph) -> None:
    await check_retriever(fused(wines), wines, k=5)
