"""The best of a score array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def top(scores: Scores, k: int, *, among: NDArray[np.bool_]) -> list[int]:
    """Positions of the `k` highest scores among those marked, best first; equal scores keep their order."""
    positions = np.flatnonzero(among)
    if len(positions) > k > 0:
        least = np.partition(scores[positions], len(positions) - k)[len(positions) - k]
        positions = positions[scores[positions] >= least]
    order = np.argsort(-scores[positions], kind="stable")[: max(k, 0)]
    best: list[int] = positions[order].tolist()
    return best
