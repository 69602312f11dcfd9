"""Metrics in the field's convention: one target, one trial."""

from __future__ import annotations

import math

import pytest

from crs.errors import InputError
from crs.evaluate.metrics import MRR, NDCG, CandidateRecall, Recall
from tests.evaluate.metrics.outcomes import outcome

ROW = outcome("abcdef", "cfz")  # ranks 3, 6 and none


def test_recall_is_a_hit_for_each_target() -> None:
    assert Recall(k=3).trials(ROW) == [1, 0, 0]
    assert Recall(k=6).trials(ROW) == [1, 1, 0]
    assert Recall(k=50).trials(ROW) == [1, 1, 0]


def test_mrr_takes_each_target_as_a_query() -> None:
    assert MRR(k=5).trials(ROW) == [1 / 3, 0, 0]
    assert MRR(k=10).trials(ROW) == [1 / 3, 1 / 6, 0]


def test_ndcg_takes_each_target_as_a_query() -> None:
    assert NDCG(k=10).trials(ROW) == [1 / math.log2(4), 1 / math.log2(7), 0]
    assert NDCG(k=1).trials(outcome("a", "a")) == [1]


def test_candidate_recall_is_recall_at_a_large_k() -> None:
    assert CandidateRecall(k=200).trials(ROW) == Recall(k=200).trials(ROW)
    assert CandidateRecall(k=50).name == "candidate_recall@50"


def test_two_ids_of_one_item_are_two_trials() -> None:
    assert Recall(k=1).trials(outcome("ab", "aa")) == [1, 1]


def test_a_cut_off_looks_at_a_place() -> None:
    with pytest.raises(InputError, match="recall@0"):
        Recall(k=0)
