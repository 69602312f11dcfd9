"""Normalised discounted cumulative gain@k over rows, gains 0 and 1 (Järvelin and Kekäläinen, TOIS 2002).

DCG = sum of 1 / log2(1 + rank) over targets of rank <= k
nDCG = DCG / DCG of a ranking that starts with the row's targets; averaged over rows
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff, distinct_targets


@dataclass(frozen=True, kw_only=True, slots=True)
class RowNDCG(Cutoff):
    """Mean over rows of the discounted gain, relative to the best possible."""

    label = "row_ndcg"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per row."""
        best = range(1, 1 + min(self.k, distinct_targets(outcome)))
        return [_gain(self.hits(outcome)) / _gain(best)]


def _gain(ranks: Iterable[int]) -> float:
    return math.fsum(1 / math.log2(1 + rank) for rank in ranks)
