"""Metrics with one trial for each row."""

from __future__ import annotations

import math

import pytest

from crs.evaluate.metrics import F1, MAP, Hit, Precision, RowMRR, RowNDCG, RowRecall
from tests.evaluate.metrics.outcomes import outcome

ROW = outcome("abcdef", "cfz")  # ranks 3, 6 and none


def test_recall_is_the_share_of_the_targets() -> None:
    assert RowRecall(k=3).trials(ROW) == [1 / 3]
    assert RowRecall(k=6).trials(ROW) == [2 / 3]


def test_mrr_looks_at_the_best_target() -> None:
    assert RowMRR(k=6).trials(ROW) == [1 / 3]
    assert RowMRR(k=2).trials(ROW) == [0]


def test_ndcg_compares_with_the_best_order() -> None:
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert RowNDCG(k=6).trials(ROW) == [pytest.approx((1 / math.log2(4) + 1 / math.log2(7)) / ideal)]
    assert RowNDCG(k=1).trials(outcome("cab", "cfz")) == [1]


def test_hit_needs_any_target() -> None:
    assert Hit(k=3).trials(ROW) == [1]
    assert Hit(k=2).trials(ROW) == [0]


def test_average_precision_divides_by_all_targets() -> None:
    assert MAP(k=6).trials(ROW) == [pytest.approx((1 / 3 + 2 / 6) / 3)]


def test_precision_divides_by_k_even_if_the_ranking_is_shorter() -> None:
    assert Precision(k=6).trials(ROW) == [2 / 6]
    assert Precision(k=10).trials(outcome("c", "c")) == [1 / 10]


def test_f1_is_the_harmonic_mean() -> None:
    precision, recall = 2 / 6, 2 / 3
    assert F1(k=6).trials(ROW) == [pytest.approx(2 * precision * recall / (precision + recall))]


def test_two_ids_of_one_item_are_one_target_of_the_row() -> None:
    row = outcome("ab", "aa")
    assert [metric.trials(row) for metric in (RowRecall(k=1), RowNDCG(k=1), MAP(k=1), F1(k=1))] == [[1], [1], [1], [1]]
