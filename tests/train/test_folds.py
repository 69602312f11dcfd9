"""Out of fold: no dialogue teaches the sources that are asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from crs.agents.retrieval.words import WordReader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train import folds
from crs.train.cases import Case, ReadDialogue, recommended
from crs.train.course import Course
from crs.train.fusion import Lessons
from crs.train.sources import Fitted, fit_sources
from tests.evaluate.baselines.conftest import GAMES

NAMES = ("ease", "popularity")


@pytest.fixture
def mixed(dialogues: tuple[ReadDialogue, ...]) -> list[ReadDialogue]:
    """The talks, two of which only the items are known, and one of another data set."""
    silent = (replace(dialogue, id=f"silent {dialogue.id}", spoken=False) for dialogue in dialogues[:2])
    return [*dialogues, *silent, replace(dialogues[2], id=f"other/{dialogues[2].id}", own=False)]


def test_every_spoken_dialogue_of_the_data_set_is_in_one_fold_whatever_else_there_is(mixed: Sequence[ReadDialogue]) -> None:
    found = [folds.fold_of(dialogue, 3, seed=0) for dialogue in mixed]
    assert {fold for fold in found if fold is not None} <= {0, 1, 2}
    assert [fold is None for fold in found] == [not (dialogue.spoken and dialogue.own) for dialogue in mixed]
    assert found == [folds.fold_of(dialogue, 3, seed=0) for dialogue in mixed]
    many = [replace(mixed[0], id=str(number)) for number in range(300)]
    sizes = [sum(folds.fold_of(dialogue, 3, seed=0) == fold for dialogue in many) for fold in range(3)]
    assert min(sizes) > 70


@pytest.mark.parametrize("fold", [0, 1])
def test_no_dialogue_held_out_is_fitted_and_only_those_are_asked_about(
    fold: int, mixed: list[ReadDialogue], shelf: KnowledgeGraph, words: WordReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[str] = []
    asked: list[str] = []

    def fit(dialogues: Sequence[ReadDialogue], *rest: object, **options: object) -> Fitted:
        learnt.extend(dialogue.id for dialogue in dialogues)
        return fit_sources(dialogues, *rest, **options)  # type: ignore[arg-type]

    def lessons_of(fitted: Fitted, cases: Sequence[Case], *rest: object, scale: float) -> Lessons:
        asked.extend(case.dialogue for case in cases)
        assert scale == pytest.approx(len(mixed) / len(learnt))
        return folds_lessons_of(fitted, cases, *rest, scale=scale)  # type: ignore[arg-type]

    folds_lessons_of = folds.lessons_of
    monkeypatch.setattr(folds, "fit_sources", fit)
    monkeypatch.setattr(folds, "lessons_of", lessons_of)
    found = folds.fold_lessons(fold, mixed, shelf, words, folds=2, seed=0, names=NAMES, course=Course())
    held = {dialogue.id for dialogue in mixed if folds.fold_of(dialogue, 2, 0) == fold}
    assert held
    assert set(learnt) == {dialogue.id for dialogue in mixed} - held
    assert set(asked) <= held
    assert len(found) == len(asked) > 0
    assert {"silent t0", "silent t1"} <= set(learnt)


def test_lessons_are_of_every_case(
    fitted: Fitted, dialogues: Sequence[ReadDialogue], shelf: KnowledgeGraph, words: WordReader, lessons: Lessons
) -> None:
    cases = recommended(dialogues)
    assert len(lessons) == len(cases)
    starts = [0, *lessons.sizes.cumsum().tolist()]
    for number, case in enumerate(cases):
        assert lessons.wanted[starts[number] : starts[number + 1]].sum() + lessons.missed[number] == len(case.named)
    assert folds.scores_of(fitted.sources, cases).shape == (len(cases), len(fitted.sources), len(GAMES))
    assert len(folds.lessons_of(fitted, [], shelf, words)) == 0


def test_in_parts_they_are_the_same(
    fitted: Fitted,
    dialogues: Sequence[ReadDialogue],
    shelf: KnowledgeGraph,
    words: WordReader,
    lessons: Lessons,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folds, "_BATCH", 3)
    found = folds.lessons_of(fitted, recommended(dialogues), shelf, words)
    assert found.features.tobytes() == lessons.features.tobytes()
    assert found.wanted.tolist() == lessons.wanted.tolist()


def test_a_fold_that_holds_nobody_teaches_nothing_and_joins(
    fitted: Fitted, shelf: KnowledgeGraph, words: WordReader, lessons: Lessons
) -> None:
    joined = Lessons.joined([folds.lessons_of(fitted, [], shelf, words), lessons])
    assert len(joined) == len(lessons)
