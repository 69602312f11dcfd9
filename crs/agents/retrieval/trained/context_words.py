"""Conversation as retrieval (Gupta et al., "Conversational recommendation as retrieval", 2023): BM25 over documents of items.

A document is what is known of the item and all that was said in training dialogues before somebody recommended it. The query is
what was said so far, a turn counting the less the longer it is ago.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from crs.agents.retrieval.trained.reading import Reading
from crs.agents.retrieval.trained.source import Floats
from crs.agents.retrieval.words import WordReader
from crs.models.arrays import load_arrays, save_arrays
from crs.models.sparse import load_sparse, save_sparse
from crs.types import Evidence

DECAY = 0.9  # what a turn counts compared with the one after it
_WEIGHTS, _WORDS = "weights.npz", "words.npz"


class ContextWords:
    """BM25 weights words × items, and the words' numbers."""

    name = "context-words"

    def __init__(self, reader: WordReader, vocabulary: dict[str, int], weights: sparse.csr_array) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._weights = weights

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """See `TrainedSource.scores`; 0 where an item shares no word with what was said."""
        queries = word_rows([self._query(reading) for reading in readings], self._weights.shape[0])
        return np.asarray((queries @ self._weights).toarray(), dtype=np.float32)

    def _query(self, reading: Reading) -> dict[int, float]:
        weights: defaultdict[int, float] = defaultdict(float)
        for age, turn in enumerate(reversed(reading.turns)):
            for word in self._reader.document(turn.text):
                if word in self._vocabulary:
                    weights[self._vocabulary[word]] += DECAY**age
        return weights

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:  # noqa: ARG002
        """None: that others said the same words before is nothing to be told of an item."""
        return ()

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        save_sparse(folder / _WEIGHTS, self._weights)
        save_arrays(folder / _WORDS, {"words": np.array(sorted(self._vocabulary, key=self._vocabulary.__getitem__), dtype=np.str_)})

    @classmethod
    def read(cls, folder: Path, reader: WordReader) -> ContextWords:
        """What `write` wrote. Raises ModelError."""
        words = load_arrays(folder / _WORDS, "words")["words"].tolist()
        return cls(reader, {word: number for number, word in enumerate(words)}, load_sparse(folder / _WEIGHTS))


def word_rows(rows: Sequence[dict[int, float]], words: int) -> sparse.csr_array:
    """Weights of words as a matrix rows × words."""
    ordered = [sorted(row.items()) for row in rows]
    ends = np.cumsum([0, *(len(row) for row in ordered)])
    columns = np.array([number for row in ordered for number, _ in row], dtype=np.int32)
    values = np.array([value for row in ordered for _, value in row], dtype=np.float32)
    return sparse.csr_array((values, columns, ends), shape=(len(ordered), words))


def bm25(counts: sparse.csr_array, *, saturation: float, length: float) -> sparse.csr_array:
    """BM25 weights documents × terms of weighted term counts (Robertson and Zaragoza 2009; idf as in Lucene).

    Counts need not be whole numbers: what was said long before counts less.
    """
    documents = counts.shape[0]
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((documents - having + 0.5) / (having + 0.5))
    total = np.asarray(counts.sum(axis=1)).ravel()
    row = np.repeat(np.arange(documents), np.diff(counts.indptr))
    relative = total[row] / max(float(total.sum()) / max(documents, 1), 1e-9)
    value = counts.data * (saturation + 1) / (counts.data + saturation * (1 - length + length * relative)) * idf[counts.indices]
    return sparse.csr_array((value.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)
