"""A sentence encoder of the BERT family, computed with numpy: token vectors averaged, then scaled to length 1.

It reads the files that sentence-transformers saves (Reimers and Gurevych, EMNLP 2019) and gives the same vectors to six
digits, without importing torch: that import takes longer than the whole start of a chat, and two thirds of the memory.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crs.errors import ConfigError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

_BATCH_TOKENS = 1_024  # more does not compute faster, less does
_GELU_ROWS = 64  # rows whose activations stay in the processor's cache

# erf(x) ~ x P(x²) / Q(x²) on [-4, 4], largest error below 1e-6: the rational minimax of Eigen's float32 erf.
_P = np.array(
    [
        -2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05, -7.34990630326855e-04,
        -2.95459980854025e-03, -1.60960333262415e-02,
    ],
    dtype=np.float32,
)  # fmt: skip
_Q = np.array(
    [-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02], dtype=np.float32
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Affine:
    weight: Floats  # inputs × outputs
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        y: Floats = x @ self.weight
        y += self.bias
        return y


@dataclass(frozen=True, kw_only=True, slots=True)
class _Norm:
    gain: Floats
    bias: Floats
    epsilon: float

    def __call__(self, x: Floats) -> Floats:
        y = x - x.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", y, y)[:, None] / np.float32(y.shape[-1])
        y /= np.sqrt(variance + np.float32(self.epsilon))
        y *= self.gain
        y += self.bias
        result: Floats = y
        return result


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layer:
    query_key_value: _Affine
    attention_out: _Affine
    attention_norm: _Norm
    up: _Affine
    down: _Affine
    norm: _Norm


class BertEncoder:
    """Texts to unit vectors; made once, then safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Read a folder saved by sentence-transformers.

        Raises:
            ConfigError: the folder lacks a file, or holds a model of another architecture.
        """
        folder = Path(folder)
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            limit = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
            pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
            if config["model_type"] != "bert" or config["hidden_act"] != "gelu" or not pooling["pooling_mode_mean_tokens"]:
                raise ConfigError(f"the model in {folder} is not a BERT with mean pooling", hint="name it as a sentence-transformers model")
            self._heads: int = config["num_attention_heads"]
            self._load(folder / "model.safetensors", layers=config["num_hidden_layers"], epsilon=config["layer_norm_eps"])
            self._tokenizer = _tokenizer(folder / "tokenizer.json", limit)
        except ConfigError:
            raise
        except Exception as error:  # the readers of weights and vocabulary raise errors of their own, some bare
            raise ConfigError(f"no sentence encoder can be read from {folder}: {error}", hint="reinstall its package") from error
        self.dimension: int = self._words.shape[1]

    def _load(self, path: Path, *, layers: int, epsilon: float) -> None:
        from safetensors import safe_open

        with safe_open(path, framework="numpy") as file:
            self._words: Floats = file.get_tensor("embeddings.word_embeddings.weight")
            kinds = file.get_tensor("embeddings.token_type_embeddings.weight")
            self._positions: Floats = file.get_tensor("embeddings.position_embeddings.weight") + kinds[0]
            self._norm = _norm(file, "embeddings.LayerNorm", epsilon)
            self._layers = tuple(_layer(file, f"encoder.layer.{number}", epsilon) for number in range(layers))

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 per text; what exceeds the model's window is cut off."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        out = np.empty((len(tokens), self.dimension), dtype=np.float32)
        by_length: dict[int, list[int]] = {}  # texts of one length need neither padding nor masks
        for number, ids in enumerate(tokens):
            by_length.setdefault(len(ids), []).append(number)
        for length, numbers in by_length.items():
            size = max(1, _BATCH_TOKENS // length)
            for start in range(0, len(numbers), size):
                batch = numbers[start : start + size]
                out[batch] = self._forward(np.array([tokens[number] for number in batch]))
        return out

    def _forward(self, ids: NDArray[np.int64]) -> Floats:
        texts, length = ids.shape
        x = self._norm((self._words[ids] + self._positions[:length]).reshape(texts * length, -1))
        for layer in self._layers:
            x = layer.attention_norm(x + layer.attention_out(self._attend(layer.query_key_value(x), texts)))
            x = layer.norm(x + layer.down(_gelu(layer.up(x))))
        mean = x.reshape(texts, length, -1).mean(axis=1)
        unit: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def _attend(self, projected: Floats, texts: int) -> Floats:
        rows, width = projected.shape[0], projected.shape[1] // 3
        query, key, value = projected.reshape(texts, rows // texts, 3, self._heads, width // self._heads).transpose(2, 0, 3, 1, 4)
        weight = (query * np.float32((width // self._heads) ** -0.5)) @ key.swapaxes(-1, -2)
        weight -= weight.max(axis=-1, keepdims=True)
        np.exp(weight, out=weight)
        weight /= weight.sum(axis=-1, keepdims=True)
        heard: Floats = (weight @ value).transpose(0, 2, 1, 3).reshape(rows, width)
        return heard


def _gelu(x: Floats) -> Floats:
    """x Φ(x), in place."""
    for start in range(0, len(x), _GELU_ROWS):
        rows = x[start : start + _GELU_ROWS]
        z = np.clip(rows * np.float32(0.5**0.5), -4.0, 4.0)
        square = z * z
        z *= _horner(_P, square)
        z /= _horner(_Q, square)
        z += 1.0
        z *= np.float32(0.5)
        rows *= z
    return x


def _horner(coefficients: Floats, x: Floats) -> Floats:
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += coefficient
    return value


def _tokenizer(path: Path, limit: int) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    return tokenizer


def _layer(file: Any, name: str, epsilon: float) -> _Layer:
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    return _Layer(
        query_key_value=_affine(file, *parts),
        attention_out=_affine(file, f"{name}.attention.output.dense"),
        attention_norm=_norm(file, f"{name}.attention.output.LayerNorm", epsilon),
        up=_affine(file, f"{name}.intermediate.dense"),
        down=_affine(file, f"{name}.output.dense"),
        norm=_norm(file, f"{name}.output.LayerNorm", epsilon),
    )


def _affine(file: Any, *names: str) -> _Affine:
    """The maps of these names, side by side."""
    weight = np.concatenate([file.get_tensor(f"{name}.weight") for name in names])
    return _Affine(weight=np.ascontiguousarray(weight.T), bias=np.concatenate([file.get_tensor(f"{name}.bias") for name in names]))


def _norm(file: Any, name: str, epsilon: float) -> _Norm:
    return _Norm(gain=file.get_tensor(f"{name}.weight"), bias=file.get_tensor(f"{name}.bias"), epsilon=epsilon)
