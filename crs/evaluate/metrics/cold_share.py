"""Share of cold items among hits: how much of the success is with items that training never mentioned.

    1 if the item of a hit is mentioned in no training dialogue, else 0; averaged over hits (targets of rank <= k)

The number of trials is the number of hits: a system without a hit has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.metrics.reference import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class ColdShare(Cutoff):
    """Share of the hits whose item was never seen in training."""

    label = "cold_share"
    reference: Reference = field(repr=False)

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per hit."""
        popularity = self.reference.popularity
        hits = (target for target, rank in zip(outcome.instance.targets, self.target_ranks(outcome), strict=True) if rank is not None)
        return [float(popularity.get(item, 0) == 0) for item in hits]
