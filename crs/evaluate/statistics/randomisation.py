"""The paired randomisation test (Fisher, 1935; Smucker, Allan and Carterette, CIKM 2007).

If two systems were alike, it would not matter whose answer is whose: the answers to a dialogue are exchanged at random, and p is
the share of exchanges that give a difference at least as large as the one observed, in either direction, where the observed one
counts as an exchange (Phipson and Smyth, 2010): p = (1 + as large) / (1 + flips). A dialogue is exchanged as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from crs.evaluate.statistics.clusters import Counts, Floats, Totals

_BLOCK = 1 << 20
_ROUNDING = 1e-9  # of the largest difference: what is closer is the same sum in another order


def paired_p(ours: Totals, theirs: Totals, *, flips: int, seed: int) -> float:
    """Two-sided p of the difference of two means over trials; the dialogues of both are the same, in the same order."""
    sums, counts = ours.sums - theirs.sums, ours.counts - theirs.counts
    all_sums, all_counts = float((ours.sums + theirs.sums).sum()), int((ours.counts + theirs.counts).sum())

    def difference(exchanged: NDArray[np.bool_]) -> Floats:
        sum_of = np.where(exchanged, -sums, sums).sum(axis=1)
        count_of = np.where(exchanged, -counts, counts).sum(axis=1) if counts.any() else np.zeros(len(exchanged), dtype=np.int64)
        return _mean(all_sums + sum_of, all_counts + count_of) - _mean(all_sums - sum_of, all_counts - count_of)

    observed = difference(np.zeros((1, len(sums)), dtype=bool))[0]
    return _share(float(observed), [difference(block) for block in _exchanges(len(sums), flips, seed)])


def paired_p_of_runs(value: Callable[[Counts], Floats], *, dialogues: int, flips: int, seed: int) -> float:
    """Two-sided p of the difference of a metric of whole runs.

    `value` takes weights of shape (runs, 2 · dialogues), those of our answers before those of theirs.
    """

    def difference(exchanged: NDArray[np.bool_]) -> Floats:
        ours = np.concatenate((~exchanged, exchanged), axis=1).astype(np.int64)
        return value(ours) - value(1 - ours)

    observed = difference(np.zeros((1, dialogues), dtype=bool))[0]
    return _share(float(observed), [difference(block) for block in _exchanges(dialogues, flips, seed)])


def _exchanges(dialogues: int, flips: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    random = np.random.default_rng(seed)
    rows = max(1, _BLOCK // max(1, dialogues))
    for start in range(0, flips, rows):
        yield random.integers(0, 2, size=(min(rows, flips - start), dialogues), dtype=np.bool_)


def _mean(sums: Floats, counts: Counts) -> Floats:
    mean: Floats = np.divide(sums, counts, out=np.zeros(len(sums)), where=counts > 0)
    return mean


def _share(observed: float, blocks: Sequence[Floats]) -> float:
    sizes = np.abs(np.concatenate((np.empty(0), *blocks)))
    least = abs(observed) - _ROUNDING * max(abs(observed), sizes.max(initial=0.0))
    return (1 + int((sizes >= least).sum())) / (1 + len(sizes))
