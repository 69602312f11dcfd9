"""Answers: which neighbours are tied, and that a line says all of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import ContractError
from crs.evaluate.runs.answer import Answer
from crs.types import Candidate


def candidates(*scores: float) -> list[Candidate]:
    return [Candidate(item=f"i{place}", score=score) for place, score in enumerate(scores)]


def answer(*scores: float) -> Answer:
    return Answer.of("d:1", candidates(*scores), asked=100, items={f"i{place}" for place in range(100)})


@pytest.mark.parametrize(
    ("scores", "tied"),
    [((), ()), ((3, 2, 1), ()), ((3, 3, 1), ((1, 2),)), ((3, 2, 2, 2, 1, 0, 0), ((2, 4), (6, 7))), ((1, 1), ((1, 2),))],
)
def test_neighbours_of_one_score_are_tied(scores: tuple[float, ...], tied: tuple[tuple[int, int], ...]) -> None:
    assert answer(*scores).tied == tied


def test_a_shorter_answer_keeps_the_ties_it_cuts_through() -> None:
    assert answer(3, 2, 2, 2, 1).first(3).tied == ((2, 3),)
    assert answer(3, 2, 2, 2, 1).first(1).tied == ()


@given(st.lists(st.integers(0, 5), max_size=40).map(lambda scores: sorted(scores, reverse=True)))
def test_a_line_gives_the_answer_back_with_its_ties(scores: list[int]) -> None:
    given_answer = answer(*map(float, scores))
    read = Answer.parse(given_answer.line())
    assert read == given_answer
    alike = {place for start, end in read.tied for place in range(start, end)}
    assert [place in alike for place in range(1, len(scores))] == [a == b for a, b in pairwise(scores)]


@pytest.mark.parametrize(
    "wrong",
    [
        [Candidate(item="i0", score=1.0), Candidate(item="i0", score=0.5)],
        [Candidate(item="elsewhere", score=1.0)],
        [Candidate(item="i0", score=float("nan"))],
        candidates(3, 2, 1),
    ],
    ids=["twice", "unknown", "not a number", "too many"],
)
def test_what_breaks_the_contract_is_no_answer(wrong: list[Candidate]) -> None:
    with pytest.raises(ContractError):
        Answer.of("d:1", wrong, asked=2, items={"i0", "i1", "i2"})


@pytest.mark.parametrize("line", ["", "{", "[]", '{"context":"a"}', '{"context":"a","ranking":[],"tied":[1],"error":""}'])
def test_a_damaged_line_is_a_value_error(line: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        Answer.parse(line)
