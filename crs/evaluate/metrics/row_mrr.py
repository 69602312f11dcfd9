"""Mean reciprocal rank@k over rows (Voorhees, TREC-8, 1999).

1 / rank of the row's best target if that is at most k, else 0; averaged over rows
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff


@dataclass(frozen=True, kw_only=True, slots=True)
class RowMRR(Cutoff):
    """Mean reciprocal rank of the best target of a row."""

    label = "row_mrr"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per row."""
        hits = self.hits(outcome)
        return [1 / hits[0] if hits else 0.0]
