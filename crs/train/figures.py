"""How good a model is on the validation split, by the protocol and the metrics of `crs.evaluate`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.source import Floats
from crs.evaluate.metrics import standard_metrics
from crs.evaluate.metrics.reference import Reference
from crs.evaluate.protocols.standard import ALL, NEW
from crs.evaluate.results import measure, outcomes_of
from crs.evaluate.runs.answer import Answer
from crs.evaluate.runs.plan import make_plan
from crs.evaluate.trained import TrainedRecommender
from crs.evaluate.training import Training
from crs.models.manifest import Figure
from crs.train.cases import Case
from crs.train.corpus import Corpus

KEPT = ("recall@1", "recall@10", "recall@50", "mrr@10", "ndcg@10", "arp@10", "epc@10", "popreo@10")
CUTOFF = 10


def measure_model(model: TrainedModel, corpus: Corpus, *, home: Path, novelty: float = 0.0) -> dict[str, Figure]:
    """The figures of the validation split under both standard protocols, by "split protocol metric".

    `home` is where a recommender may keep things, `novelty` as in `TrainedModel.rank`.
    """
    split = corpus.validation
    if split is None:
        return {}
    plan = make_plan((ALL, NEW), corpus.dataset.dialogues(split), corpus.dataset.canonical)
    training = Training(graph=model.graph, dialogues=(*corpus.dialogues, *corpus.added), home=home)
    recommender = TrainedRecommender(model, model.graph, novelty=novelty)
    answers: dict[str, Answer] = {}
    for chunk in plan.chunks:
        turns = asyncio.run(recommender.respond_all(chunk.contexts, k=chunk.k))
        for context, turn in zip(chunk.contexts, turns, strict=True):
            answers[context.id] = Answer.of(context.id, turn.ranked, asked=chunk.k, items=model.graph.items)
    outcomes = {name: outcomes_of(group, answers) for name, group in plan.instances.items()}
    measured = measure(outcomes, standard_metrics(Reference.of(training)))
    return {
        f"{split} {protocol} {metric}": Figure(**{key: value[key] for key in ("value", "low", "high", "n")})
        for protocol, metrics in measured.items()
        for metric, value in metrics.items()
        if metric in KEPT
    }


def first_hits(scores: Floats, cases: Sequence[Case]) -> float:
    """Share of the new items of cases that are among the first ten not named before; ties count against them."""
    hits = total = 0
    for row, case in zip(scores, cases, strict=True):
        ranked = row.copy()
        ranked[[one.number for one in case.reading.items]] = -np.inf
        hits += sum(int(np.count_nonzero(ranked >= ranked[column])) <= CUTOFF for column in case.new)
        total += len(case.new)
    return hits / max(total, 1)
