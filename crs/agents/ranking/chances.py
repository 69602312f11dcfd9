"""What a trained model says of candidates, as rankers weigh it against other things."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crs.types import Candidate


def log_chances(candidates: Sequence[Candidate]) -> NDArray[np.float64] | None:
    """The natural logarithm of every candidate's chance, in their order; None unless all have one.

    What the model gives no chance counts half of the least that it gives: it comes after everything else, but not infinitely far.
    """
    found = [candidate.chance for candidate in candidates if candidate.chance is not None]
    chances = np.array(found, dtype=np.float64)
    if len(found) < len(candidates) or not (chances > 0).any():
        return None
    least = chances[chances > 0].min()
    return np.log(np.where(chances > 0, chances, least / 2))
