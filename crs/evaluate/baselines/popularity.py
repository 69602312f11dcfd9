"""Popularity: the same list for everybody, by mentions in the training dialogues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crs.evaluate.baselines.profile import popularity
from crs.evaluate.baselines.scoring import Scores, ScoringRecommender
from crs.evaluate.training import Training
from crs.types import Dialogue


def create(training: Training) -> ScoringRecommender:
    """The items mentioned most; what the catalogue says of popularity is not read, it may have counted the test dialogues."""
    counts = popularity(training)

    def score(dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        return (counts for _ in dialogues)

    return ScoringRecommender(training.graph.item_ids, score)
