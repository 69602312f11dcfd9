"""Expected popularity complement@k, aware of rank and relevance (Vargas and Castells, RecSys 2011).

    EPC = sum over ranks <= k of disc(rank) · hit(rank) · (1 - seen(item)) / sum over ranks <= k of disc(rank)
    disc(rank) = 1 / log2(1 + rank), seen(item) = share of the training dialogues that mention it; averaged over rankings

The expected novelty of what is recommended and right. A ranking shorter than k is divided by all k discounts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.metrics.reference import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class EPC(Cutoff):
    """Mean novelty of the hits."""

    label = "epc"
    reference: Reference = field(repr=False)

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per ranking."""
        novelty = math.fsum((1 - self.reference.seen(outcome.ranking[rank - 1])) / math.log2(1 + rank) for rank in self.hits(outcome))
        return [novelty / math.fsum(1 / math.log2(1 + rank) for rank in range(1, 1 + self.k))]
