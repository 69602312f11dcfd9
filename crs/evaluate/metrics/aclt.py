"""Average coverage of long tail items@k (Abdollahpouri, Burke and Mobasher, FLAIRS 2019).

    number of the first k items that belong to the long tail; averaged over rankings

A number in [0, k], not a share. The long tail is every candidate outside the short head of the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.metrics.reference import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class ACLT(Cutoff):
    """Mean number of long-tail items among the first k."""

    label = "aclt"
    reference: Reference = field(repr=False)

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per ranking."""
        return [float(len(self.reference.tail.intersection(outcome.ranking[: self.k])))]
