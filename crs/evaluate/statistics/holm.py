"""Holm's correction for several comparisons (Holm, Scandinavian Journal of Statistics, 1979)."""

from __future__ import annotations

from collections.abc import Sequence

from crs.errors import InputError


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The adjusted p values, in the order given.

    The i-th smallest of m becomes the greatest of (m - j + 1) · p_j over j <= i, at most 1. To reject where the adjusted value is
    at most α keeps the chance of any false rejection at α, however the comparisons depend on each other.

    Raises:
        InputError: a value is not in [0, 1].
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise InputError(f"p values lie in [0, 1], unlike one of {list(p_values)}", hint="pass the `p` of each comparison")
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = highest
    return tuple(adjusted)
