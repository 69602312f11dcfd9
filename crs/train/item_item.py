"""Fitting item-item matrices: EASE, neighbours by shrunk cosine, and sequence (what follows what)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from crs.evaluate.baselines.ease import fit as fit_ease
from crs.evaluate.baselines.item_knn import similarities
from crs.train.cases import ReadDialogue

# Chosen on ReDial's validation split.
PENALTY = 100.0  # of EASE
SHRINKAGE = 50.0  # of neighbours
FOLLOWING_SHRINKAGE = 20.0
FOLLOWING_DECAY = 0.8
SEEKER = 0.3  # what an item counts that the seeker brings up, against one that is recommended
KEPT = 200  # weights kept of an item, the largest: ReDial's EASE is 100 MB with all of them


def occurrences(dialogues: Sequence[ReadDialogue], items: int) -> sparse.csr_array:
    """Dialogues × items, 1 where the dialogue names the item."""
    rows = [sorted(one.number for one in dialogue.whole.items) for dialogue in dialogues]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int32)
    return sparse.csr_array((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(rows), items))


def ease(matrix: sparse.csr_array) -> sparse.csr_array:
    """EASE (Steck, WWW 2019), see `crs.evaluate.baselines.ease`."""
    model = fit_ease(matrix, penalty=PENALTY)
    known = len(model.columns)
    if not known:
        return sparse.csr_array((matrix.shape[1], matrix.shape[1]), dtype=np.float32)
    kept = min(KEPT, known)
    largest = np.argpartition(-np.abs(model.weights), kept - 1, axis=1)[:, :kept]
    rows = np.repeat(np.arange(known), kept)
    values = np.take_along_axis(model.weights, largest, axis=1).ravel()
    place = (model.columns[rows], model.columns[largest.ravel()])
    weights = sparse.csr_array(sparse.coo_array((values, place), shape=(matrix.shape[1], matrix.shape[1])))
    weights.sort_indices()
    return weights.astype(np.float32)


def neighbours(matrix: sparse.csr_array) -> sparse.csr_array:
    """Shrunk cosines, see `crs.evaluate.baselines.item_knn`."""
    similar = similarities(matrix, shrinkage=SHRINKAGE)
    similar.sort_indices()
    return similar.astype(np.float32)


def company(matrix: sparse.csr_array) -> sparse.csr_array:
    """How many dialogues name two items together; none with itself."""
    together = sparse.csr_array(matrix.T @ matrix)
    together.setdiag(0)
    together.eliminate_zeros()
    together.sort_indices()
    return together.astype(np.int32)


def sequence(dialogues: Sequence[ReadDialogue], items: int) -> sparse.csr_array:
    """Directed: how often an item is brought up after another, the nearer the more, shrunk and with popular items held back."""
    before: list[int] = []
    after: list[int] = []
    value: list[float] = []
    for dialogue in dialogues:
        for case in dialogue.cases:
            share = SEEKER if case.role == "seeker" else 1.0
            for item in case.new:
                for place, one in enumerate(reversed(case.reading.items)):
                    before.append(one.number)
                    after.append(item)
                    value.append(share * FOLLOWING_DECAY**place)
    counts = sparse.coo_array((np.array(value, dtype=np.float32), (before, after)), shape=(items, items)).tocsr()
    leaving, coming = (np.asarray(counts.sum(axis=axis)).ravel() for axis in (1, 0))
    found = counts.tocoo()
    weighted = found.data / (leaving[found.row] ** 0.5 * coming[found.col] ** 0.3 + FOLLOWING_SHRINKAGE)
    weights = sparse.csr_array((weighted.astype(np.float32), (found.row, found.col)), shape=(items, items))
    weights.sort_indices()
    return weights
