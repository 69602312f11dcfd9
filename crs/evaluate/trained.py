"""A trained model as a recommender to evaluate: `trained:DIR`, or one of its sources by itself: `trained:DIR#reasoner`.

It reads a dialogue as a conversation would be read, likes and dislikes as the product's own rules understand them, and ranks all items.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from crs.agents.retrieval.trained.features import Columns
from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.reading import Reading, opinions
from crs.agents.retrieval.trained.source import Floats
from crs.agents.retrieval.trained.store import open_model
from crs.errors import ModelError
from crs.evaluate.baselines.understanding import Listener
from crs.evaluate.training import Training
from crs.evaluate.turns import ranked_turn
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Candidate, Dialogue, Turn

PREFIX = "trained:"
_LEAST = 0.5  # share of the items to be ranked that a model must know


class TrainedRecommender:
    """A `Recommender` and `BatchRecommender` around a model; `graph` holds the items that are ranked."""

    def __init__(self, model: TrainedModel, graph: KnowledgeGraph, *, novelty: float = 0.0, only: str = "") -> None:
        """`novelty` is as in `TrainedModel.rank`; `only` names a source that ranks by itself, instead of the fusion.

        Raises:
            ModelError: the model was trained for other items, or has no such source.
        """
        self._model = model
        self._items = graph.items
        self._novelty = novelty
        self._only = only
        if only and only not in model.sources:
            raise ModelError(f"the model has no source '{only}'", file=model.folder, hint=f"it has: {', '.join(model.sources)}")
        self._listener = Listener(model.graph, model.linker)
        known = sum(item in model.graph.items for item in graph.items)
        if known < _LEAST * len(graph.items):
            raise ModelError(
                f"the model knows {known:,} of {len(graph.items):,} items",
                file=model.folder,
                hint="evaluate it on the data set it was trained on",
            )

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:
        """A turn that ranks up to `k` items; what was named may come back, where it is likely to be named again."""
        return (await self.respond_all((dialogue,), k=k))[0]

    async def respond_all(self, dialogues: Sequence[Dialogue], *, k: int) -> Sequence[Turn]:
        """One turn for each dialogue, in their order."""
        heard = [self._listener.listen(dialogue) for dialogue in dialogues]
        readings = [
            self._model.reader.read(dialogue.utterances, opinions(one.memory.preferences))
            for dialogue, one in zip(dialogues, heard, strict=True)
        ]
        ranked = self._by_source(readings) if self._only else self._by_fusion(readings)
        turns = []
        for dialogue, one, (columns, scores) in zip(dialogues, heard, ranked, strict=True):
            named = (self._model.graph.item_ids[column] for column in columns.tolist())
            items = ((item, score) for item, score in zip(named, scores.tolist(), strict=True) if item in self._items)
            found = [Candidate(item=item, score=score) for item, score in islice(items, k)]
            turns.append(replace(ranked_turn(dialogue, found), understood=one.understanding, notices=self._model.notices))
        return turns

    def _by_fusion(self, readings: Sequence[Reading]) -> Iterator[tuple[Columns, Floats]]:
        """Of every reading all columns, best first, and their scores."""
        for reading, scores in zip(readings, self._model.scores(readings), strict=True):
            ranked = self._model.rank(reading, scores, novelty=self._novelty)
            yield ranked.columns, ranked.scores

    def _by_source(self, readings: Sequence[Reading]) -> Iterator[tuple[Columns, Floats]]:
        """The same by one source; items that it scores alike come by popularity, and stay ties."""
        popularity = self._model.features.popularity
        for scores in self._model.sources[self._only].scores(readings):
            order = np.lexsort((-popularity, -scores))
            yield order, scores[order]


@dataclass(frozen=True, kw_only=True)
class TrainedFactory:
    """Opens the model of a folder; it learns nothing from the training it is given but which items there are."""

    folder: Path
    novelty: float = 0.0
    only: str = ""

    def __call__(self, training: Training) -> TrainedRecommender:
        """The recommender. Raises ModelError."""
        return TrainedRecommender(open_model(self.folder), training.graph, novelty=self.novelty, only=self.only)
