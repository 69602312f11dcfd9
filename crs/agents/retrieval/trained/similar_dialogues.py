"""Dialogue retrieval: training contexts like this one vote for what was recommended in them.

A context is a bag of words, items and entities, newer turns counting more; BM25 finds the most similar ones. This is how G-CRS
(Qiu et al., PAKDD 2025) and ReFICR use past conversations, without a language model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy import sparse

from crs.agents.retrieval.trained.context_words import word_rows
from crs.agents.retrieval.trained.reading import Reading
from crs.agents.retrieval.trained.source import Floats
from crs.agents.retrieval.trained.voters import Voters
from crs.agents.retrieval.words import WordReader
from crs.models.arrays import load_arrays, save_arrays
from crs.models.sparse import load_sparse, save_sparse
from crs.types import Evidence

TURNS = 8  # newest turns that make a context
DECAY = 0.8
SHARPNESS = 3.0
_FILES = ("weights.npz", "answers.npz")


class SimilarDialogues:
    """BM25 weights terms × contexts, and contexts × items that were recommended there."""

    name = "similar-dialogues"

    def __init__(
        self, reader: WordReader, terms: dict[str, int], weights: sparse.csr_array, answers: sparse.csr_array, dialogues: Sequence[str]
    ) -> None:
        """`dialogues` says of every context which dialogue it is of."""
        self._reader = reader
        self._terms = terms
        self._weights = weights
        self._voters = Voters(answers, dialogues)
        self._voted = lru_cache(1)(lambda reading: self._votes([reading])[0])  # evidence is asked item by item

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """See `TrainedSource.scores`; 0 for an item that no similar context led to."""
        return self._voters.scores(self._votes(readings))

    def _votes(self, readings: Sequence[Reading]) -> Floats:
        queries = word_rows([self._query(reading) for reading in readings], len(self._terms))
        return self._voters.votes(np.asarray((queries @ self._weights).toarray(), dtype=np.float32), sharpness=SHARPNESS)

    def _query(self, reading: Reading) -> dict[int, float]:
        found: defaultdict[int, float] = defaultdict(float)
        for term, value in terms_of(reading, self._reader):
            if term in self._terms:
                found[self._terms[term]] += value
        return found

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """The most similar dialogues in which the item was recommended."""
        return self._voters.evidence(self._voted(reading), column)

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        for file, matrix in zip(_FILES, (self._weights, self._voters.answers), strict=True):
            save_sparse(folder / file, matrix)
        terms = np.array(sorted(self._terms, key=self._terms.__getitem__), dtype=np.str_)
        save_arrays(folder / "terms.npz", {"terms": terms, "dialogues": np.array(self._voters.dialogues, dtype=np.str_)})

    @classmethod
    def read(cls, folder: Path, reader: WordReader) -> SimilarDialogues:
        """What `write` wrote. Raises ModelError."""
        names = load_arrays(folder / "terms.npz", "terms", "dialogues")
        terms = {term: number for number, term in enumerate(names["terms"].tolist())}
        weights, answers = (load_sparse(folder / file) for file in _FILES)
        return cls(reader, terms, weights, answers, names["dialogues"].tolist())


def terms_of(reading: Reading, reader: WordReader) -> Iterator[tuple[str, float]]:
    """The terms of a context with their weights: its words, and a term for every item (#) and entity (@) named."""
    for age, turn in enumerate(reversed(reading.turns[-TURNS:])):
        for term in reader.document(turn.words):
            yield term, DECAY**age
        for item in turn.items:
            yield f"#{item}", DECAY**age
        for entity in turn.entities:
            yield f"@{entity}", DECAY**age
