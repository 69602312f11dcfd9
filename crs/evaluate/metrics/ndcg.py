"""Normalised discounted cumulative gain@k over targets: each target is a query with one relevant item (Järvelin and Kekäläinen, TOIS 2002).

    1 / log2(1 + rank) if the target's rank is at most k, else 0; averaged over targets

The ideal gain of one relevant item is 1, so nothing is left to normalise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff


@dataclass(frozen=True, kw_only=True, slots=True)
class NDCG(Cutoff):
    """Mean discounted gain of the targets."""

    label = "ndcg"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per target."""
        return [1 / math.log2(1 + rank) if rank is not None else 0.0 for rank in self.target_ranks(outcome)]
