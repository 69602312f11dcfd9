"""Dialogue retrieval: contexts that are alike vote for what was recommended there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import sparse

from crs.agents.retrieval.trained import voters
from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.similar_dialogues import DECAY, SHARPNESS, SimilarDialogues, terms_of
from crs.agents.retrieval.words import WordReader
from crs.train.cases import ReadDialogue
from crs.train.sources import Fitted
from crs.types import DialogueEvidence
from tests.evaluate.baselines.conftest import GAMES, TALKS, talk


@pytest.fixture
def source(fitted: Fitted) -> SimilarDialogues:
    return next(one for one in fitted.sources if isinstance(one, SimilarDialogues))


def made(words: WordReader, similar: list[list[float]]) -> SimilarDialogues:
    """Three contexts that recommend item 0, item 1, and items 0 and 2; `similar` gives terms "tea" and "rain" × contexts."""
    answers = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 1]], dtype=np.float32)
    weights = sparse.csr_array(np.array(similar, dtype=np.float32))
    return SimilarDialogues(words, {"tea": 0, "rain": 1}, weights, sparse.csr_array(answers), ["a", "b", "a"])


def test_the_most_similar_context_has_one_vote_and_others_less(reader: Reader, words: WordReader) -> None:
    source = made(words, [[2, 1, 0], [0, 0, 3]])
    rows = source.scores([reader.read(talk("x", text).utterances, {}) for text in ("tea", "rain", "snow")])
    np.testing.assert_allclose(rows, [[1, 0.5**SHARPNESS, 0], [1, 0, 1], [0, 0, 0]], rtol=1e-6)


def test_only_the_most_similar_vote(reader: Reader, words: WordReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voters, "VOTERS", 1)
    rows = made(words, [[2, 1.9, 0], [0, 0, 3]]).scores([reader.read(talk("x", "tea").utterances, {})])
    assert rows.tolist() == [[1, 0, 0]]


def test_a_dialogue_is_told_of_once_with_its_most_similar_context(reader: Reader, words: WordReader) -> None:
    reading = reader.read(talk("x", "tea in the rain").utterances, {})
    (found,) = made(words, [[2, 1, 0], [0, 0, 4]]).evidence(reading, 0)
    assert found == DialogueEvidence(dialogue="a", weight=1.0)


def test_terms_are_words_items_and_entities_the_newest_most(reader: Reader, words: WordReader) -> None:
    found = dict(terms_of(reader.read(talk("x", "tea {kraken}", "trade").utterances, {}), words))
    sea, trade = list(GAMES).index("kraken"), reader.graph.index("genre:trade")
    assert found["tea"] == found[f"#{sea}"] == DECAY
    assert found[f"@{trade}"] == 1.0
    assert "kraken" not in found


def test_a_context_that_was_seen_leads_to_what_was_recommended_there(source: SimilarDialogues, reader: Reader) -> None:
    rows = source.scores([reader.read(talk("x", TALKS[number][0]).utterances, {}) for number in (3, 5)])
    assert [list(GAMES)[column] for column in rows.argmax(axis=1)] == ["galleon", "orchard"]


def test_evidence_names_a_dialogue_that_really_recommended_the_item(
    source: SimilarDialogues, reader: Reader, dialogues: Sequence[ReadDialogue]
) -> None:
    there = {dialogue.id: {column for case in dialogue.cases for column in case.new} for dialogue in dialogues}
    told = 0
    for texts in TALKS:
        reading = reader.read(talk("x", texts[0]).utterances, {})
        scores = source.scores([reading])[0]
        for column in range(len(GAMES)):
            found = source.evidence(reading, column)
            assert bool(found) == (scores[column] > 0)
            for ground in found:
                assert isinstance(ground, DialogueEvidence)
                assert column in there[ground.dialogue]
                assert 0 < ground.weight <= 1
                told += 1
    assert told > len(TALKS)
