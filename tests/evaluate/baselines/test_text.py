"""BM25 over training contexts, and dense retrieval over item texts with an encoder of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from crs.agents.retrieval import encoder
from crs.errors import MissingExtraError, StorageError
from crs.evaluate.baselines import bm25_contexts, dense
from crs.evaluate.baselines.profile import Profiles, popularity
from crs.evaluate.baselines.scoring import ScoringRecommender
from crs.evaluate.training import Training
from tests.evaluate.baselines.conftest import talk
from tests.evaluate.baselines.test_simple import ranked

with_extra = pytest.mark.skipif(find_spec("filelock") is None, reason="needs the extra `vector`")

THEMES = ("spice", "pirate", "apple", "tea")


class Themes:
    """Encodes a text by the themes it names."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        rows = np.array([[theme in text.lower() for theme in THEMES] for text in texts], dtype=np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


async def test_words_of_training_contexts_lead_to_what_was_recommended_there(training: Training) -> None:
    recommender = bm25_contexts.create(training)
    assert (await ranked(recommender, talk("a", "It rains, rain all day")))[0] in ("orchard", "teapot")
    untaught = bm25_contexts.create(replace(training, dialogues=()))
    assert "teapot" not in await ranked(untaught, talk("a", "It rains, rain all day"), k=1)


async def test_the_words_of_the_target_turn_itself_are_not_in_the_document(training: Training) -> None:
    training = replace(training, dialogues=tuple(replace(t, dialogue=talk("x", "Hello", "{teapot} zebra")) for t in training.dialogues[:1]))
    words = bm25_contexts.documents(training, bm25_contexts.WordReader(training.graph, ()))
    assert "hello" in words[Profiles(training.graph).column["teapot"]]
    assert not any("zebra" in document for document in words)


async def test_newer_words_count_more(training: Training) -> None:
    recommender = bm25_contexts.create(replace(training, dialogues=()))
    assert (await ranked(recommender, talk("a", "apples", "hm", "monster")))[0] == "kraken"
    assert (await ranked(recommender, talk("b", "monster", "hm", "apples")))[0] == "orchard"


def over(training: Training, encode: Themes) -> ScoringRecommender:
    vectors = dense.item_vectors(training.graph, encode, training.home, name="themes")
    return ScoringRecommender(training.graph.item_ids, dense.Scorer(encode, vectors, Profiles(training.graph), popularity(training)))


@with_extra
async def test_dense_finds_what_is_meant_and_what_is_like_what_was_named(training: Training) -> None:
    recommender = over(training, Themes())
    assert set((await ranked(recommender, talk("a", "pirates!")))[:2]) == {"kraken", "galleon"}
    assert (await ranked(recommender, talk("b", "Like {saffron}")))[0] == "harbour"
    assert (await ranked(recommender, talk("c", "Hello")))[0] == "harbour"  # nothing said: popular


@with_extra
def test_the_vectors_are_made_once(training: Training) -> None:
    first = Themes()
    made = dense.item_vectors(training.graph, first, training.home, name="themes")
    again = Themes()
    np.testing.assert_array_equal(dense.item_vectors(training.graph, again, training.home, name="themes"), made)
    assert len(first.asked) == len(training.graph.items)
    assert again.asked == []


@with_extra
def test_a_damaged_file_of_vectors_is_named(training: Training) -> None:
    dense.item_vectors(training.graph, Themes(), training.home, name="themes")
    next(training.home.glob("*.npy")).write_bytes(b"no numbers")
    with pytest.raises(StorageError, match="remove the file"):
        dense.item_vectors(training.graph, Themes(), training.home, name="themes")


def test_dense_says_which_extra_it_needs(training: Training, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "find_spec", lambda _package: None)
    with pytest.raises(MissingExtraError, match="vector"):
        dense.create(training)


@with_extra
def test_a_home_that_cannot_be_written_is_named(training: Training, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError):
        dense.item_vectors(training.graph, Themes(), tmp_path / "file", name="themes")
