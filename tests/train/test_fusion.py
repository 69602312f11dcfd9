"""Fitting the fusion."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import numpy as np
import pytest

from crs.agents.retrieval.trained.features import Pool
from crs.agents.retrieval.trained.fusion import Calibration, Fusion, Linear
from crs.errors import MissingExtraError
from crs.train.fusion import KEPT, Lessons, calibrate, fit_linear, fit_trees

SIZE = 12  # candidates of a case
NAMES = ("reciprocal rank", "a b", "noise", "never known")


def lessons(*, cases: int = 400, seed: int = 0) -> Lessons:
    """One candidate of a case is wanted, drawn by twice the second feature; reciprocal rank tells a little, a quarter is unknown."""
    draw = np.random.default_rng(seed)
    telling, noise = draw.normal(size=(2, cases, SIZE)).astype(np.float32)
    chance = np.exp(2 * telling)
    chance /= chance.sum(axis=1, keepdims=True)
    wanted = np.array([draw.choice(SIZE, p=row / row.sum()) for row in chance.astype(np.float64)])
    rank = 0.3 * telling + draw.normal(size=telling.shape).astype(np.float32)
    never = np.full_like(telling, np.nan)
    noise[draw.random(noise.shape) < 0.25] = np.nan
    return Lessons(
        features=np.stack((rank, telling, noise, never), axis=2).reshape(-1, len(NAMES)),
        wanted=(np.arange(SIZE) == wanted[:, None]).ravel(),
        sizes=np.full(cases, SIZE),
        missed=np.zeros(cases, dtype=np.int64),
    )


def first(scores: np.ndarray, unseen: Lessons) -> float:
    """Share of cases whose best candidate is wanted."""
    best = scores.reshape(-1, SIZE).argmax(axis=1)
    return float(unseen.wanted.reshape(-1, SIZE)[np.arange(len(best)), best].mean())


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_a_learnt_fusion_beats_reciprocal_rank(kind: str) -> None:
    if kind == "trees":
        pytest.importorskip("lightgbm")
    learnt, unseen = lessons(), lessons(seed=1)
    fusion: Fusion = fit_trees(learnt, NAMES, threads=1) if kind == "trees" else fit_linear(learnt)
    assert fusion.kind == kind
    assert first(fusion.scores(unseen.features), unseen) > first(unseen.features[:, 0], unseen) + 0.2


def test_linear_weights_are_those_the_choices_were_drawn_by() -> None:
    found = fit_linear(lessons(cases=2_000))
    by_unit = found.weights / found.spread
    np.testing.assert_allclose(by_unit, [0, 2, 0, 0], atol=0.15)


def test_linear_of_nothing_telling_has_no_weights() -> None:
    some = lessons(cases=3)
    for nothing in (some.telling(), some):
        none = Lessons(features=nothing.features, wanted=np.zeros_like(nothing.wanted), sizes=nothing.sizes, missed=nothing.missed)
        assert not fit_linear(none).weights.any()


def test_trees_are_the_same_for_one_seed() -> None:
    pytest.importorskip("lightgbm")
    learnt = lessons(cases=100)
    assert fit_trees(learnt, NAMES, seed=1, threads=1).texts == fit_trees(learnt, NAMES, seed=1, threads=1).texts


def test_without_lightgbm_trees_name_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def refused(name: str, *rest: Any) -> Any:
        if name == "lightgbm":
            raise ImportError(name)
        return whole(name, *rest)

    monkeypatch.delitem(sys.modules, "lightgbm", raising=False)
    monkeypatch.setattr(builtins, "__import__", refused)
    with pytest.raises(MissingExtraError):
        fit_trees(lessons(cases=3), NAMES)
    assert fit_linear(lessons(cases=50)).weights.any()


# ------------------------------------------------------------ lessons


def pool(*columns: int) -> Pool:
    count = len(columns)
    numbers = np.arange(count, dtype=np.float32)
    return Pool(
        columns=np.array(columns, dtype=np.int64), features=np.stack((numbers, -numbers), axis=1), fused=-numbers, parts=numbers[None]
    )


def test_lessons_mark_what_is_wanted_and_count_what_is_missed() -> None:
    found = Lessons.of([pool(5, 3), pool(1), pool()], [(3, 8), (1,), (2,)])
    assert found.wanted.tolist() == [False, True, True]
    assert found.sizes.tolist() == [2, 1, 0]
    assert found.missed.tolist() == [1, 0, 1]
    assert len(found) == 3


def test_only_the_best_candidates_are_learnt_from() -> None:
    found = Lessons.of([pool(*range(KEPT + 9))], [(KEPT - 1, KEPT)])
    assert found.sizes.tolist() == [KEPT]
    assert (found.wanted.sum(), found.missed.tolist()) == (1, [1])


def test_telling_are_the_cases_in_which_some_candidates_are_wanted() -> None:
    whole = Lessons.of([pool(1, 2), pool(3, 4), pool(5), pool(6, 7)], [(2,), (9,), (5,), (6, 8)])
    found = whole.telling()
    assert found.sizes.tolist() == [2, 2]
    assert found.wanted.tolist() == [False, True, True, False]
    assert found.missed.tolist() == [0, 1]
    assert found.features.shape == (4, 2)


def test_a_case_without_candidates_is_not_telling_and_takes_none_from_others() -> None:
    found = Lessons.of([pool(), pool(1, 2), pool()], [(3,), (2,), (3,)]).telling()
    assert found.sizes.tolist() == [2]
    assert found.wanted.tolist() == [False, True]


def test_lessons_of_folds_are_joined() -> None:
    one, other = Lessons.of([pool(1, 2)], [(2,)]), Lessons.of([pool(3)], [(3,)])
    whole = Lessons.of([pool(1, 2), pool(3)], [(2,), (3,)])
    joined = Lessons.joined([one, other])
    for name in ("features", "wanted", "sizes", "missed"):
        np.testing.assert_array_equal(getattr(joined, name), getattr(whole, name))


# ------------------------------------------------------------ calibration

BY_SECOND = Linear(mean=np.zeros(4, np.float32), spread=np.ones(4, np.float32), weights=np.float32([0, 1, 0, 0]))


def simulated(sharpness: float, rest: float, *, cases: int = 4_000) -> Lessons:
    """Cases drawn by the very model of a calibration."""
    draw = np.random.default_rng(2)
    scores = draw.normal(size=(cases, SIZE)).astype(np.float32) + np.float32(3)
    weight = np.concatenate((np.exp(sharpness * scores), np.full((cases, 1), np.exp(rest))), axis=1)
    drawn = np.array([draw.choice(SIZE + 1, p=row / row.sum()) for row in weight])
    features = np.zeros((cases * SIZE, 4), dtype=np.float32)
    features[:, 1] = scores.ravel()
    return Lessons(
        features=features,
        wanted=(np.arange(SIZE) == drawn[:, None]).ravel(),
        sizes=np.full(cases, SIZE),
        missed=(drawn == SIZE).astype(np.int64),
    )


@pytest.mark.parametrize(("sharpness", "rest"), [(1.5, 8.0), (0.4, 2.0)])
def test_calibration_finds_the_chances_that_cases_were_drawn_by(sharpness: float, rest: float) -> None:
    found = calibrate(BY_SECOND, simulated(sharpness, rest))
    assert found.sharpness == pytest.approx(sharpness, rel=0.1)
    assert found.rest == pytest.approx(rest, abs=0.5)


def test_of_nothing_there_is_nothing_to_calibrate() -> None:
    none = Lessons.of([pool(1, 2)], [(9,)])
    assert calibrate(BY_SECOND, none) == calibrate(BY_SECOND, Lessons.of([], [])) == Calibration()


def test_a_case_without_candidates_is_one_that_misses() -> None:
    """As it may be where no source says anything."""
    some = simulated(1.0, 4.0, cases=200)
    empty = Lessons(features=some.features, wanted=some.wanted, sizes=np.array([0, *some.sizes, 0]), missed=np.array([1, *some.missed, 1]))
    found, usual = calibrate(BY_SECOND, empty), calibrate(BY_SECOND, some)
    assert found.sharpness == pytest.approx(usual.sharpness, rel=0.1)
