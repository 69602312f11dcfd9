"""Recall@k over rows, the macro average of information retrieval.

number of the row's targets among the first k / number of the row's targets; averaged over rows
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff, distinct_targets


@dataclass(frozen=True, kw_only=True, slots=True)
class RowRecall(Cutoff):
    """Mean over rows of the share of targets among the first k."""

    label = "row_recall"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per row."""
        return [len(self.hits(outcome)) / distinct_targets(outcome)]
