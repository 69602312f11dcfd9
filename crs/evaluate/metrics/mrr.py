"""Mean reciprocal rank@k over targets: each target is a query with one relevant item (Voorhees, TREC-8, 1999).

1 / rank if the target's rank is at most k, else 0; averaged over targets
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff


@dataclass(frozen=True, kw_only=True, slots=True)
class MRR(Cutoff):
    """Mean reciprocal rank of the targets."""

    label = "mrr"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per target."""
        return [1 / rank if rank is not None else 0.0 for rank in self.target_ranks(outcome)]
