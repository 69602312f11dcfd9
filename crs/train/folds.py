"""Out of fold: what sources say of dialogues they were not fitted to, which is what a fusion has to learn from."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from crs.agents.retrieval.trained.features import Features
from crs.agents.retrieval.trained.source import TrainedSource
from crs.agents.retrieval.words import WordReader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.cases import Case, ReadDialogue, recommended
from crs.train.course import Course
from crs.train.fusion import Lessons
from crs.train.sources import Fitted, Told, fit_sources

_BATCH = 128  # cases whose scores are held at once


def fold_of(dialogue: ReadDialogue, folds: int, seed: int) -> int | None:
    """The fold a dialogue is held out in; None if it is in none.

    A fusion learns from dialogues that have words, and are of the data set itself: what sources are worth is another thing elsewhere.
    """
    if not (dialogue.spoken and dialogue.own):
        return None
    return zlib.crc32(f"{seed}/{dialogue.id}".encode()) % folds


def fold_lessons(
    fold: int,
    dialogues: Sequence[ReadDialogue],
    graph: KnowledgeGraph,
    words: WordReader,
    *,
    folds: int,
    seed: int,
    names: Sequence[str],
    course: Course,
    told: Told = lambda _what, _share: None,
) -> Lessons:
    """Fit the sources to all other dialogues, and see what they say of those of the fold.

    Popularity is scaled to what all dialogues together have, so that a count means the same in every fold.
    """
    kept = [dialogue for dialogue in dialogues if fold_of(dialogue, folds, seed) != fold]
    held = [dialogue for dialogue in dialogues if fold_of(dialogue, folds, seed) == fold]
    fitted = fit_sources(kept, graph, words, names=names, course=course, told=told)
    return lessons_of(fitted, recommended(held), graph, words, scale=len(dialogues) / max(len(kept), 1))


def lessons_of(fitted: Fitted, cases: Sequence[Case], graph: KnowledgeGraph, words: WordReader, *, scale: float = 1.0) -> Lessons:
    """The candidates of cases, by what the sources say."""
    features = Features(graph, words, fitted.counts * np.float32(scale), [source.name for source in fitted.sources])
    parts: list[Lessons] = []
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        scores = scores_of(fitted.sources, batch)
        pools = [features.pool(case.reading, one) for case, one in zip(batch, scores, strict=True)]
        parts.append(Lessons.of(pools, [case.named for case in batch]))
    return Lessons.joined(parts) if parts else Lessons.of([], [], width=len(features.names))


def scores_of(sources: Sequence[TrainedSource], cases: Sequence[Case]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Cases × sources × items."""
    readings = [case.reading for case in cases]
    return np.stack([source.scores(readings) for source in sources], axis=1)
