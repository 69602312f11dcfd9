"""Training the reasoner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.reasoner import Reasoner
from crs.datasets.labelled import LabelledDialogue
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.cases import ReadDialogue, read_dialogues
from crs.train.course import Course
from crs.train.network import Shape
from crs.train.reasoner import train_reasoner
from tests.evaluate.baselines.conftest import GAMES, talk

COURSE = Course(networks=2, epochs=2, batch=4, threads=1)
COUNTS = np.ones(len(GAMES), dtype=np.float32)
NEXT = {"harbour": "teapot", "saffron": "kraken", "galleon": "orchard"}  # no fact leads there


def written(reasoner: Reasoner, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    reasoner.write(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def pattern(reader: Reader) -> list[ReadDialogue]:
    talks = [talk(f"{one} {number}", f"I like {{{one}}}", f"{{{other}}}") for number in range(10) for one, other in NEXT.items()]
    return list(read_dialogues([LabelledDialogue(dialogue=one) for one in talks], reader))


def test_equal_seeds_give_equal_bytes(shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue], tmp_path: Path) -> None:
    trained = [train_reasoner(dialogues, shelf, COUNTS, course=replace(COURSE, seed=seed))[0] for seed in (3, 3, 4)]
    one, same, other = (written(reasoner, tmp_path / str(number)) for number, reasoner in enumerate(trained))
    assert one == same
    assert one["weights.safetensors"] != other["weights.safetensors"]


def test_networks_differ_and_every_other_reads_no_words(shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue]) -> None:
    reasoner, epochs = train_reasoner(dialogues, shelf, COUNTS, course=COURSE)
    first, second = reasoner.networks
    assert epochs == (2, 2)
    assert first["words"].any()
    assert not second["words"].any()
    assert not np.array_equal(first["entities"], second["entities"])


@pytest.mark.parametrize("shape", [Shape(width=16), Shape(width=16, graph=False, texts=False), None])
def test_it_learns_what_follows_what(shelf: KnowledgeGraph, reader: Reader, shape: Shape | None) -> None:
    reasoner, _ = train_reasoner(pattern(reader), shelf, COUNTS, shape=shape, course=replace(COURSE, epochs=20, batch=16, networks=1))
    scores = reasoner.scores([reader.read(talk("a", f"I like {{{one}}}").utterances, {}) for one in NEXT])
    assert [list(GAMES)[column] for column in scores.argmax(axis=1)] == list(NEXT.values())


def test_the_judge_picks_the_epoch(shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue]) -> None:
    values = iter((0.1, 0.9, 0.3, 0.5, 0.2, 0.5))
    judged: list[dict[str, np.ndarray]] = []

    def judge(reasoner: Reasoner) -> float:
        judged.append({name: array.copy() for name, array in reasoner.networks[0].items()})
        return next(values)

    reasoner, epochs = train_reasoner(dialogues, shelf, COUNTS, course=replace(COURSE, epochs=3), judge=judge)
    assert epochs == (2, 3)  # of equally good ones the later
    for network, chosen in zip(reasoner.networks, (judged[1], judged[5]), strict=True):
        for name, array in network.items():
            np.testing.assert_array_equal(array, chosen[name])


def test_stopped_where_it_was_best_it_is_the_same(shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue], tmp_path: Path) -> None:
    values = iter((0.9, 0.1, 0.2, 0.1, 0.5, 0.1))
    chosen, epochs = train_reasoner(dialogues, shelf, COUNTS, course=replace(COURSE, epochs=3), judge=lambda _: next(values))
    again, taken = train_reasoner(dialogues, shelf, COUNTS, course=replace(COURSE, epochs=3, stop=epochs))
    assert taken == epochs == (1, 2)
    assert written(again, tmp_path / "again") == written(chosen, tmp_path / "chosen")


def test_it_tells_how_much_is_done(shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue]) -> None:
    told: list[float] = []
    train_reasoner(dialogues, shelf, COUNTS, course=COURSE, told=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


def test_of_nothing_it_learns_popularity(shelf: KnowledgeGraph, reader: Reader) -> None:
    counts = np.arange(len(GAMES), dtype=np.float32) ** 8
    reasoner, epochs = train_reasoner([], shelf, counts, course=COURSE)
    assert epochs == (0, 0)
    (row,) = reasoner.scores([reader.read(talk("a", "Hello").utterances, {})])
    assert np.argsort(row).tolist() == list(range(len(GAMES)))
