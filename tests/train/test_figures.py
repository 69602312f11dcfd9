"""How good a model is on the validation split."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.store import open_model
from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.offline import evaluate_offline
from crs.train.cases import Case, read_dialogues
from crs.train.corpus import Corpus
from crs.train.figures import CUTOFF, first_hits, measure_model
from tests.evaluate.baselines.conftest import talk
from tests.train.small import write_games


def cases(reader: Reader) -> list[Case]:
    talks = [talk("a", "I like {harbour}", "{saffron}, {kraken}?"), talk("b", "Hello", "{teapot}")]
    return [case for found in read_dialogues([LabelledDialogue(dialogue=one) for one in talks], reader) for case in found.cases]


def test_a_hit_is_among_the_first_ten_not_named_before(reader: Reader) -> None:
    scores = np.zeros((2, 30), dtype=np.float32)
    scores[0, 0] = 99  # named before: it takes no place
    scores[0, 1] = 50
    scores[0, 7 : 7 + CUTOFF] = 40
    scores[0, 2] = 30
    scores[1, 5] = 1
    assert first_hits(scores, cases(reader)) == pytest.approx(2 / 3)


def test_ties_count_against_a_hit(reader: Reader) -> None:
    assert first_hits(np.zeros((2, CUTOFF + 1), dtype=np.float32), cases(reader)) == pytest.approx(2 / 3)  # ten left, and eleven
    assert first_hits(np.zeros((2, CUTOFF + 2), dtype=np.float32), cases(reader)) == 0
    assert first_hits(np.zeros((0, 3), dtype=np.float32), []) == 0


def test_without_a_validation_split_there_are_no_figures(corpus: Corpus, trained: Path, tmp_path: Path) -> None:
    assert measure_model(open_model(trained), replace(corpus, validation=None), home=tmp_path) == {}


def test_figures_are_those_of_an_evaluation(corpus: Corpus, trained: Path, tmp_path: Path) -> None:
    figures = measure_model(open_model(trained), corpus, home=tmp_path)
    data = write_games(tmp_path / "data")
    (data / "own" / "test.jsonl").unlink()
    evaluate_offline([f"trained:{trained}"], "own", data_dir=data, out=tmp_path / "run", home=tmp_path)
    results = json.loads((tmp_path / "run" / "results.json").read_text(encoding="utf-8"))[trained.name]
    for name, figure in figures.items():
        _, protocol, metric = name.split()
        assert figure.model_dump() == results[protocol][metric]
    assert {name.split()[1] for name in figures} == {"all", "new"}
