"""Average recommendation popularity@k (Yin et al., VLDB 2012; Abdollahpouri et al., FLAIRS 2019).

    mean over the first k items of the number of training dialogues that mention them; averaged over rankings

Popularity is that of training only. A failed instance has no ranking and is no trial: 0 would pass for an unusually unpopular one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.metrics.reference import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class ARP(Cutoff):
    """Mean training popularity of what is recommended."""

    label = "arp"
    reference: Reference = field(repr=False)

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per ranking that is not empty."""
        top = outcome.ranking[: self.k]
        return [sum(self.reference.popularity.get(item, 0) for item in top) / len(top)] if top else []
