"""Copying: what was named before, the last first (He et al., CIKM 2023, showed how far this gets where repeated items count)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from crs.evaluate.baselines.profile import Profiles
from crs.evaluate.baselines.scoring import Scores, ScoringRecommender
from crs.evaluate.training import Training
from crs.types import Dialogue


def create(training: Training) -> ScoringRecommender:
    """The items of the context and nothing else; it learns nothing."""
    profiles = Profiles(training.graph)

    def score(dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        for dialogue in dialogues:
            row = np.full(len(profiles.column), -np.inf)
            for place, column in enumerate(profiles.columns(dialogue), start=1):
                row[column] = place
            yield row

    return ScoringRecommender(training.graph.item_ids, score)
