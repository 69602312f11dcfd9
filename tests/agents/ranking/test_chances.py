"""What a trained model says of candidates, on the scale of logarithms."""

from __future__ import annotations

import math

import pytest

from crs.agents.ranking.chances import log_chances
from crs.types import Candidate


def of(*chances: float | None) -> list[Candidate]:
    return [Candidate(item=f"i{number}", score=0.0, chance=chance) for number, chance in enumerate(chances)]


def test_an_item_twice_as_likely_is_as_far_ahead_wherever_it_stands() -> None:
    found = log_chances(of(0.4, 0.2, 0.02, 0.01))
    assert found is not None
    assert found[0] - found[1] == pytest.approx(math.log(2)) == found[2] - found[3]


def test_what_has_no_chance_comes_last_but_not_infinitely_far() -> None:
    assert log_chances(of(0.4, 0.0, 0.1)) == pytest.approx([math.log(0.4), math.log(0.05), math.log(0.1)])


@pytest.mark.parametrize("chances", [(), (None, None), (0.4, None), (0.0, 0.0)])
def test_it_says_nothing_where_not_all_have_one(chances: tuple[float | None, ...]) -> None:
    assert log_chances(of(*chances)) is None
