"""Popularity: how often the training dialogues name an item, the same for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crs.agents.retrieval.trained.reading import Reading
from crs.agents.retrieval.trained.source import Floats
from crs.models.arrays import load_arrays, save_arrays
from crs.types import Evidence

_FILE = "counts.npz"


class Popularity:
    """Mentions in the training dialogues, by item."""

    name = "popularity"

    def __init__(self, counts: Floats) -> None:
        self.counts = counts

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """log(1 + mentions), see `TrainedSource.scores`."""
        return np.tile(np.log1p(self.counts), (len(readings), 1))

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:  # noqa: ARG002
        """None."""
        return ()

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        save_arrays(folder / _FILE, {"counts": self.counts})

    @classmethod
    def read(cls, folder: Path) -> Popularity:
        """What `write` wrote. Raises ModelError."""
        return cls(load_arrays(folder / _FILE, "counts")["counts"])
