"""Recall@k over targets, the field's convention (Li et al., NeurIPS 2018; Kostric and Balog, SIGIR 2026).

    1 if the target's rank is at most k, else 0; averaged over targets

With one target a trial this is the hit rate; the mean over rows has a name of its own, `row_recall@k`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall(Cutoff):
    """Share of the targets among the first k."""

    label = "recall"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per target."""
        return [float(rank is not None) for rank in self.target_ranks(outcome)]
