"""Two systems on the same instances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crs.errors import InputError
from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.metric import Metric, RunMetric, TrialMetric
from crs.evaluate.statistics.bootstrap import centred, interval, resampled_means, resampled_values
from crs.evaluate.statistics.clusters import by_dialogue, totals
from crs.evaluate.statistics.detectable import detectable, paired_error
from crs.evaluate.statistics.randomisation import paired_p, paired_p_of_runs
from crs.evaluate.statistics.run_value import run_value

Dialogues = Sequence[Sequence[Outcome]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Ours minus theirs, with a 95 % bootstrap interval clustered by dialogue; nothing is rounded."""

    value: float
    low: float
    high: float
    p: float  # two-sided paired randomisation test; not corrected for other comparisons, see `holm`
    n: int  # trials of each system, the fewer if they differ; of a metric of whole runs, instances
    detectable: float  # the smallest true difference that this many dialogues show with a power of 80 %


def compare(
    metric: Metric, ours: Sequence[Outcome], theirs: Sequence[Outcome], *, resamples: int = 1000, flips: int = 10_000, seed: int = 0
) -> Difference:
    """The paired difference of two systems; the same for the same outcomes in any order.

    `flips` is the number of random exchanges of the test, so p is at least 1 / (flips + 1). A metric of whole runs, which is
    slower, is exchanged no more often than `resamples`.

    Raises:
        InputError: the systems were not asked the same instances, or one was asked twice.
    """
    us, them = by_dialogue(ours), by_dialogue(theirs)
    _check_pairs(us, them)
    if isinstance(metric, TrialMetric):
        return _of_trials(metric, us, them, resamples=resamples, flips=flips, seed=seed)
    return _of_runs(metric, us, them, resamples=resamples, flips=min(flips, resamples), seed=seed)


def _of_trials(metric: TrialMetric, us: Dialogues, them: Dialogues, *, resamples: int, flips: int, seed: int) -> Difference:
    ours, theirs = totals(metric, us), totals(metric, them)
    value = ours.mean - theirs.mean
    low, high = interval(resampled_means(ours, resamples, seed) - resampled_means(theirs, resamples, seed), otherwise=value)
    return Difference(
        value=value,
        low=low,
        high=high,
        p=paired_p(ours, theirs, flips=flips, seed=seed),
        n=min(ours.trials, theirs.trials),
        detectable=detectable(paired_error(ours, theirs)),
    )


def _of_runs(metric: RunMetric, us: Dialogues, them: Dialogues, *, resamples: int, flips: int, seed: int) -> Difference:
    of_ours, of_theirs, of_both = run_value(metric, us), run_value(metric, them), run_value(metric, [*us, *them])
    once = np.ones((1, len(us)), dtype=np.int64)
    value = float((of_ours(once) - of_theirs(once))[0])
    values = centred(resampled_values(lambda weights: of_ours(weights) - of_theirs(weights), len(us), resamples, seed), value)
    low, high = interval(values, otherwise=value)
    return Difference(
        value=value,
        low=min(low, value),
        high=max(high, value),
        p=paired_p_of_runs(of_both, dialogues=len(us), flips=flips, seed=seed),
        n=sum(map(len, us)),
        detectable=detectable(float(values.std()) if len(values) else 0.0),
    )


def _check_pairs(us: Dialogues, them: Dialogues) -> None:
    hint = "compare runs over the same data set, split and protocol"
    ours, theirs = (
        {(outcome.instance.dialogue, outcome.instance.id): outcome.instance.targets for dialogue in side for outcome in dialogue}
        for side in (us, them)
    )
    if alone := sorted(ours.keys() ^ theirs.keys()):
        raise InputError(f"{len(alone)} instances were answered by one system only, the first is '{alone[0][1]}'", hint=hint)
    if unlike := sorted(key for key, targets in ours.items() if targets != theirs[key]):
        raise InputError(f"the targets of {len(unlike)} instances differ, the first is '{unlike[0][1]}'", hint=hint)
