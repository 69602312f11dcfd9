"""The seam of a trained source: a score for every item of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crs.agents.retrieval.trained.reading import Named, Reading
from crs.types import Evidence

Floats = NDArray[np.float32]

KNOWN = 0.5  # an item that was named and of which no opinion was said, or whose opinion was taken back
AGAINST = 0.3  # a dislike tells less than a like: two films that are hated have less in common than two that are loved


class TrainedSource(Protocol):
    """Something that was fitted to training dialogues and scores items. It is plain arrays: no pickle, nothing to download."""

    name: str

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """Readings × items, higher is better, finite; a row is the same whatever else is asked with it."""
        ...

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """What speaks for an item in the eyes of this source; only what can be checked."""
        ...

    def write(self, folder: Path) -> None:
        """Write everything to an empty folder. Raises StorageError."""
        ...


def weight(named: Named, place: int, *, decay: float) -> float:
    """What an item counts that was named `place` items ago: less than the one after it, and against what was disliked."""
    return (named.polarity * (AGAINST if named.polarity < 0 else 1.0) or KNOWN) * decay**place
