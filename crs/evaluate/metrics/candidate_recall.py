"""Recall of the candidates that retrieval hands to ranking, over targets: `recall@k` at a large k.

    1 if the target is among the first k, else 0; averaged over targets

Reported apart, because it is the ceiling of any re-ranking of those k. A ranking shorter than k is taken as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateRecall(Cutoff):
    """Share of the targets among the first k candidates."""

    label = "candidate_recall"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per target."""
        top = set(outcome.ranking[: self.k])
        return [float(target in top) for target in outcome.instance.targets]
