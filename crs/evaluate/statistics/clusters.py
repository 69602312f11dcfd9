"""Outcomes by dialogue: turns of one dialogue are alike, so dialogues, not turns, are what is drawn again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crs.errors import InputError
from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.metric import TrialMetric

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Sum and number of the trials of every dialogue; both of shape (dialogues,)."""

    sums: Floats
    counts: Counts

    @property
    def trials(self) -> int:
        """Number of all trials."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """The mean over all trials; 0 if there are none."""
        return math.fsum(self.sums.tolist()) / self.trials if self.trials else 0.0


def by_dialogue(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """The outcomes of every dialogue, ordered by the ids of dialogue and instance, whatever order they came in.

    Raises:
        InputError: two outcomes are of the same instance.
    """
    dialogues: dict[str, dict[str, Outcome]] = {}
    for outcome in outcomes:
        turns = dialogues.setdefault(outcome.instance.dialogue, {})
        if outcome.instance.id in turns:
            raise InputError(f"the instance '{outcome.instance.id}' was answered twice", hint="pass one protocol and one system at a time")
        turns[outcome.instance.id] = outcome
    return [[turns[instance] for instance in sorted(turns)] for _, turns in sorted(dialogues.items())]


def totals(metric: TrialMetric, dialogues: Sequence[Sequence[Outcome]]) -> Totals:
    """The trials of every dialogue, added up exactly."""
    trials = [[value for outcome in dialogue for value in metric.trials(outcome)] for dialogue in dialogues]
    return Totals(
        sums=np.array([math.fsum(values) for values in trials], dtype=np.float64),
        counts=np.array([len(values) for values in trials], dtype=np.int64),
    )
