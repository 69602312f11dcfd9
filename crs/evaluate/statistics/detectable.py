"""The minimum detectable difference: how large a difference must be for this many dialogues to show it.

    (z(1 - 0.05 / 2) + z(0.80)) · standard error of the paired difference

A two-sided test at the level of 5 % finds a true difference of this size four times in five (Cohen, 1988; Sakai, 2018).
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from crs.evaluate.statistics.clusters import Floats, Totals

POWER = 0.80
ALPHA = 0.05


def detectable(error: float) -> float:
    """The minimum detectable difference by the standard error of the difference."""
    normal = NormalDist()
    return (normal.inv_cdf(1 - ALPHA / 2) + normal.inv_cdf(POWER)) * error


def paired_error(ours: Totals, theirs: Totals) -> float:
    """The standard error of the difference of two means over trials, from its variance between dialogues.

    What a dialogue adds to a mean of clusters of unequal size is linearised (Cochran, 1977, section 6.3):
    (sum - mean · count) / mean count. It is 0 for fewer than two dialogues.
    """
    dialogues = len(ours.sums)
    if dialogues < 2:
        return 0.0
    added = _added(ours) - _added(theirs)
    return math.sqrt(math.fsum(np.square(added).tolist()) / (dialogues * (dialogues - 1)))


def _added(totals: Totals) -> Floats:
    if not totals.trials:
        return np.zeros(len(totals.sums))
    added: Floats = (totals.sums - totals.mean * totals.counts) * (len(totals.counts) / totals.trials)
    return added
