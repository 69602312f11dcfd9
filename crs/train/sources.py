"""Fitting all sources to the same dialogues."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from crs.agents.retrieval.trained.dense_dialogues import packaged_encoder
from crs.agents.retrieval.trained.item_item import Company, ItemItem
from crs.agents.retrieval.trained.popularity import Popularity
from crs.agents.retrieval.trained.source import Floats, TrainedSource
from crs.agents.retrieval.trained.store import NAMES, USUAL
from crs.agents.retrieval.words import WordReader
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train import item_item
from crs.train.cases import ReadDialogue
from crs.train.course import Course, Judge
from crs.train.text import context_words, dense_dialogues, similar_dialogues
from crs.train.walk import dialogue_walk

Told = Callable[[str, float], None]  # what is being done, and how much of it is done, in [0, 1]


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Sources in the order they were asked for, and what fitting them took."""

    sources: tuple[TrainedSource, ...]
    seconds: dict[str, float]  # by source
    epochs: tuple[int, ...]  # of each network of the reasoner
    company: sparse.csr_array

    @property
    def counts(self) -> Floats:
        """How often the dialogues name each item."""
        return next(source.counts for source in self.sources if isinstance(source, Popularity))


def fit_sources(
    dialogues: Sequence[ReadDialogue],
    graph: KnowledgeGraph,
    words: WordReader,
    *,
    names: Sequence[str] = USUAL,
    course: Course | None = None,
    judge: Judge | None = None,
    told: Told = lambda _what, _share: None,
) -> Fitted:
    """Fit the named sources. `judge` says how good a reasoner is: it is taken from the best of its epochs, without one from the last.

    Raises:
        ConfigError: a source is not known, or popularity is missing, which the fusion needs.
        MissingExtraError: the reasoner is asked for and torch is not installed, or dense dialogues without the extra `vector`.
    """
    check_names(names)
    matrix = item_item.occurrences(dialogues, len(graph.items))
    counts = np.asarray(matrix.sum(axis=0), dtype=np.float32).ravel()
    company = Company(item_item.company(matrix), graph.item_ids)
    epochs: tuple[int, ...] = ()

    def reasoner() -> TrainedSource:
        from crs.train.reasoner import train_reasoner  # torch: not needed without it, and slow to import

        nonlocal epochs
        found, epochs = train_reasoner(dialogues, graph, counts, course=course, judge=judge, told=lambda share: told("reasoner", share))
        return found

    makers: dict[str, Callable[[], TrainedSource]] = {
        "ease": lambda: ItemItem("ease", item_item.ease(matrix)),
        "neighbours": lambda: ItemItem("neighbours", item_item.neighbours(matrix), company),
        "sequence": lambda: ItemItem("sequence", item_item.sequence(dialogues, len(graph.items))),
        "context-words": lambda: context_words(dialogues, graph, words),
        "similar-dialogues": lambda: similar_dialogues(dialogues, len(graph.items), words),
        "dense-dialogues": lambda: dense_dialogues(dialogues, len(graph.items), packaged_encoder()),
        "dialogue-walk": lambda: dialogue_walk(dialogues, graph),
        "popularity": lambda: Popularity(counts),
        "reasoner": reasoner,
    }
    sources: list[TrainedSource] = []
    seconds: dict[str, float] = {}
    for name in names:
        started = time.perf_counter()
        told(name, 0.0)
        sources.append(makers[name]())
        seconds[name] = round(time.perf_counter() - started, 2)
    return Fitted(sources=tuple(sources), seconds=seconds, epochs=epochs, company=company.counts)


def check_names(names: Sequence[str]) -> None:
    """Refuse names of sources that cannot be fitted together."""
    if unknown := [name for name in names if name not in NAMES]:
        raise ConfigError(f"there is no source '{unknown[0]}'", hint=f"sources: {', '.join(NAMES)}")
    if "popularity" not in names or len(set(names)) < len(names):
        raise ConfigError("popularity must be among the sources, and each of them once", hint=f"for example: {','.join(USUAL)}")
