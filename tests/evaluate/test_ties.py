"""From a recommender's candidates to the ranking that is scored."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import ContractError
from crs.evaluate.instance import Instance
from crs.evaluate.ties import Unknown, outcome, ranking
from crs.evaluate.turns import ranked_turn
from crs.types import Candidate, Dialogue

ITEMS = frozenset("abcdefgh")


def instance(targets: str, excluded: str = "") -> Instance:
    return Instance(id="d:1", dialogue="d", turn=1, context=Dialogue(id="d:1"), targets=tuple(targets), excluded=frozenset(excluded))


def scored(*stretches: str) -> list[Candidate]:
    """Candidates, those of one word with the same score."""
    return [Candidate(item=item, score=-float(place)) for place, word in enumerate(stretches) for item in word]


def test_keeps_the_order() -> None:
    assert ranking(scored(*"cab"), instance("a"), items=ITEMS, depth=10) == tuple("cab")


def test_cuts_at_the_depth() -> None:
    assert ranking(scored(*"cab"), instance("a"), items=ITEMS, depth=2) == tuple("ca")


def test_ties_are_broken_against_the_targets() -> None:
    assert ranking(scored("ab", "cde", "f"), instance("ad"), items=ITEMS, depth=10) == tuple("bacedf")


def test_a_constant_score_earns_nothing() -> None:
    assert ranking(scored("abcdefgh"), instance("a"), items=ITEMS, depth=7) == tuple("bcdefgh")


def test_excluded_items_leave_before_the_cut() -> None:
    assert ranking(scored(*"abcde"), instance("d", excluded="ac"), items=ITEMS, depth=2) == tuple("bd")


def test_targets_in_a_tie_that_the_system_cut_are_left_out() -> None:
    """Asked for four, it returned a and three of many with the same score: that b is among them is luck."""
    assert ranking(scored("a", "bcd"), instance("b"), items=ITEMS, depth=10, asked=4) == tuple("acd")
    assert ranking(scored("a", "bcd"), instance("b"), items=ITEMS, depth=10, asked=5) == tuple("acdb")
    assert ranking(scored(*"abcd"), instance("d"), items=ITEMS, depth=10, asked=4) == tuple("abcd")


@pytest.mark.parametrize(
    ("candidates", "says"),
    [
        (scored(*"aba"), "'a' is ranked twice"),
        (scored(*"ax"), "'x' is not an item of the catalogue"),
        ([Candidate(item="a", score=math.nan)], "the score of 'a' is not a number"),
    ],
)
def test_a_broken_contract_is_refused(candidates: list[Candidate], says: str) -> None:
    with pytest.raises(ContractError, match=says):
        ranking(candidates, instance("a"), items=ITEMS, depth=10)


@pytest.mark.parametrize(("unknown", "expected"), [("drop", "ab"), ("miss", "axb")])
def test_unknown_items_of_a_system_that_answers_with_titles(unknown: Unknown, expected: str) -> None:
    assert ranking(scored(*"axb"), instance("b"), items=ITEMS, depth=10, unknown=unknown) == tuple(expected)


def test_the_outcome_of_a_turn() -> None:
    asked = instance("c", excluded="a")
    found = outcome(ranked_turn(asked.context, scored(*"abc")), asked, items=ITEMS, depth=10)
    assert found.ranking == ("b", "c")
    assert found.ranks == (2,)
    assert not found.error


SCORES = st.lists(st.integers(0, 2), min_size=8, max_size=8)


@given(SCORES, st.permutations("abcdefgh"), st.permutations("abcdefgh"), st.sets(st.sampled_from("abcdefgh"), min_size=1))
def test_luck_decides_nothing(scores: list[int], one: list[str], other: list[str], targets: set[str]) -> None:
    """However a system orders its ties, targets get the same ranks, and never better ones than they had."""
    score, asked = dict(zip("abcdefgh", scores, strict=True)), instance("".join(sorted(targets)))
    first, second = ([Candidate(item=item, score=score[item]) for item in sorted(order, key=lambda i: -score[i])] for order in (one, other))
    hits = [item in targets for item in ranking(first, asked, items=ITEMS, depth=8)]
    assert hits == [item in targets for item in ranking(second, asked, items=ITEMS, depth=8)]
    assert all(sum(hits[:k]) <= sum(candidate.item in targets for candidate in first[:k]) for k in range(1, 9))
