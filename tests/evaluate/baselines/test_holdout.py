"""Choosing parameters without looking at what is scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.baselines.holdout import Case, choose, held_out, recall
from crs.evaluate.baselines.scoring import Scorer, Scores
from crs.evaluate.training import Training
from crs.types import Dialogue
from tests.evaluate.baselines.conftest import talk


def always(row: list[float]) -> Scorer:
    def score(dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        return (np.array(row) for _ in dialogues)

    return score


def many(training: Training) -> Training:
    texts = ("I like {kraken}", "{galleon}, not {kraken}", "More", "{galleon}, or {teapot}")
    return replace(training, dialogues=tuple(LabelledDialogue(dialogue=talk(f"d{number}", *texts)) for number in range(200)))


def test_about_a_tenth_is_held_out_and_gives_a_case_for_every_new_item(training: Training) -> None:
    rest, cases = held_out(many(training))
    assert 10 <= 200 - len(rest.dialogues) <= 30
    assert len(cases) == 2 * (200 - len(rest.dialogues))
    items = training.graph.item_ids
    assert [tuple(items[column] for column in case.targets) for case in cases[:2]] == [("galleon",), ("teapot",)]
    assert [len(case.context.utterances) for case in cases[:2]] == [1, 3]


def test_recall_counts_ties_against_the_target() -> None:
    cases = [Case(context=Dialogue(id="a"), targets=(1,))]
    assert recall(always([0.0, 1.0, 0.0]), cases, cutoff=1) == 1
    assert recall(always([1.0, 1.0, 0.0]), cases, cutoff=1) == 0


def test_the_best_parameter_is_chosen_the_first_of_equals_and_without_cases() -> None:
    cases = [Case(context=Dialogue(id="a"), targets=(12,))]
    rows = {"bad": [1.0] * 20, "good": [float(n == 12) for n in range(20)]}
    assert choose(["bad", "good"], cases, lambda name: always(rows[name])) == "good"
    assert choose(["bad", "good"], [], lambda name: always(rows[name])) == "bad"
