"""What holds for every metric of a report."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics import (
    HEADLINE,
    MRR,
    NDCG,
    CandidateRecall,
    Hit,
    Metric,
    Recall,
    RowMRR,
    RowRecall,
    RunMetric,
    TrialMetric,
    standard_metrics,
)
from tests.evaluate.metrics.outcomes import REFERENCE, outcome, outcomes

METRICS = standard_metrics(REFERENCE, ks=(1, 3, 10))
OF_TRIALS = [metric for metric in METRICS if isinstance(metric, TrialMetric)]
FAILED = outcome("", "ab")


def ranked_up_to(k: int, ranking: tuple[str, ...]) -> tuple[str, ...]:
    """The same first k places, the others turned round."""
    return ranking[:k] + tuple(reversed(ranking[k:]))


def k_of(metric: Metric) -> int:
    return int(metric.name.partition("@")[2])


def test_every_headline_is_among_them_and_no_name_twice() -> None:
    names = [metric.name for metric in standard_metrics(REFERENCE)]
    assert set(HEADLINE) <= set(names)
    assert len(set(names)) == len(names)
    kinds = [
        "recall",
        "mrr",
        "ndcg",
        "row_recall",
        "row_mrr",
        "row_ndcg",
        "hit",
        "map",
        "precision",
        "f1",
        "cold_share",
        "arp",
        "epc",
        "aclt",
        "coverage",
        "popreo",
    ]
    assert {f"{kind}@{k}" for kind in kinds for k in (1, 10, 50)} <= set(names)
    assert {"ild@10", "ild@50", "candidate_recall@50", "candidate_recall@100", "candidate_recall@200"} <= set(names)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_each_is_of_trials_or_of_runs(metric: Metric) -> None:
    assert isinstance(metric, TrialMetric) != isinstance(metric, RunMetric)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_failed_instance_is_a_miss(metric: Metric) -> None:
    if isinstance(metric, TrialMetric):
        assert not any(metric.trials(FAILED))
    else:
        assert metric.value([FAILED]) == 0


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_each_can_be_sent_to_another_process(metric: Metric) -> None:
    assert pickle.loads(pickle.dumps(metric)) == metric  # noqa: S301


@settings(max_examples=50, deadline=None)
@given(run=outcomes())
def test_what_stands_below_k_does_not_matter(run: list[Outcome]) -> None:
    for metric in METRICS:
        changed = [outcome(ranked_up_to(k_of(metric), one.ranking), one.instance.targets) for one in run]
        if isinstance(metric, TrialMetric):
            assert [metric.trials(one) for one in changed] == [metric.trials(one) for one in run], metric.name
        else:
            assert metric.value(changed) == metric.value(run), metric.name


@settings(max_examples=50, deadline=None)
@given(run=outcomes())
def test_a_trial_lies_between_0_and_1(run: list[Outcome]) -> None:
    for metric in OF_TRIALS:
        if not metric.name.startswith(("arp@", "aclt@")):
            assert all(0 <= value <= 1 + 1e-12 for one in run for value in metric.trials(one)), metric.name


@settings(max_examples=50, deadline=None)
@given(run=outcomes())
def test_more_places_are_never_worse(run: list[Outcome]) -> None:
    for kind in (Recall, MRR, NDCG, RowRecall, RowMRR, Hit, CandidateRecall):
        for one in run:
            trials = [kind(k=k).trials(one) for k in range(1, 17)]
            assert all(fewer <= more for few, many in pairwise(trials) for fewer, more in zip(few, many, strict=True)), kind


@settings(max_examples=50, deadline=None)
@given(run=outcomes(), k=st.integers(1, 16))
def test_recall_is_read_off_the_ranks(run: list[Outcome], k: int) -> None:
    for one in run:
        assert Recall(k=k).trials(one) == [float(rank is not None and rank <= k) for rank in one.ranks]
