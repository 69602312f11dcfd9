"""Simulated runs for tests of statistics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crs.evaluate.instance import Outcome
from crs.evaluate.statistics.clusters import Totals
from tests.evaluate.metrics.outcomes import outcome


def run_of(ranks: Sequence[Sequence[int]]) -> list[Outcome]:
    """One list of ranks a dialogue, one target a turn; rank 0 is a failure."""
    return [
        outcome(["x"] * (rank - 1) + ["t"] if rank else "", "t", dialogue=str(dialogue), turn=turn)
        for dialogue, turns in enumerate(ranks)
        for turn, rank in enumerate(turns)
    ]


def simulated(random: np.random.Generator, *, dialogues: int, chance: float, spread: float = 0.15) -> Totals:
    """Hits whose chance differs between dialogues, so that turns of one dialogue are alike; 1 to 6 turns each."""
    counts = random.integers(1, 7, size=dialogues)
    chances = np.clip(chance + random.uniform(-spread, spread, size=dialogues), 0, 1)
    return Totals(sums=random.binomial(counts, chances).astype(np.float64), counts=counts)
