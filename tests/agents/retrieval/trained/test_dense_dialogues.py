"""Dialogue retrieval by meaning: contexts that are near vote for what was recommended there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from crs.agents.retrieval import encoder as encoders
from crs.agents.retrieval.trained import dense_dialogues
from crs.agents.retrieval.trained.dense_dialogues import DECAY, SHARPNESS, DenseDialogues, Remembering, context_vectors, packaged_encoder
from crs.agents.retrieval.trained.reading import Reader, Reading
from crs.errors import MissingExtraError, ModelError
from crs.types import DialogueEvidence
from tests.evaluate.baselines.conftest import talk


class Compass:
    """Encodes words as directions, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        directions = {"north": [1, 0], "east": [0, 1]}
        return np.array([directions.get(text, [-1, 0]) for text in texts], dtype=np.float32)


@pytest.fixture
def compass() -> Compass:
    return Compass()


def made(compass: Compass) -> DenseDialogues:
    """Three contexts, to the north, to the north-east and to the east, that recommend item 0, item 1, and items 0 and 2."""
    vectors = np.array([[1, 0], [0.5**0.5, 0.5**0.5], [0, 1]], dtype=np.float32)
    answers = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 1]], dtype=np.float32)
    return DenseDialogues(Remembering(compass), vectors, sparse.csr_array(answers), ["a", "b", "a"])


def said(reader: Reader, *texts: str) -> Reading:
    return reader.read(talk("x", *texts).utterances, {})


def test_the_nearest_context_has_one_vote_and_others_less(reader: Reader, compass: Compass) -> None:
    rows = made(compass).scores([said(reader, "north"), said(reader, "south"), said(reader)])
    np.testing.assert_allclose(rows, [[1, 0.5 ** (SHARPNESS / 2), 0], [0, 0, 0], [0, 0, 0]], rtol=1e-5)


def test_a_context_is_its_turns_the_newest_most(reader: Reader, compass: Compass) -> None:
    (row,) = context_vectors([said(reader, "north", "east")], Remembering(compass))
    np.testing.assert_allclose(row, np.array([DECAY, 1]) / np.hypot(DECAY, 1), rtol=1e-6)


def test_turns_long_ago_are_no_part_of_it(reader: Reader, compass: Compass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense_dialogues, "TURNS", 1)
    (row,) = context_vectors([said(reader, "north", "east")], Remembering(compass))
    assert row.tolist() == [0, 1]


def test_silence_is_not_encoded(reader: Reader, compass: Compass) -> None:
    encoder = Remembering(compass)
    rows = context_vectors([said(reader, " ", "north"), said(reader, "")], encoder)
    assert rows.tolist() == [[1, 0], [0, 0]]
    assert " " not in compass.asked


def test_evidence_is_the_dialogue_with_its_nearest_context(reader: Reader, compass: Compass) -> None:
    source = made(compass)
    assert source.evidence(said(reader, "north"), 0) == (DialogueEvidence(dialogue="a", weight=1.0),)
    assert source.evidence(said(reader, "south"), 0) == ()


def test_a_text_is_encoded_once(compass: Compass) -> None:
    encoder = Remembering(compass)
    np.testing.assert_array_equal(encoder.encode(["north", "east", "north"]), [[1, 0], [0, 1], [1, 0]])
    np.testing.assert_array_equal(encoder.encode(["east"]), [[0, 1]])
    assert compass.asked == ["north", "east"]


def test_what_is_remembered_has_an_end(compass: Compass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense_dialogues, "_KEPT", 1)
    encoder = Remembering(compass)
    encoder.encode(["north", "east"])
    np.testing.assert_array_equal(encoder.encode(["north", "east"]), [[1, 0], [0, 1]])
    assert compass.asked == ["north", "east", "north"]


def test_vectors_of_another_encoder_are_refused(compass: Compass, tmp_path: Path) -> None:
    made(compass).write(tmp_path)
    with pytest.raises(ModelError, match="another encoder"):
        DenseDialogues.read(tmp_path, packaged_encoder())


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "find_spec", lambda _package: None)
    with pytest.raises(MissingExtraError) as missing:
        packaged_encoder.__wrapped__()
    assert "vector" in missing.value.hint
