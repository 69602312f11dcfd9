"""Mean average precision@k over rows, as trec_eval's map_cut computes it (Buckley and Voorhees, SIGIR 2000).

    AP = sum of precision at each rank <= k that holds a target / number of the row's targets; averaged over rows

Some papers divide by min(k, number of targets) instead; theirs is larger where a row has more targets than k.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff, distinct_targets


@dataclass(frozen=True, kw_only=True, slots=True)
class MAP(Cutoff):
    """Mean over rows of average precision."""

    label = "map"

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per row."""
        hits = self.hits(outcome)
        return [math.fsum(found / rank for found, rank in enumerate(hits, start=1)) / distinct_targets(outcome)]
