"""The learned fusion: from the features of a candidate to one score, and from scores to chances.

Two forms of it: boosted trees (LambdaMART, Burges 2010, and XE-NDCG-MART, Bruch 2021, by lightgbm), and a linear one that needs nothing
but numpy. A calibration fitted on dialogues that neither has seen makes the scores comparable between conversations:

    chance(i) = exp(sharpness · s_i) / (sum over candidates of exp(sharpness · s) + rest)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from crs.agents.retrieval.trained.source import Floats
from crs.errors import MissingExtraError, ModelError
from crs.models.arrays import load_arrays, save_arrays

_TREES, _SHARES, _LINEAR, _CALIBRATION = "trees-{}.txt", "shares.npz", "linear.npz", "calibration.npz"


class Fusion(Protocol):
    """A score for every candidate."""

    @property
    def kind(self) -> str:
        """How it works: "trees" or "linear"."""
        ...

    def scores(self, features: Floats) -> Floats:
        """One score per row of candidates × features."""
        ...


class Trees:
    """Boosted trees of several kinds, each with its share of the score."""

    kind = "trees"

    def __init__(self, texts: Sequence[str], shares: Sequence[float]) -> None:
        """Read trees as lightgbm writes them.

        Raises:
            MissingExtraError: lightgbm is not installed.
            ModelError: a text is no such model, or there is not a share for each.
        """
        try:
            import lightgbm
        except ImportError as error:
            raise MissingExtraError("learned fusion by trees", extra="train") from error
        if len(texts) != len(shares) or not texts:
            raise ModelError("the trees and their shares do not go together", hint="train the model again")
        self.texts = tuple(texts)
        self.shares = tuple(shares)
        try:
            self._boosters = [lightgbm.Booster(model_str=text) for text in texts]
        except lightgbm.basic.LightGBMError as error:
            raise ModelError(f"the trees cannot be read: {error}", hint="train the model again") from error

    @property
    def features(self) -> int:
        """How many features the trees were grown on."""
        return int(self._boosters[0].num_feature())

    def scores(self, features: Floats) -> Floats:
        """See `Fusion.scores`."""
        found = np.zeros(len(features))
        for booster, share in zip(self._boosters, self.shares, strict=True):
            found += share * np.asarray(booster.predict(features, num_threads=1))
        return found.astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Linear:
    """A weighted sum of standardised features; a feature that is not known counts as average."""

    mean: Floats
    spread: Floats
    weights: Floats

    @property
    def kind(self) -> str:
        """See `Fusion.kind`."""
        return "linear"

    def scores(self, features: Floats) -> Floats:
        """See `Fusion.scores`."""
        return np.asarray(self.standardised(features) @ self.weights, dtype=np.float32)

    def standardised(self, features: Floats) -> Floats:
        """Mean 0 and spread 1 on what it was fitted to."""
        scaled: Floats = (features - self.mean) / self.spread
        return np.nan_to_num(scaled)


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """From scores to chances."""

    sharpness: float = 1.0
    rest: float = 0.0  # logarithm of the weight of everything that is no candidate

    def chances(self, scores: Floats) -> Floats:
        """The chance of every candidate to be what is wanted; they sum to less than 1."""
        most = max(float(self.sharpness * scores.max(initial=0.0)), self.rest)
        weight = np.exp(self.sharpness * scores - most)
        found: Floats = weight / (weight.sum() + np.exp(self.rest - most))
        return found


def write_fusion(folder: Path, trees: Trees | None, linear: Linear, calibrations: dict[str, Calibration]) -> None:
    """Write both forms, each with its calibration by kind. Raises StorageError."""
    if trees is not None:
        for number, text in enumerate(trees.texts, start=1):
            (folder / _TREES.format(number)).write_text(text, encoding="utf-8")
        save_arrays(folder / _SHARES, {"shares": np.array(trees.shares)})
    save_arrays(folder / _LINEAR, {"mean": linear.mean, "spread": linear.spread, "weights": linear.weights})
    save_arrays(folder / _CALIBRATION, {kind: np.array([c.sharpness, c.rest]) for kind, c in calibrations.items()})


def read_fusion(folder: Path, kind: str, *, features: int) -> tuple[Fusion, Calibration]:
    """The form `kind` of what `write_fusion` wrote.

    Raises:
        MissingExtraError: it needs lightgbm.
        ModelError: it is missing or damaged, or expects other features.
    """
    calibrations = load_arrays(folder / _CALIBRATION)
    if kind not in calibrations:
        raise ModelError(f"there is no fusion '{kind}'", file=folder, hint=f"there are: {', '.join(calibrations)}")
    sharpness, rest = calibrations[kind].tolist()
    fusion: Fusion
    if kind == "trees":
        shares = load_arrays(folder / _SHARES, "shares")["shares"].tolist()
        fusion = Trees([_read(folder / _TREES.format(number)) for number in range(1, len(shares) + 1)], shares)
        expected = fusion.features
    else:
        arrays = load_arrays(folder / _LINEAR, "mean", "spread", "weights")
        fusion = Linear(mean=arrays["mean"], spread=arrays["spread"], weights=arrays["weights"])
        expected = len(fusion.weights)
    if expected != features:
        raise ModelError("the fusion expects other features", file=folder, hint="train the model again with this version")
    return fusion, Calibration(sharpness=sharpness, rest=rest)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"the trees cannot be read: {error}", file=path, hint="train the model again") from error
