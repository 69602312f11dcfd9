"""Holm's correction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import InputError
from crs.evaluate.statistics import holm

P_VALUES = st.lists(st.floats(0, 1), max_size=8)


def test_a_hand_worked_example() -> None:
    # in order .01, .013, .03, .04: times 4, 3, 2, 1 gives .04, .039, .06, .04; none may be below the one before
    assert holm([0.03, 0.01, 0.04, 0.013]) == pytest.approx((0.06, 0.04, 0.06, 0.04))


def test_no_value_exceeds_1() -> None:
    assert holm([0.9, 0.8]) == (1, 1)


def test_one_comparison_needs_no_correction() -> None:
    assert holm([0.03]) == (0.03,)
    assert holm([]) == ()


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_other_numbers_are_refused(p: float) -> None:
    with pytest.raises(InputError, match="p values"):
        holm([0.5, p])


@given(P_VALUES)
def test_lies_between_the_value_and_bonferroni(p_values: list[float]) -> None:
    for before, after in zip(p_values, holm(p_values), strict=True):
        assert before <= after <= min(1, before * len(p_values))


@given(P_VALUES)
def test_keeps_the_order(p_values: list[float]) -> None:
    ranked = [after for _, after in sorted(zip(p_values, holm(p_values), strict=True))]
    assert ranked == sorted(ranked)
