"""A metric of one system with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.metric import Metric, ResampledMetric, TrialMetric
from crs.evaluate.statistics.bootstrap import centred, interval, resampled_means, resampled_values
from crs.evaluate.statistics.clusters import by_dialogue, totals
from crs.evaluate.statistics.run_value import run_value


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A value and its 95 % bootstrap interval, clustered by dialogue; nothing is rounded."""

    value: float  # 0 if there is no trial
    low: float
    high: float
    n: int  # trials; of a metric of whole runs, instances


def estimate(metric: Metric, outcomes: Sequence[Outcome], *, resamples: int = 1000, seed: int = 0) -> Estimate:
    """What the outcomes say about a metric; the same for the same outcomes in any order.

    The interval of a metric of trials is the percentile interval over the resamples that have a trial. That of a metric of
    whole runs is the same moved so that the mean of the resamples is the value (see `bootstrap.centred`); it holds the value.

    Raises:
        InputError: two outcomes are of the same instance.
    """
    dialogues = by_dialogue(outcomes)
    if isinstance(metric, TrialMetric):
        sample = totals(metric, dialogues)
        low, high = interval(resampled_means(sample, resamples, seed), otherwise=sample.mean)
        return Estimate(value=sample.mean, low=low, high=high, n=sample.trials)
    of_weights = run_value(metric, dialogues)
    value = float(of_weights(np.ones((1, len(dialogues)), dtype=np.int64))[0])
    values = centred(resampled_values(of_weights, len(dialogues), resamples, seed), value)
    if isinstance(metric, ResampledMetric):
        values = np.clip(values, *metric.bounds)
    low, high = interval(values, otherwise=value)
    return Estimate(value=value, low=min(low, value), high=max(high, value), n=len(outcomes))
