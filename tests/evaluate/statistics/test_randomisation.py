"""The randomisation test against all exchanges there are."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.evaluate.statistics.clusters import Totals
from crs.evaluate.statistics.randomisation import paired_p


def exact_p(tenths: list[int]) -> Fraction:
    """The share of all exchanges whose difference is at least as large, in whole numbers."""
    sums = [abs(sum(sign * number for sign, number in zip(signs, tenths, strict=True))) for signs in product((1, -1), repeat=len(tenths))]
    return Fraction(sum(size >= abs(sum(tenths)) for size in sums), len(sums))


@settings(max_examples=60, deadline=None)
@given(tenths=st.lists(st.integers(-4, 4), min_size=1, max_size=6))
def test_equal_differences_count_as_equal_whatever_the_order_of_their_sums(tenths: list[int]) -> None:
    once = np.ones(len(tenths), dtype=np.int64)
    ours = Totals(sums=np.array([number / 10 for number in tenths]), counts=once)
    theirs = Totals(sums=np.zeros(len(tenths)), counts=once)
    assert paired_p(ours, theirs, flips=4_000, seed=0) == pytest.approx(float(exact_p(tenths)), abs=0.04)
