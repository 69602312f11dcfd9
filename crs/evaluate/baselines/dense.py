"""Dense retrieval over item texts by a sentence encoder (Reimers and Gurevych, EMNLP 2019), untrained on dialogues.

    query = WORDS · newest words of the seeker + NAMED · mean vector of the items named,  score = cosine

The vectors of the items are made once and kept under the training's home, by the version of the graph.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crs.agents.retrieval.encoder import PACKAGED, Encoder, SentenceTransformerEncoder, encoder_version, require_extra
from crs.agents.retrieval.index import index_version
from crs.errors import StorageError
from crs.evaluate.baselines.profile import Profiles, popularity
from crs.evaluate.baselines.scoring import Scores, ScoringRecommender, backed_off
from crs.evaluate.training import Training
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Dialogue

Floats = NDArray[np.float32]

# Chosen on a held-out tenth of ReDial's training dialogues.
SPOKEN = 1  # newest utterances of the seeker that are read
WORDS = 1.0
NAMED = 1.0


def create(training: Training) -> ScoringRecommender:
    """The items nearest to what was said; where nothing was, those that are popular.

    Raises:
        MissingExtraError: the extra `vector` is not installed.
        StorageError: the vectors cannot be kept under the training's home.
    """
    require_extra()
    encoder = SentenceTransformerEncoder(PACKAGED)
    vectors = item_vectors(training.graph, encoder, training.home / "item-vectors", name=encoder_version(PACKAGED))
    scorer = Scorer(encoder, vectors, Profiles(training.graph), popularity(training))
    return ScoringRecommender(training.graph.item_ids, scorer)


def item_vectors(graph: KnowledgeGraph, encoder: Encoder, folder: Path, *, name: str) -> Floats:
    """A row of length 1 per item, in the order of `graph.item_ids`; read from `folder`, or made and kept there.

    Raises:
        StorageError: the folder cannot be used.
    """
    from filelock import FileLock

    file = folder / f"{index_version(graph.version, name)}.npy"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{file}.lock"):  # of several processes one makes them, all use the same
            if not file.is_file():
                vectors = encoder.encode([". ".join(part for part in (item.label, item.text) if part) for item in graph.items.values()])
                fresh = file.with_suffix(".new.npy")
                np.save(fresh, vectors)
                os.replace(fresh, file)
            kept: Floats = np.load(file, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise StorageError(f"the vectors in {file} cannot be used: {error}", hint="remove the file, or choose another home") from error
    if len(kept) != len(graph.items):
        raise StorageError(f"{file} holds {len(kept)} vectors, not {len(graph.items)}", hint="remove the file")
    return kept


class Scorer:
    """Cosines of all items with dialogues, one dialogue at a time: a batch would round them differently."""

    def __init__(self, encoder: Encoder, vectors: Floats, profiles: Profiles, counts: Scores, *, named: float = NAMED) -> None:
        self._encoder = encoder
        self._vectors = vectors
        self._profiles = profiles
        self._counts = counts
        self._named = named

    def __call__(self, dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        """One array per dialogue."""
        for dialogue in dialogues:
            row = (self._vectors @ self._query(dialogue)).astype(np.float64)
            row[self._profiles.columns(dialogue)] = 0.0  # nothing is nearer to what was named than itself: that is no recommendation
            yield backed_off(row, self._counts)

    def _query(self, dialogue: Dialogue) -> Floats:
        """The vector to ask with; zero where nothing was said."""
        query = np.zeros(self._vectors.shape[1], dtype=np.float32)
        texts = [u.text.strip() for u in dialogue.utterances if u.role == "seeker" and u.text.strip()]
        if texts:
            query += WORDS * self._encoder.encode([" ".join(texts[-SPOKEN:])])[0]
        if columns := self._profiles.columns(dialogue):
            mean = self._vectors[columns].mean(axis=0)
            query += self._named * mean / max(float(np.linalg.norm(mean)), 1e-6)
        return query
