"""Intra-list diversity@k over graph attributes (Smyth and McClave, ICCBR 2001; Ziegler et al., WWW 2005).

    mean over the pairs of items among the first k of 1 - |A ∩ B| / |A ∪ B|; averaged over rankings

A and B are what two items are linked to in the graph. Items that are linked to nothing are left out: nobody knows what they
are alike. A ranking with fewer than two others has diversity 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.metrics.reference import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class ILD(Cutoff):
    """Mean Jaccard distance of the attributes of two recommended items."""

    label = "ild"
    reference: Reference = field(repr=False)

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """One per ranking."""
        numbers = self.reference.attribute_numbers
        rows = [row for item in outcome.ranking[: self.k] if len(row := numbers.get(item, ()))]
        if len(rows) < 2:
            return [0.0]
        sizes = np.array([len(row) for row in rows])
        attribute = np.concatenate(rows)
        column = np.empty(attribute.max() + 1, dtype=np.int64)
        column[attribute] = np.arange(len(attribute))  # of an attribute that comes again the last place counts, for all
        table = np.zeros((len(rows), len(attribute)), dtype=np.float32)
        table[np.repeat(np.arange(len(rows)), sizes), column[attribute]] = 1
        common = (table @ table.T).astype(np.float64)  # whole numbers far below 2^24: exact in any order of summation
        distance = 1 - common / (sizes[:, None] + sizes - common)
        return [float(distance.sum()) / (len(rows) * (len(rows) - 1))]
