"""Dialogue retrieval by meaning: training contexts whose sentence vectors are near to this one's vote for what was recommended in them.

    context = Σ DECAY^age · encoder(turn), of length 1;   votes = max(0, context · contexts)^SHARPNESS of the VOTERS nearest

The dense half of retrieval over past conversations (ReFICR, Yang and Chen 2024), with an encoder that nobody has fine-tuned. It is not
among the sources of a model unless it is asked for: see docs/training.md for what it earns and costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from scipy import sparse

from crs.agents.retrieval.encoder import PACKAGED, Encoder, SentenceTransformerEncoder, require_extra
from crs.agents.retrieval.trained.reading import Reading
from crs.agents.retrieval.trained.source import Floats
from crs.agents.retrieval.trained.voters import Voters
from crs.errors import ModelError
from crs.models.arrays import load_arrays, save_arrays
from crs.models.sparse import load_sparse, save_sparse
from crs.types import Evidence

TURNS = 8  # newest turns that make a context
DECAY = 0.8
SHARPNESS = 8.0
_VECTORS, _ANSWERS = "vectors.npz", "answers.npz"
_KEPT = 65_536  # texts that are remembered, 100 MB: all turns of a data set, which every fold asks for again


class Remembering:
    """An encoder that remembers: a turn is part of every later context of its dialogue, and of every later query."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Floats] = {}
        self._lock = Lock()

    @property
    def width(self) -> int:
        """Numbers of a vector."""
        return int(self.encode(["a"]).shape[1])

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 per text."""
        with self._lock:
            for text in dict.fromkeys(texts):
                if text not in self._known:  # by itself: what it is encoded with would change the last bits of it
                    self._known[text] = self._encoder.encode([text])[0]
            rows = np.stack([self._known[text] for text in texts])
            for oldest in list(self._known)[: max(0, len(self._known) - _KEPT)]:
                del self._known[oldest]
            return rows


class DenseDialogues:
    """Vectors of contexts, contexts × width, and contexts × items that were recommended there."""

    name = "dense-dialogues"

    def __init__(self, encoder: Remembering, vectors: Floats, answers: sparse.csr_array, dialogues: Sequence[str]) -> None:
        """`dialogues` says of every context which dialogue it is of."""
        self._encoder = encoder
        self._vectors = vectors
        self._voters = Voters(answers, dialogues)
        self._voted = lru_cache(1)(lambda reading: self._votes([reading])[0])  # evidence is asked item by item

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """See `TrainedSource.scores`; 0 for an item that no similar context led to."""
        return self._voters.scores(self._votes(readings))

    def _votes(self, readings: Sequence[Reading]) -> Floats:
        asked = context_vectors(readings, self._encoder)
        near = np.zeros((len(readings), len(self._vectors)), dtype=np.float32)
        for row, one in zip(near, asked, strict=True):
            np.maximum(self._vectors @ one, 0, out=row)  # one at a time: a row must not depend on what is asked with it
        return self._voters.votes(near, sharpness=SHARPNESS)

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """The most similar dialogues in which the item was recommended."""
        return self._voters.evidence(self._voted(reading), column)

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        save_sparse(folder / _ANSWERS, self._voters.answers)
        dialogues = np.array(self._voters.dialogues, dtype=np.str_)
        save_arrays(folder / _VECTORS, {"vectors": self._vectors.astype(np.float16), "dialogues": dialogues})

    @classmethod
    def read(cls, folder: Path, encoder: Remembering) -> DenseDialogues:
        """What `write` wrote. Raises ModelError."""
        arrays = load_arrays(folder / _VECTORS, "vectors", "dialogues")
        vectors = arrays["vectors"].astype(np.float32)
        if vectors.shape[1:] != (encoder.width,):
            raise ModelError("its vectors are of another encoder", file=folder / _VECTORS, hint="train the model again")
        return cls(encoder, vectors, load_sparse(folder / _ANSWERS), arrays["dialogues"].tolist())


@cache
def packaged_encoder() -> Remembering:
    """The encoder that vectors of dialogues are made with, one for the whole process; the first call takes seconds.

    Raises:
        MissingExtraError: the extra `vector` is not installed.
    """
    require_extra()
    return Remembering(SentenceTransformerEncoder(PACKAGED))


def context_vectors(readings: Sequence[Reading], encoder: Remembering) -> Floats:
    """Readings × the encoder's width: the last turns of each, the newest most, as a vector of length 1; zeros where nothing was said."""
    said = [[turn.text for turn in reversed(reading.turns[-TURNS:])] for reading in readings]
    texts = list(dict.fromkeys(text for row in said for text in row if text.strip()))
    found = np.zeros((len(readings), encoder.width), dtype=np.float32)
    if not texts:
        return found
    vector = dict(zip(texts, encoder.encode(texts), strict=True))
    for place, turns in enumerate(said):
        for age, text in enumerate(turns):
            if text in vector:
                found[place] += np.float32(DECAY**age) * vector[text]
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(length, np.float32(1e-9)), dtype=np.float32)
