"""Personalised PageRank over the knowledge graph from the items named so far, as G-CRS (arXiv 2503.06430) retrieves.

The walk is linear in where it starts, so the scores of a dialogue are the mean of those of its items, and each item's walk
is done once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from crs.evaluate.baselines.profile import Profiles, popularity
from crs.evaluate.baselines.scoring import Scores, ScoringRecommender, backed_off
from crs.evaluate.training import Training
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.types import Dialogue


def create(training: Training) -> ScoringRecommender:
    """The plain walk over the graph; no dialogue is learnt from but for what is popular, where nothing was named."""
    return ScoringRecommender(training.graph.item_ids, WalkScorer(PersonalisedPageRank(training.graph), popularity(training)))


class WalkScorer:
    """Scores of the items of a walk's graph for dialogues; `counts` order those that the walk never comes to."""

    def __init__(self, walk: PersonalisedPageRank, counts: Scores) -> None:
        self._walk = walk
        self._graph = walk.graph
        self._profiles = Profiles(walk.graph)
        self._counts = counts
        self._walked: dict[str, NDArray[np.float32]] = {}

    def __call__(self, dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        """One row a dialogue."""
        for dialogue in dialogues:
            row = np.zeros(len(self._profiles.column))
            for item in self._profiles.named(dialogue):
                row += self._from(item)
            row[self._profiles.columns(dialogue)] = 0.0  # a walk is most often where it starts: that is no recommendation
            yield backed_off(row, self._counts)

    def _from(self, item: str) -> NDArray[np.float32]:
        if item not in self._walked:
            self._walked[item] = self._walk.scores({item: 1.0})[self._graph.item_nodes].astype(np.float32)
        return self._walked[item]
