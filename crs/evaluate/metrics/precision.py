"""Precision@k over rows.

    number of the row's targets among the first k / k; averaged over rows

A ranking shorter than k is divided by k all the same, as trec_eval does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff


@dataclass(frozen=True, kw_only=True, slots=True)
class Precision(Cutoff):
    """Mean over rows of the share of the first k places that hold a target."""

    label = "precision"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per row."""
        return [len(self.hits(outcome)) / self.k]
