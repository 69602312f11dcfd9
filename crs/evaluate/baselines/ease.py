"""EASE (Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019): which items are named together.

    P = (XᵀX + λI)⁻¹,  B = -P / diag(P) with a zero diagonal,  score = profile · B

X holds the training dialogues as bags of the items named in them. λ is chosen on a tenth of these dialogues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from crs.evaluate.baselines.holdout import choose, held_out
from crs.evaluate.baselines.profile import Profiles, dialogues, popularity
from crs.evaluate.baselines.scoring import Scores, ScoringRecommender, backed_off
from crs.evaluate.training import Training
from crs.types import Dialogue

LAMBDAS = (200.0, 50.0, 100.0, 500.0)
TRIED = 3  # dialogues that must name an item for it to take part in the choice of λ: fitting costs the cube of the items


@dataclass(frozen=True, kw_only=True)
class ItemWeights:
    """The matrix B over the items that training names, the only ones whose weights are not zero."""

    columns: NDArray[np.int64]  # of these items, ascending
    weights: NDArray[np.float32]

    def scores(self, profiles: sparse.csr_array) -> Iterator[Scores]:
        """For every row of `profiles` a score per item; all are 0 where none of its items is known."""
        known = profiles[:, self.columns]
        for found in known @ self.weights:  # a sparse product adds up row by row: the rest of the batch changes nothing
            row = np.zeros(profiles.shape[1])
            row[self.columns] = found
            yield row


def fit(matrix: sparse.csr_array, *, penalty: float, least: int = 1) -> ItemWeights:
    """B for dialogues × items; items in fewer than `least` dialogues stay out."""
    columns = np.flatnonzero(matrix.sum(axis=0) >= least)
    counts = matrix[:, columns]
    gram = np.asfortranarray((counts.T @ counts).toarray(), dtype=np.float32)
    gram[np.diag_indices_from(gram)] += np.float32(penalty)
    inverse = _inverse(gram)
    inverse /= -np.diag(inverse).copy()  # column by column
    np.fill_diagonal(inverse, 0.0)
    return ItemWeights(columns=columns, weights=np.ascontiguousarray(inverse))


def create(training: Training) -> ScoringRecommender:
    """The model, fitted; a dialogue that names no known item gets what is popular."""
    profiles, counts = Profiles(training.graph), popularity(training)
    rest, cases = held_out(training)
    tried = profiles.matrix(dialogues(rest))

    def candidate(penalty: float) -> _Scorer:
        return _Scorer(profiles, fit(tried, penalty=penalty, least=TRIED), counts)

    penalty = choose(LAMBDAS, cases, candidate)
    scorer = _Scorer(profiles, fit(profiles.matrix(dialogues(training)), penalty=penalty), counts)
    return ScoringRecommender(training.graph.item_ids, scorer)


class _Scorer:
    def __init__(self, profiles: Profiles, model: ItemWeights, counts: Scores) -> None:
        self._profiles = profiles
        self._model = model
        self._counts = counts

    def __call__(self, dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        for row in self._model.scores(self._profiles.matrix(dialogues)):
            yield row if row.any() else backed_off(row, self._counts)


def _inverse(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of a symmetric positive definite matrix, which is overwritten: by Cholesky, a third of the work of a general inverse."""
    if not len(matrix):
        return matrix
    factor, _ = linalg.lapack.spotrf(matrix, lower=1, clean=0, overwrite_a=1)
    half, _ = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    half = np.tril(half)
    whole: NDArray[np.float32] = half + np.tril(half, -1).T
    return whole
