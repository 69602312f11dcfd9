"""What every trained source promises, whatever it is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crs.agents.retrieval.trained.reading import Reader, Reading
from crs.agents.retrieval.trained.source import TrainedSource
from crs.agents.retrieval.trained.store import NAMES, read_sources, write_sources
from crs.agents.retrieval.words import WordReader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.sources import Fitted
from tests.agents.retrieval.trained.conftest import company
from tests.evaluate.baselines.conftest import GAMES, ODD, TALKS, talk

ASKED = (*ODD, *(talk(f"asked {number}", *texts[:-1]) for number, texts in enumerate(TALKS)))
MOVED = {
    "context-words": "I want pirates and cannons",
    "similar-dialogues": "I want pirates and cannons",
    "dense-dialogues": "I want pirates and cannons",
    "reasoner": "pirates like {kraken}",
}


@pytest.fixture(params=NAMES)
def source(request: pytest.FixtureRequest, fitted: Fitted) -> TrainedSource:
    return next(one for one in fitted.sources if one.name == request.param)


@pytest.fixture(scope="module")
def readings(reader: Reader) -> list[Reading]:
    return [reader.read(dialogue.utterances, {"kraken": -1.0, "galleon": 0.0}) for dialogue in ASKED]


def test_the_sources_are_those_that_can_be_opened(fitted: Fitted) -> None:
    assert tuple(source.name for source in fitted.sources) == NAMES


def test_scores_are_one_finite_row_a_reading(source: TrainedSource, readings: list[Reading]) -> None:
    scores = source.scores(readings)
    assert scores.shape == (len(ASKED), len(GAMES))
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_asked_together_it_says_the_same_as_asked_apart(source: TrainedSource, readings: list[Reading]) -> None:
    together = source.scores(readings)
    for row, reading in zip(together, readings, strict=True):
        np.testing.assert_array_equal(row, source.scores([reading])[0])


def test_asked_nothing_it_says_nothing(source: TrainedSource) -> None:
    assert source.scores([]).shape == (0, len(GAMES))


def test_it_hears_what_is_said(source: TrainedSource, reader: Reader) -> None:
    said = reader.read(talk("a", MOVED.get(source.name, "I like {kraken}")).utterances, {})
    rows = source.scores([Reading(), said])
    assert (rows[0] == rows[1]).all() == (source.name == "popularity")


def test_written_and_read_it_says_the_same(
    source: TrainedSource, readings: list[Reading], fitted: Fitted, shelf: KnowledgeGraph, words: WordReader, tmp_path: Path
) -> None:
    write_sources(tmp_path, [source])
    (found,) = read_sources(tmp_path, [source.name], shelf, words, company(fitted, shelf))
    np.testing.assert_array_equal(found.scores(readings), source.scores(readings))
    for reading in readings:
        assert [found.evidence(reading, column) for column in range(len(GAMES))] == [
            source.evidence(reading, column) for column in range(len(GAMES))
        ]
