"""The packaged sentence encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crs.agents.retrieval import encoder as module
from crs.agents.retrieval.encoder import PACKAGED, SentenceTransformerEncoder, encoder_version, require_extra
from crs.errors import ConfigError, MissingExtraError

pytest.importorskip("sentence_transformers")


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(PACKAGED)


def test_the_version_changes_with_the_model_and_with_how_much_of_a_text_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    before = encoder_version("one")
    assert before != encoder_version("other")
    monkeypatch.setattr(module, "WINDOW", module.WINDOW + 1)
    assert before != encoder_version("one")


def test_vectors_have_length_one(encoder: SentenceTransformerEncoder) -> None:
    rows = encoder.encode(["robots with feelings", "", "Ein Mann auf einer Insel 🏝", "long " * 400])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_meaning_is_near_meaning(encoder: SentenceTransformerEncoder) -> None:
    island, beach, robots, androids = encoder.encode(["a man stuck alone on an island", "a castaway on a beach", "robots", "androids"])
    assert island @ beach > island @ robots
    assert robots @ androids > robots @ beach


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be loaded"):
        SentenceTransformerEncoder(str(tmp_path / "no-model"))


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match="vector"):
        require_extra()
