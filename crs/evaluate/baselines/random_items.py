"""Random: the floor under everything."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from crs.evaluate.baselines.scoring import Scores, ScoringRecommender
from crs.evaluate.training import Training
from crs.types import Dialogue


def create(training: Training) -> ScoringRecommender:
    """Items in an order drawn anew for every dialogue, from the training's seed and the dialogue's id."""
    items = training.graph.item_ids

    def score(dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        for dialogue in dialogues:
            yield np.random.default_rng((training.seed, zlib.crc32(dialogue.id.encode()))).random(len(items))

    return ScoringRecommender(items, score)
