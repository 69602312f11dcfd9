"""Readings as padded arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from crs.agents.retrieval.trained.reading import Named, Reader, Reading
from crs.agents.retrieval.trained.reasoner import MOST_ITEMS, OLDEST
from crs.agents.retrieval.trained.source import KNOWN
from crs.datasets.labelled import LabelledDialogue
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.batches import FEWEST, Batches, item_words, vocabulary_of
from crs.train.cases import ReadDialogue, read_dialogues
from tests.evaluate.baselines.conftest import GAMES, talk

ENTITIES = np.array([-1, -1, 0, 1, -1])  # nodes 2 and 3 take part


def named(number: int, age: int = 0, polarity: float = 1.0) -> Named:
    return Named(number=number, age=age, role="seeker" if age else "recommender", polarity=polarity)


def test_the_vocabulary_is_what_is_said_in_several_turns(reader: Reader) -> None:
    texts = ["tea tea tea", *["green tea {kraken}"] * FEWEST, *["rain"] * (FEWEST - 1)]
    talks = read_dialogues([LabelledDialogue(dialogue=talk("a", *texts))], reader)
    assert vocabulary_of(list(talks)) == {"green": 0, "green tea": 1, "tea": 2}


def test_vocabulary_of_nothing_is_empty() -> None:
    assert vocabulary_of([]) == {}


def test_words_of_items_have_length_one_and_rare_ones_count_more(shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue]) -> None:
    assert dialogues
    vocabulary = {"monster": 0, "pirates": 1, "zebra": 2}
    found = item_words(shelf, vocabulary).toarray()
    assert found.shape == (len(GAMES), 3)
    lengths = np.sqrt((found**2).sum(axis=1))
    assert lengths[[2, 3]] == pytest.approx([1, 1])
    assert not np.delete(lengths, [2, 3]).any()
    assert found[2, 0] > found[2, 1] > 0
    assert item_words(shelf, {}).shape == (len(GAMES), 1)


def test_arrays_are_padded_with_the_number_one_past_the_last() -> None:
    reading = Reading(items=(named(4, 20, -1.0), named(1, 1, 0.0), named(0)), entities=(named(0, 2), named(2, 1), named(3, 0, -1.0)))
    batch = {name: value.numpy() for name, value in Batches([Reading(), reading], {}, ENTITIES, items=7).batch(np.array([1, 0])).items()}
    assert batch["item"].shape == (2, MOST_ITEMS)
    assert batch["item"][0].tolist() == [0, 1, 4, *[7] * (MOST_ITEMS - 3)]
    assert set(batch["item"][1].tolist()) == {7}
    assert batch["item_age"][0, :3].tolist() == [0, 1, OLDEST]
    assert batch["item_role"][0, :3].tolist() == [1, 0, 0]
    assert batch["item_liked"][0, :3].tolist() == [1, KNOWN, 0]
    assert batch["item_disliked"][0, :4].tolist() == [0, 0, 1, 0]
    assert batch["entity"][0, :2].tolist() == [0, 2], "neither what takes no part, nor what is disliked"
    assert set(batch["entity"][1].tolist()) == {2}


def test_words_of_any_rows_lie_one_after_the_other(reader: Reader) -> None:
    vocabulary = {"cosy": 0, "rain": 1, "tea": 2}
    readings = [reader.read(talk("a", text).utterances, {}) for text in ("tea tea", "", "cosy rain", "rain")]
    batches = Batches(readings, vocabulary, np.full(len(reader.graph), -1), items=7)
    assert len(batches) == 4
    batch = batches.batch(np.array([2, 1, 0]))
    assert batch["word"].tolist() == [0, 1, 2, 2]
    assert batch["word_start"].tolist() == [0, 2, 2]
    assert batch["word_weight"].tolist() == [1, 1, 1, 1]
