"""F1@k over rows: the harmonic mean of precision@k and recall@k of a row (van Rijsbergen, 1979).

2 · P · R / (P + R) = 2 · hits / (k + number of the row's targets); averaged over rows
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff, distinct_targets


@dataclass(frozen=True, kw_only=True, slots=True)
class F1(Cutoff):
    """Mean over rows of the harmonic mean of precision and recall."""

    label = "f1"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per row."""
        return [2 * len(self.hits(outcome)) / (self.k + distinct_targets(outcome))]
