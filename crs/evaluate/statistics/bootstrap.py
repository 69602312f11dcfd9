"""The cluster bootstrap: dialogues are drawn with replacement, as many as there are (Davison and Hinkley, 1997, section 3.8).

Draws depend on the seed and on the number of dialogues only. Sums are taken along contiguous memory without a linear algebra
library, so that the same numpy gives the same bytes with any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from crs.evaluate.statistics.clusters import Counts, Floats, Totals

LEVEL = 0.95
_BLOCK = 1 << 20  # numbers drawn at a time, which bounds the memory


def draws(clusters: int, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Blocks of resamples, one a row: the positions of the clusters drawn. Shape (block, clusters), `resamples` rows in all."""
    random = np.random.default_rng(seed)
    rows = max(1, _BLOCK // max(1, clusters))
    for start in range(0, resamples if clusters else 0, rows):
        yield random.integers(0, clusters, size=(min(rows, resamples - start), clusters))


def resampled_means(totals: Totals, resamples: int, seed: int) -> Floats:
    """The mean over trials in every resample, shape (resamples,); not a number where a resample has no trial."""
    blocks = [
        _ratio(totals.sums[drawn].sum(axis=1), totals.counts[drawn].sum(axis=1)) for drawn in draws(len(totals.sums), resamples, seed)
    ]
    return np.concatenate(blocks) if blocks else np.empty(0)


def resampled_values(value: Callable[[Counts], Floats], clusters: int, resamples: int, seed: int) -> Floats:
    """The value of every resample, shape (resamples,); `value` takes how often each cluster was drawn, shape (block, clusters)."""
    blocks = [value(_times(drawn, clusters)) for drawn in draws(clusters, resamples, seed)]
    return np.concatenate(blocks) if blocks else np.empty(0)


def interval(values: Floats, *, otherwise: float) -> tuple[float, float]:
    """The percentile interval of 95 %; `otherwise` at both ends if no resample has a value."""
    known = values[~np.isnan(values)]
    if not len(known):
        return otherwise, otherwise
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def centred(values: Floats, value: float) -> Floats:
    """The resampled values moved so that their mean is `value`.

    A resample repeats dialogues, so a value such as the number of different items is smaller in all of them than in the run itself.
    """
    return values - (values.mean() - value) if len(values) else values


def _times(drawn: NDArray[np.int64], clusters: int) -> Counts:
    """How often each cluster was drawn, by rows."""
    flat = drawn + clusters * np.arange(len(drawn))[:, None]
    return np.bincount(flat.ravel(), minlength=clusters * len(drawn)).reshape(len(drawn), clusters)


def _ratio(sums: Floats, counts: Counts) -> Floats:
    ratio: Floats = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
    return ratio
