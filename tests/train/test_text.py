"""Fitting the sources that read words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from crs.agents.retrieval.trained.dense_dialogues import packaged_encoder
from crs.agents.retrieval.trained.reading import Reader, Reading
from crs.agents.retrieval.words import WordReader
from crs.datasets.labelled import LabelledDialogue
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train import text
from crs.train.cases import ReadDialogue, read_dialogues
from tests.evaluate.baselines.conftest import GAMES, talk

COLUMN = {item: number for number, item in enumerate(GAMES)}


def read(reader: Reader, *texts: str, id_: str = "a") -> list[ReadDialogue]:
    return list(read_dialogues([LabelledDialogue(dialogue=talk(id_, *texts))], reader))


def asked(reader: Reader, words: str) -> list[Reading]:
    return [reader.read(talk("q", words).utterances, {})]


def test_documents_hold_the_items_own_words_without_any_dialogue(reader: Reader, shelf: KnowledgeGraph, words: WordReader) -> None:
    source = text.context_words([], shelf, words)
    (row,) = source.scores(asked(reader, "a monster with cannons"))
    assert row.argmax() == COLUMN["kraken"]
    assert np.count_nonzero(row) == 1


def test_documents_hold_what_was_said_before_an_item_the_newer_the_more(reader: Reader, shelf: KnowledgeGraph, words: WordReader) -> None:
    talks = read(reader, "zebra", "hm", "hm", "{teapot}", "zebra", "{unknown}", "giraffe")
    (row,) = text.context_words(talks, shelf, words).scores(asked(reader, "zebra"))
    assert row[COLUMN["unknown"]] > row[COLUMN["teapot"]] > 0
    assert np.count_nonzero(row) == 2
    assert not text.context_words(talks, shelf, words).scores(asked(reader, "giraffe")).any()


def test_contexts_are_those_that_led_to_something_new(reader: Reader, words: WordReader) -> None:
    talks = [*read(reader, "zebra", "{teapot}", "giraffe", "{teapot}!"), *read(reader, "{kraken}", "{galleon}", id_="silent")]
    source = text.similar_dialogues(talks, len(GAMES), words)
    (row,) = source.scores(asked(reader, "zebra"))
    assert row[COLUMN["teapot"]] == pytest.approx(1)
    assert np.count_nonzero(row) == 1
    assert not source.scores(asked(reader, "giraffe")).any()
    assert not source.scores(asked(reader, "{kraken}")).any()


def test_no_dialogues_have_no_contexts(reader: Reader, words: WordReader) -> None:
    for source in (text.similar_dialogues([], len(GAMES), words), text.dense_dialogues([], len(GAMES), packaged_encoder())):
        assert source.scores(asked(reader, "zebra")).tolist() == [[0.0] * len(GAMES)]
        assert source.evidence(asked(reader, "zebra")[0], 0) == ()


def test_contexts_are_found_by_their_meaning(reader: Reader) -> None:
    talks = [
        *read(reader, "My little daughter wants to play with me", "{teapot}", id_="child"),
        *read(reader, "We are grown up and want to fight and conquer", "{galleon}", id_="war"),
    ]
    source = text.dense_dialogues(talks, len(GAMES), packaged_encoder())
    rows = source.scores([*asked(reader, "something for kids"), *asked(reader, "a battle, please")])
    assert rows.argmax(axis=1).tolist() == [COLUMN["teapot"], COLUMN["galleon"]]


def test_the_same_dialogues_give_the_same_vocabulary(
    reader: Reader, shelf: KnowledgeGraph, words: WordReader, dialogues: Sequence[ReadDialogue]
) -> None:
    one, other = (text.context_words(dialogues, shelf, words) for _ in range(2))
    readings = asked(reader, "pirates and spices in the rain")
    np.testing.assert_array_equal(one.scores(readings), other.scores(readings))
