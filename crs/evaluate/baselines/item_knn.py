"""Item-item nearest neighbours (Sarwar et al., WWW 2001), by cosine of co-mention, shrunk where it rests on few dialogues.

    similarity(i, j) = n(i, j) / (sqrt(n(i) n(j)) + shrinkage),  score(j) = sum of similarity(i, j) over the items i named

n counts the training dialogues that name an item, or both. The shrinkage is chosen on a tenth of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from crs.evaluate.baselines.holdout import choose, held_out
from crs.evaluate.baselines.profile import Profiles, dialogues, popularity
from crs.evaluate.baselines.scoring import Scores, ScoringRecommender, backed_off
from crs.evaluate.training import Training
from crs.types import Dialogue

SHRINKAGES = (100.0, 10.0, 20.0, 50.0, 200.0, 500.0)


def similarities(matrix: sparse.csr_array, *, shrinkage: float) -> sparse.csr_array:
    """Items × items for dialogues × items; nothing is similar to itself."""
    together = sparse.coo_array(matrix.T @ matrix)
    counts = np.sqrt(np.asarray(matrix.sum(axis=0)).ravel())
    value = np.where(together.row == together.col, 0.0, together.data / (counts[together.row] * counts[together.col] + shrinkage))
    similar = sparse.csr_array((value, (together.row, together.col)), shape=together.shape)
    similar.eliminate_zeros()
    return similar


def create(training: Training) -> ScoringRecommender:
    """The neighbours of what was named; after them, and where nothing was named, what is popular."""
    profiles, counts = Profiles(training.graph), popularity(training)
    rest, cases = held_out(training)
    tried = profiles.matrix(dialogues(rest))

    def candidate(shrinkage: float) -> _Scorer:
        return _Scorer(profiles, similarities(tried, shrinkage=shrinkage), counts)

    shrinkage = choose(SHRINKAGES, cases, candidate)
    scorer = _Scorer(profiles, similarities(profiles.matrix(dialogues(training)), shrinkage=shrinkage), counts)
    return ScoringRecommender(training.graph.item_ids, scorer)


class _Scorer:
    def __init__(self, profiles: Profiles, similar: sparse.csr_array, counts: Scores) -> None:
        self._profiles = profiles
        self._similar = similar
        self._counts = counts

    def __call__(self, dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        found = (self._profiles.matrix(dialogues) @ self._similar).toarray()
        return (backed_off(row.astype(np.float64), self._counts) for row in found)
