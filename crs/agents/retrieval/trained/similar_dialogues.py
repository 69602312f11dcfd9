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
from crs.agents.retrieval.words import WordReader
from crs.models.arrays import load_arrays, save_arrays
from crs.models.sparse import load_sparse, save_sparse
from crs.types import DialogueEvidence, Evidence

TURNS = 8  # newest turns that make a context
DECAY = 0.8
VOTERS = 300
SHARPNESS = 3.0  # power of the similarity, relative to that of the most similar context
_TOLD = 2  # dialogues told of
_FILES = ("weights.npz", "answers.npz")


class SimilarDialogues:
    """BM25 weights terms × contexts, and contexts × items that were recommended there."""

    name = "similar-dialogues"

    def __init__(
        self, reader: WordReader, terms: dict[str, int], weights: sparse.csr_array, answers: sparse.csr_array, dialogues: Sequence[str]
    ) -> None:
        self._reader = reader
        self._terms = terms
        self._weights = weights
        self._answers = answers
        self._dialogues = dialogues  # of every context the id of its dialogue
        self._by_item = answers.tocsc()
        self._voted = lru_cache(1)(lambda reading: self._votes([reading])[0])  # evidence is asked item by item

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """See `TrainedSource.scores`; 0 for an item that no similar context led to."""
        return np.asarray((sparse.csr_array(self._votes(readings)) @ self._answers).toarray(), dtype=np.float32)

    def _votes(self, readings: Sequence[Reading]) -> Floats:
        """Readings × contexts: the say of the most similar ones, 0 for all others."""
        queries = word_rows([self._query(reading) for reading in readings], len(self._terms))
        similar: Floats = np.asarray((queries @ self._weights).toarray(), dtype=np.float32)
        if similar.shape[1] > VOTERS:
            least = np.partition(similar, -VOTERS, axis=1)[:, -VOTERS]
            similar[similar < least[:, None]] = 0
        most = similar.max(axis=1, initial=0.0, keepdims=True)
        return np.asarray((similar / np.where(most > 0, most, 1)) ** SHARPNESS, dtype=np.float32)

    def _query(self, reading: Reading) -> dict[int, float]:
        found: defaultdict[int, float] = defaultdict(float)
        for term, value in terms_of(reading, self._reader):
            if term in self._terms:
                found[self._terms[term]] += value
        return found

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """The most similar dialogues in which the item was recommended."""
        votes = self._voted(reading)
        there = self._by_item.indices[self._by_item.indptr[column] : self._by_item.indptr[column + 1]]
        best = there[np.argsort(-votes[there], kind="stable")]
        said = {self._dialogues[context]: round(float(votes[context]), 4) for context in best[::-1].tolist() if votes[context] > 0}
        return tuple(DialogueEvidence(dialogue=dialogue, weight=share) for dialogue, share in list(said.items())[::-1][:_TOLD])

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        for file, matrix in zip(_FILES, (self._weights, self._answers), strict=True):
            save_sparse(folder / file, matrix)
        terms = np.array(sorted(self._terms, key=self._terms.__getitem__), dtype=np.str_)
        save_arrays(folder / "terms.npz", {"terms": terms, "dialogues": np.array(self._dialogues, dtype=np.str_)})

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
