"""A value, its interval and its n."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.errors import InputError
from crs.evaluate.instance import Outcome
from crs.evaluate.metrics import ARP, MRR, ColdShare, Coverage, Metric, PopREO, Recall, RowRecall, standard_metrics
from crs.evaluate.statistics import Estimate, estimate
from crs.evaluate.statistics.bootstrap import draws, interval, resampled_means
from tests.evaluate.metrics.outcomes import ITEMS, REFERENCE, outcome, outcomes
from tests.evaluate.statistics.runs import run_of, simulated

ROOT = Path(__file__).parents[3]
SOME: list[Metric] = [
    Recall(k=3),
    MRR(k=10),
    ARP(k=3, reference=REFERENCE),
    Coverage(k=3, reference=REFERENCE),
    PopREO(k=3, reference=REFERENCE),
]


def test_the_value_is_the_mean_over_trials_not_over_dialogues() -> None:
    result = estimate(Recall(k=1), run_of([[1, 1, 1], [2]]))
    assert (result.value, result.n) == (0.75, 4)
    assert estimate(RowRecall(k=2), [outcome("ab", "az"), outcome("ab", "a", turn=2)]).value == 0.75


def test_the_interval_draws_whole_dialogues() -> None:
    # two dialogues, all hits and all misses: a resample has rate 0, 1/2 or 1, and a quarter of them is at each end
    result = estimate(Recall(k=1), run_of([[1] * 50, [0] * 50]))
    assert (result.low, result.high) == (0, 1)


def test_one_dialogue_tells_nothing_about_others() -> None:
    assert estimate(Recall(k=1), run_of([[1, 2]])) == Estimate(value=0.5, low=0.5, high=0.5, n=2)


def test_failures_count() -> None:
    assert estimate(Recall(k=5), run_of([[1], [0]])).value == 0.5


def test_without_trials_there_is_nothing_to_say() -> None:
    assert estimate(ColdShare(k=1, reference=REFERENCE), run_of([[0], [0]])) == Estimate(value=0, low=0, high=0, n=0)


@pytest.mark.parametrize("metric", SOME, ids=lambda metric: metric.name)
def test_an_empty_run_is_0_of_0(metric: Metric) -> None:
    assert estimate(metric, []) == Estimate(value=0, low=0, high=0, n=0)


def test_resamples_without_a_trial_are_left_out() -> None:
    run = [outcome("p", "p", dialogue="1"), *(outcome("", "p", dialogue=str(number)) for number in range(2, 6))]
    assert estimate(ColdShare(k=1, reference=REFERENCE), run) == Estimate(value=1, low=1, high=1, n=1)


def test_an_instance_answered_twice_is_refused() -> None:
    with pytest.raises(InputError, match="'1-1' was answered twice"):
        estimate(Recall(k=1), [outcome("a", "a"), outcome("b", "a")])


@pytest.mark.parametrize("metric", SOME, ids=lambda metric: metric.name)
@settings(max_examples=20, deadline=None)
@given(run=outcomes(most=12), seed=st.integers(0, 99))
def test_the_order_of_the_outcomes_does_not_matter(metric: Metric, run: list[Outcome], seed: int) -> None:
    shuffled = run[:]
    random.Random(seed).shuffle(shuffled)
    assert estimate(metric, shuffled, resamples=30) == estimate(metric, run, resamples=30)


@pytest.mark.parametrize("metric", SOME, ids=lambda metric: metric.name)
@settings(max_examples=20, deadline=None)
@given(run=outcomes(most=12))
def test_the_interval_is_in_order(metric: Metric, run: list[Outcome]) -> None:
    result = estimate(metric, run, resamples=50)
    assert result.low <= result.high
    if isinstance(metric, Coverage | PopREO):
        assert 0 <= result.low <= result.value <= result.high <= 1


def test_the_seed_decides_the_draws() -> None:
    run = run_of([[1, 2, 0], [3], [1, 1], [5, 2], [0]])
    assert estimate(MRR(k=10), run, seed=1) == estimate(MRR(k=10), run, seed=1)
    assert estimate(MRR(k=10), run, seed=1) != estimate(MRR(k=10), run, seed=2)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "from tests.evaluate.statistics.runs import run_of\n"
        "from crs.evaluate.metrics import MRR\n"
        "from crs.evaluate.statistics import estimate\n"
        "print(repr(estimate(MRR(k=10), run_of([[1, 2, 0], [3], [1, 1], [5, 2], [0]]))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == repr(estimate(MRR(k=10), run_of([[1, 2, 0], [3], [1, 1], [5, 2], [0]])))


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    held = 0
    for seed in range(300):
        low, high = interval(resampled_means(simulated(generator, dialogues=80, chance=0.3), 300, seed), otherwise=0)
        held += low <= 0.3 <= high
    assert 0.91 <= held / 300 <= 0.98


def test_draws_come_in_blocks_and_take_every_dialogue_alike() -> None:
    blocks = list(draws(4_000, 500, 0))
    assert len(blocks) > 1
    drawn = np.concatenate(blocks)
    assert drawn.shape == (500, 4_000)
    assert np.bincount(drawn.ravel(), minlength=4_000).std() == pytest.approx(500**0.5, rel=0.1)


def test_the_interval_of_coverage_surrounds_it() -> None:
    generator = random.Random(3)
    run = [outcome(generator.sample(ITEMS, 2), "a", dialogue=str(number)) for number in range(10)]
    result = estimate(Coverage(k=2, reference=REFERENCE), run)
    assert result.low < result.value < result.high


@dataclass(frozen=True)
class DistinctErrors:
    """A metric of whole runs that knows nothing of weights."""

    name: str = "distinct_errors"

    def value(self, outcomes: Sequence[Outcome]) -> float:
        return float(len({one.error for one in outcomes if one.error}))


def test_a_metric_of_runs_needs_a_value_only() -> None:
    result = estimate(DistinctErrors(), run_of([[1], [0], [0], [2]]), resamples=100)
    assert result.value == 1
    assert result.low <= 1 <= result.high


def test_twenty_metrics_take_less_than_two_seconds() -> None:
    generator = random.Random(0)
    run = [outcome(generator.sample(ITEMS, 10), ("a",), dialogue=str(number // 4), turn=number % 4) for number in range(3_800)]
    metrics = [metric for metric in standard_metrics(REFERENCE, ks=(1, 5, 10)) if not metric.name.startswith("ild")][:20]
    start = time.process_time()
    for metric in metrics:
        estimate(metric, run)
    assert time.process_time() - start < 2
