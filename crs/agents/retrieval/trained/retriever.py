"""Trained retrieval in a conversation: the whole model as one retriever, and each of its sources as one.

A model is trained for the items of one graph (`settings.model`), so these retrievers need one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.top import top
from crs.agents.retrieval.trained.model import EXPLAINED, TrainedModel
from crs.errors import ConfigError
from crs.types import Candidate, Query

if TYPE_CHECKING:
    from crs.agents.retrieval.trained.source import TrainedSource
    from crs.registry import Resources


class TrainedRetriever:
    """All sources of a model and their learned fusion."""

    def __init__(self, model: TrainedModel, constraints: Constraints, *, novelty: float = 0.0) -> None:
        """`novelty` is as in `TrainedModel.rank`."""
        self.model = model
        self._constraints = constraints
        self._novelty = novelty

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """The best items that the query allows, with their chances and what every source says of them."""
        reading = self.model.reader.query(query)
        return self.model.candidates(reading, k=k, among=self._constraints.eligible(query), novelty=self._novelty)


class SourceRetriever:
    """One source of a model by itself."""

    def __init__(self, model: TrainedModel, source: TrainedSource, constraints: Constraints) -> None:
        self.model = model
        self.source = source
        self._constraints = constraints

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """The items it scores above its lowest score, as far as the query allows them."""
        reading = self.model.reader.query(query)
        scores = self.source.scores([reading])[0].astype(np.float64)
        among = self._constraints.eligible(query) & (scores > scores.min(initial=0.0))
        return [
            Candidate(
                item=self.model.graph.item_ids[column],
                score=float(scores[column]),
                parts={self.source.name: float(scores[column])},
                evidence=self.source.evidence(reading, column) if place < EXPLAINED else (),
            )
            for place, column in enumerate(top(scores, k, among=among))
        ]


def create(resources: Resources) -> TrainedRetriever:
    """The model that the settings name (entry point `crs.retrievers`). Raises ConfigError without one."""
    return TrainedRetriever(model_of(resources), Constraints(resources.graph), novelty=resources.settings.novelty)


def source(name: str) -> Callable[[Resources], SourceRetriever]:
    """The factory of one source's retriever."""

    def create_source(resources: Resources) -> SourceRetriever:
        model = model_of(resources)
        if name not in model.sources:
            raise ConfigError(f"the model has no source '{name}'", hint=f"it has: {', '.join(model.sources)}")
        return SourceRetriever(model, model.sources[name], Constraints(resources.graph))

    return create_source


def model_of(resources: Resources) -> TrainedModel:
    """The model of a conversation. Raises ConfigError if there is none."""
    if not isinstance(resources.model, TrainedModel):
        raise ConfigError(
            "this retriever needs a trained model", hint="crs train makes one; name it by CRS_MODEL, --model or crs.load(model=…)"
        )
    return resources.model


ease = source("ease")
neighbours = source("neighbours")
sequence = source("sequence")
context_words = source("context-words")
similar_dialogues = source("similar-dialogues")
dense_dialogues = source("dense-dialogues")
dialogue_walk = source("dialogue-walk")
reasoner = source("reasoner")
