"""Hit rate@k over rows, also called success@k.

1 if any target of the row is among the first k, else 0; averaged over rows
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit(Cutoff):
    """Share of the rows with a target among the first k."""

    label = "hit"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per row."""
        return [float(bool(self.hits(outcome)))]
