"""The learned fusion: scores, chances, and files."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crs.agents.retrieval.trained.fusion import Calibration, Linear, Trees, read_fusion, write_fusion
from crs.errors import MissingExtraError, ModelError
from crs.train.fusion import Lessons

CALIBRATIONS = {"linear": Calibration(sharpness=1.5, rest=2.0), "trees": Calibration(sharpness=0.5, rest=-1.0)}
scores = arrays(np.float32, st.integers(0, 20), elements=st.floats(-50, 50, width=32))
calibrations = st.builds(Calibration, sharpness=st.floats(0.01, 5), rest=st.floats(-20, 20))


@pytest.fixture
def without_lightgbm(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def refused(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "lightgbm":
            raise ImportError(name)
        return whole(name, *rest)

    monkeypatch.delitem(sys.modules, "lightgbm", raising=False)
    monkeypatch.setattr(builtins, "__import__", refused)


@given(scores, calibrations)
def test_chances_sum_to_less_than_one_and_rise_with_the_score(found: np.ndarray, calibration: Calibration) -> None:
    chances = calibration.chances(found)
    assert chances.shape == found.shape
    assert np.isfinite(chances).all()
    assert (chances >= 0).all()
    assert chances.sum() <= 1 + 1e-5
    order = np.argsort(found, kind="stable")
    assert (np.diff(chances[order]) >= 0).all()


def test_chances_by_hand() -> None:
    """e^2 and 1 against a rest of e: sharpness 2, rest 1."""
    found = Calibration(sharpness=2.0, rest=1.0).chances(np.array([1.0, 0.0], dtype=np.float32))
    whole = np.e**2 + 1 + np.e
    np.testing.assert_allclose(found, [np.e**2 / whole, 1 / whole], rtol=1e-6)


def test_scores_far_apart_do_not_overflow() -> None:
    found = Calibration(sharpness=5.0, rest=0.0).chances(np.array([1e4, -1e4], dtype=np.float32))
    np.testing.assert_allclose(found, [1, 0])


def test_linear_takes_what_is_not_known_for_average() -> None:
    fusion = Linear(mean=np.float32([1, 2]), spread=np.float32([2, 4]), weights=np.float32([3, -1]))
    found = fusion.scores(np.array([[3, 2], [np.nan, 6], [np.nan, np.nan]], dtype=np.float32))
    np.testing.assert_allclose(found, [3, -1, 0])
    assert fusion.kind == "linear"


def test_both_forms_are_read_as_they_were_written(linear: Linear, trees: Trees, lessons: Lessons, tmp_path: Path) -> None:
    write_fusion(tmp_path, trees, linear, CALIBRATIONS)
    for form in (linear, trees):
        found, calibration = read_fusion(tmp_path, form.kind, features=lessons.features.shape[1])
        assert found.kind == form.kind
        assert calibration == CALIBRATIONS[form.kind]
        np.testing.assert_array_equal(found.scores(lessons.features), form.scores(lessons.features))


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_a_fusion_of_other_features_is_refused(linear: Linear, trees: Trees, lessons: Lessons, tmp_path: Path, kind: str) -> None:
    write_fusion(tmp_path, trees, linear, CALIBRATIONS)
    with pytest.raises(ModelError, match="other features"):
        read_fusion(tmp_path, kind, features=lessons.features.shape[1] + 1)


def test_a_fusion_that_was_not_trained_is_refused(linear: Linear, tmp_path: Path) -> None:
    write_fusion(tmp_path, None, linear, {"linear": Calibration()})
    with pytest.raises(ModelError, match="trees") as refused:
        read_fusion(tmp_path, "trees", features=len(linear.weights))
    assert "linear" in refused.value.hint


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"tree\nversion=v4\n"])
def test_damaged_trees_are_refused(linear: Linear, trees: Trees, tmp_path: Path, damage: bytes) -> None:
    write_fusion(tmp_path, trees, linear, CALIBRATIONS)
    (tmp_path / "trees-1.txt").write_bytes(damage)
    with pytest.raises(ModelError):
        read_fusion(tmp_path, "trees", features=len(linear.weights))


def test_missing_trees_are_refused(linear: Linear, trees: Trees, tmp_path: Path) -> None:
    write_fusion(tmp_path, trees, linear, CALIBRATIONS)
    (tmp_path / "trees-1.txt").unlink()
    with pytest.raises(ModelError):
        read_fusion(tmp_path, "trees", features=len(linear.weights))


def test_trees_without_a_share_for_each_are_refused(trees: Trees) -> None:
    with pytest.raises(ModelError, match="shares"):
        Trees(trees.texts, trees.shares[:1])


@pytest.mark.usefixtures("without_lightgbm")
def test_without_lightgbm_trees_name_the_extra() -> None:
    with pytest.raises(MissingExtraError) as refused:
        Trees([""], [1.0])
    assert "train" in refused.value.hint
