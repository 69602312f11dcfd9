"""Fitting the fusion on candidates of cases that their sources were not fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from crs.agents.retrieval.trained.features import Pool
from crs.agents.retrieval.trained.fusion import Calibration, Fusion, Linear, Trees
from crs.agents.retrieval.trained.source import Floats
from crs.errors import MissingExtraError

KEPT = 150  # candidates of a case that are learnt from, the best by reciprocal rank
# Chosen on ReDial's validation split. Small trees with many cases in a leaf: most of what tells two candidates apart is smooth.
TREES = {
    "num_leaves": 15, "min_data_in_leaf": 100, "max_bin": 63, "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1,
    "lambda_l2": 5.0, "verbosity": -1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
# LambdaMART is better among the first ten, XE-NDCG at the very first place; each is given its share once it is standardised.
KINDS = (
    ({"objective": "lambdarank", "lambdarank_truncation_level": 20, "learning_rate": 0.1}, 100, 1.0),
    ({"objective": "rank_xendcg", "learning_rate": 0.05}, 120, 0.5),
)  # fmt: skip
PULL = 1e-3  # of the linear weights towards 0
_FAR = 40.0  # of a score from the best: nothing is gained beyond


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """Candidates of many cases, one after the other."""

    features: Floats  # candidates × features
    wanted: NDArray[np.bool_]  # which candidates the case names
    sizes: NDArray[np.int64]  # candidates of each case
    missed: NDArray[np.int64]  # items of each case that are no candidates

    def __len__(self) -> int:
        return len(self.sizes)

    @classmethod
    def of(cls, pools: Sequence[Pool], named: Sequence[Sequence[int]], *, width: int = 0) -> Lessons:
        """What may be learnt of these candidates; `named` are the columns that each case names, `width` how many features none has."""
        features, wanted, sizes, missed = [], [], [], []
        for pool, columns in zip(pools, named, strict=True):
            there = np.isin(pool.columns[:KEPT], columns)
            features.append(pool.features[:KEPT])
            wanted.append(there)
            sizes.append(len(there))
            missed.append(len(columns) - int(there.sum()))
        return cls(
            features=np.concatenate(features) if features else np.zeros((0, width), dtype=np.float32),
            wanted=np.concatenate(wanted) if wanted else np.zeros(0, dtype=bool),
            sizes=np.array(sizes, dtype=np.int64),
            missed=np.array(missed, dtype=np.int64),
        )

    @classmethod
    def joined(cls, parts: Sequence[Lessons]) -> Lessons:
        """The lessons of several folds."""
        return cls(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in ("features", "wanted", "sizes", "missed")})

    def telling(self) -> Lessons:
        """Only the cases in which a candidate is wanted, and not all are."""
        case = np.repeat(np.arange(len(self)), self.sizes)
        wanted = np.bincount(case[self.wanted], minlength=len(self))
        kept = (wanted > 0) & (wanted < self.sizes)
        rows = np.repeat(kept, self.sizes)
        return Lessons(features=self.features[rows], wanted=self.wanted[rows], sizes=self.sizes[kept], missed=self.missed[kept])


def fit_trees(lessons: Lessons, names: Sequence[str], *, seed: int = 0, threads: int = 2) -> Trees:
    """Trees of every kind over the lessons.

    Raises:
        MissingExtraError: lightgbm is not installed.
    """
    try:
        import lightgbm
    except ImportError as error:
        raise MissingExtraError("learned fusion by trees", extra="train") from error
    learnt = lessons.telling()
    data = lightgbm.Dataset(
        learnt.features, learnt.wanted.astype(np.int32), group=learnt.sizes, feature_name=[name.replace(" ", "_") for name in names]
    )
    texts, shares = [], []
    for kind, rounds, share in KINDS:
        settings = {**TREES, **kind, "seed": seed, "num_threads": threads}
        booster = lightgbm.train(settings, data, rounds)
        texts.append(booster.model_to_string())
        shares.append(share / max(float(np.std(booster.predict(learnt.features))), 1e-9))
    return Trees(texts, shares)


def fit_linear(lessons: Lessons) -> Linear:
    """A conditional logit: of the candidates of a case, the chance that one is wanted is the softmax of their scores."""
    learnt = lessons.telling()
    with np.errstate(invalid="ignore"):
        mean = np.nan_to_num(np.nanmean(_or_zero(lessons.features), axis=0))
        spread = np.nan_to_num(np.nanstd(_or_zero(lessons.features), axis=0))
    spread[spread < 1e-6] = 1.0
    start = Linear(mean=mean.astype(np.float32), spread=spread.astype(np.float32), weights=np.zeros(len(mean), dtype=np.float32))
    if not len(learnt):
        return start
    told = start.standardised(learnt.features)
    starts = np.concatenate(([0], np.cumsum(learnt.sizes)))[:-1]
    wanted = np.add.reduceat(learnt.wanted, starts)
    share = learnt.wanted / np.repeat(wanted, learnt.sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        chance, log_chance = _softmax(told @ weights.astype(np.float32), starts, learnt.sizes)
        value = -float((share * log_chance).sum()) / len(learnt) + PULL * float(weights @ weights)
        slope = told.T @ (chance - share).astype(np.float32) / len(learnt) + 2 * PULL * weights
        return value, slope.astype(np.float64)

    found = minimize(loss, np.zeros(len(mean)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return Linear(mean=start.mean, spread=start.spread, weights=found.x.astype(np.float32))


def calibrate(fusion: Fusion, lessons: Lessons) -> Calibration:
    """The sharpness and the rest under which what was wanted is most likely; of lessons that the fusion has not seen."""
    if not len(lessons) or not lessons.wanted.any():
        return Calibration()
    scores = fusion.scores(lessons.features).astype(np.float64)
    some = lessons.sizes > 0  # a case without candidates tells nothing of them
    missed = lessons.missed[some]
    starts = np.concatenate(([0], np.cumsum(lessons.sizes[some])))[:-1]
    best = np.maximum.reduceat(scores, starts)
    typical = float(best.mean())

    def loss(setting: NDArray[np.float64]) -> float:
        sharpness, rest = float(np.exp(setting[0])), float(setting[1])
        total = np.add.reduceat(np.exp(np.maximum(sharpness * (scores - typical), -_FAR)), starts) + np.exp(rest)
        found = (lessons.wanted * sharpness * (scores - typical)).sum() + rest * missed.sum()
        trials = np.add.reduceat(lessons.wanted, starts) + missed
        return float((trials * np.log(total)).sum() - found) / float(trials.sum())

    found = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"maxiter": 400})
    sharpness = float(np.exp(found.x[0]))
    return Calibration(sharpness=sharpness, rest=float(found.x[1]) + sharpness * typical)


def _softmax(scores: Floats, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Chances and their logarithms, case by case."""
    shifted = scores - np.repeat(np.maximum.reduceat(scores, starts), sizes)
    weight = np.exp(shifted)
    total = np.repeat(np.add.reduceat(weight, starts), sizes)
    return weight / total, shifted - np.log(total)


def _or_zero(features: Floats) -> Floats:
    """The features, with a column that is never known as zeros, of which no mean would be."""
    never = np.isnan(features).all(axis=0)
    return np.where(never, np.float32(0), features) if never.any() else features
