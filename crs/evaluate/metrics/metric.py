"""What a metric is: something that scores single trials, or something that only a whole run has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from crs.evaluate.instance import Outcome

Floats = NDArray[np.float64]
Weights = NDArray[np.int64]


@runtime_checkable
class TrialMetric(Protocol):
    """A mean over trials: a trial is a target, a row, a ranking or a hit, as the metric says."""

    @property
    def name(self) -> str:
        """What tables call it, "recall@10"."""
        ...

    def trials(self, outcome: Outcome) -> Sequence[float]:
        """The value of every trial of this outcome; none if it has no trial of this kind."""
        ...


@runtime_checkable
class RunMetric(Protocol):
    """A value that is not a mean over trials."""

    @property
    def name(self) -> str:
        """What tables call it, "coverage@10"."""
        ...

    def value(self, outcomes: Sequence[Outcome]) -> float:
        """The value of a run; an outcome that is there twice counts twice. The order of the outcomes does not matter."""
        ...


@runtime_checkable
class ResampledMetric(RunMetric, Protocol):
    """A `RunMetric` that can be resampled quickly."""

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value there can be."""
        ...

    def weighted(self, groups: Sequence[Sequence[Outcome]]) -> Callable[[Weights], Floats]:
        """A function from how often each group of outcomes is taken, shape (runs, groups), to the values of the runs so made.

        Their shape is (runs,); they are what `value` gives for the same outcomes.
        """
        ...


Metric = TrialMetric | RunMetric
