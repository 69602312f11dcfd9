"""Two systems on the same instances."""

from __future__ import annotations

import random
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.errors import InputError
from crs.evaluate.instance import Outcome
from crs.evaluate.metrics import MRR, ColdShare, Coverage, Metric, PopREO, Recall
from crs.evaluate.statistics import compare
from tests.evaluate.metrics.outcomes import REFERENCE, outcome, outcomes
from tests.evaluate.statistics.runs import run_of

SOME: list[Metric] = [
    Recall(k=3),
    MRR(k=10),
    ColdShare(k=10, reference=REFERENCE),
    Coverage(k=3, reference=REFERENCE),
    PopREO(k=3, reference=REFERENCE),
]


def answered_anew(run: list[Outcome], seed: int) -> list[Outcome]:
    """Other rankings for the same instances."""
    generator = random.Random(seed)
    return [replace(one, ranking=tuple(generator.sample(one.ranking, len(one.ranking)))) for one in run]


def test_the_difference_is_ours_minus_theirs() -> None:
    result = compare(Recall(k=1), run_of([[1], [1], [2], [1]]), run_of([[1], [2], [2], [2]]))
    assert result.value == 0.5
    assert result.n == 4
    assert result.low <= 0.5 <= result.high


def test_p_counts_the_exchanges_that_are_as_large() -> None:
    # three dialogues differ, all in our favour: of the 8 ways to exchange them 2 are as large
    ours, theirs = run_of([[1], [1], [1], [2]]), run_of([[2], [2], [2], [2]])
    assert compare(Recall(k=1), ours, theirs).p == pytest.approx(2 / 8, abs=0.02)


def test_dialogues_are_exchanged_as_a_whole() -> None:
    # twenty turns of one dialogue are one piece of evidence, not twenty
    assert compare(Recall(k=1), run_of([[1] * 20]), run_of([[2] * 20])).p == 1


def test_p_is_never_0() -> None:
    assert compare(Recall(k=1), run_of([[1]] * 60), run_of([[2]] * 60), flips=99).p == 1 / 100


@pytest.mark.parametrize("metric", SOME, ids=lambda metric: metric.name)
@settings(max_examples=15, deadline=None)
@given(run=outcomes(most=12))
def test_a_system_does_not_differ_from_itself(metric: Metric, run: list[Outcome]) -> None:
    result = compare(metric, run, run, resamples=20, flips=20)
    assert (result.value, result.low, result.high, result.p, result.detectable) == (0, 0, 0, 1, 0)


@pytest.mark.parametrize("metric", SOME, ids=lambda metric: metric.name)
@settings(max_examples=15, deadline=None)
@given(run=outcomes(most=12), seed=st.integers(0, 99))
def test_turned_round_it_is_the_opposite(metric: Metric, run: list[Outcome], seed: int) -> None:
    other = answered_anew(run, seed)
    one, two = compare(metric, run, other, resamples=50, flips=50), compare(metric, other, run, resamples=50, flips=50)
    assert (two.value, two.low, two.high) == pytest.approx((-one.value, -one.high, -one.low), abs=1e-12)
    assert two.p == one.p


@pytest.mark.parametrize("metric", SOME, ids=lambda metric: metric.name)
@settings(max_examples=15, deadline=None)
@given(run=outcomes(most=12), seed=st.integers(0, 99))
def test_the_order_of_the_outcomes_does_not_matter(metric: Metric, run: list[Outcome], seed: int) -> None:
    other = answered_anew(run, seed)
    shuffled = random.Random(seed).sample(run, len(run))
    assert compare(metric, shuffled, other[::-1], resamples=20, flips=20) == compare(metric, run, other, resamples=20, flips=20)


def test_without_instances_nothing_differs() -> None:
    for metric in SOME:
        assert compare(metric, [], []).p == 1


def test_systems_that_were_asked_different_things_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="1 instances were answered by one system only, the first is '1-0'"):
        compare(Recall(k=1), run_of([[1], [1]]), run_of([[1]]))
    with pytest.raises(InputError, match="targets of 1 instances differ, the first is '1-1'"):
        compare(Recall(k=1), [outcome("a", "a")], [outcome("a", "b")])
    with pytest.raises(InputError, match="answered twice"):
        compare(Recall(k=1), [outcome("a", "a")] * 2, [outcome("a", "a")])


def test_p_is_uniform_if_the_systems_are_alike() -> None:
    generator = np.random.default_rng(3)
    values = []
    for seed in range(150):
        ours, theirs = (run_of(generator.integers(1, 5, size=(30, 2)).tolist()) for _ in range(2))
        values.append(compare(MRR(k=10), ours, theirs, resamples=2, flips=199, seed=seed).p)
    assert np.mean(values) == pytest.approx(0.5, abs=0.08)
    assert np.mean(np.array(values) <= 0.05) <= 0.1
    assert np.mean(np.array(values) <= 0.5) == pytest.approx(0.5, abs=0.12)


def test_the_detectable_difference_is_found_four_times_in_five() -> None:
    generator = np.random.default_rng(11)
    dialogues, gain = 200, 0.1  # of a trial a dialogue, the chance is .3 for them and .4 for us
    theirs, ours = generator.random((2, 400, dialogues)) < np.array([0.3, 0.3 + gain])[:, None, None]
    differences = ours.mean(axis=1) - theirs.mean(axis=1)
    one = compare(Recall(k=1), _hits(ours[0]), _hits(theirs[0]), resamples=2, flips=2)
    normal = NormalDist()
    assert one.detectable == pytest.approx((normal.inv_cdf(0.975) + normal.inv_cdf(0.8)) * differences.std(), rel=0.15)


def _hits(found: np.ndarray) -> list[Outcome]:
    return run_of([[1 if hit else 2] for hit in found.tolist()])
