"""A metric of whole runs as a function of how often each dialogue is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.metric import ResampledMetric, RunMetric
from crs.evaluate.statistics.clusters import Counts, Floats


def run_value(metric: RunMetric, dialogues: Sequence[Sequence[Outcome]]) -> Callable[[Counts], Floats]:
    """The values, shape (runs,), by weights of shape (runs, dialogues).

    They come quickly from a `ResampledMetric`; any other is asked run by run, about outcomes that are repeated.
    """
    if isinstance(metric, ResampledMetric):
        return metric.weighted(dialogues)

    def values(weights: Counts) -> Floats:
        return np.array([metric.value(_taken(dialogues, times)) for times in weights.tolist()], dtype=np.float64)

    return values


def _taken(dialogues: Sequence[Sequence[Outcome]], times: Sequence[int]) -> list[Outcome]:
    return [outcome for dialogue, count in zip(dialogues, times, strict=True) for _ in range(count) for outcome in dialogue]
