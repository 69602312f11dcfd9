"""Metrics beyond accuracy: popularity, novelty, long tail, diversity, coverage and equal opportunity."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics import ACLT, ARP, EPC, ILD, ColdShare, Coverage, PopREO
from tests.evaluate.metrics.outcomes import ITEMS, REFERENCE, outcome, outcomes


def test_the_short_head_makes_up_four_fifths_of_the_mentions() -> None:
    assert REFERENCE.head == {"a", "b"}
    assert REFERENCE.tail == set(ITEMS) - {"a", "b"}


def test_cold_share_counts_hits_only() -> None:
    metric = ColdShare(k=3, reference=REFERENCE)
    assert metric.trials(outcome("axybz", "axz")) == [0, 1]
    assert metric.trials(outcome("bcd", "a")) == []


def test_arp_is_the_mean_popularity_of_what_was_shown() -> None:
    metric = ARP(k=3, reference=REFERENCE)
    assert metric.trials(outcome("abzc", "a")) == [80 / 3]
    assert metric.trials(outcome("ab", "a")) == [40]


def test_a_failed_instance_does_not_look_unpopular() -> None:
    assert ARP(k=3, reference=REFERENCE).trials(outcome("", "a")) == []


def test_epc_is_the_discounted_novelty_of_hits() -> None:
    discounts = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert EPC(k=3, reference=REFERENCE).trials(outcome("abcd", "acd")) == [pytest.approx((0.4 + 0.9 / math.log2(4)) / discounts)]


def test_aclt_counts_long_tail_items() -> None:
    assert ACLT(k=4, reference=REFERENCE).trials(outcome("abcpd", "a")) == [2]


def test_ild_is_the_mean_jaccard_distance() -> None:
    metric = ILD(k=3, reference=REFERENCE)
    assert metric.trials(outcome("abd", "a")) == [pytest.approx((0 + 1 + 1) / 3)]
    assert metric.trials(outcome("acd", "a")) == [pytest.approx((2 / 3 + 1 + 2 / 3) / 3)]


def test_ild_leaves_out_items_that_are_linked_to_nothing() -> None:
    metric = ILD(k=4, reference=REFERENCE)
    assert metric.trials(outcome("aepd", "a")) == [1]
    assert metric.trials(outcome("aep", "a")) == [0]


def test_coverage_is_the_share_of_candidates_shown() -> None:
    metric = Coverage(k=2, reference=REFERENCE)
    assert metric.value([outcome("abc", "a"), outcome("bcd", "a"), outcome("", "a")]) == 3 / 16
    assert metric.value([outcome(["stranger", "a"], "a")]) == 1 / 16
    assert metric.value([]) == 0


def test_popreo_compares_the_chances_of_head_and_tail() -> None:
    metric = PopREO(k=2, reference=REFERENCE)
    run = [outcome("ab", "ab"), outcome("bc", "ac"), outcome("", "d")]  # head: 2 of 3; tail: 1 of 2
    assert metric.value(run) == pytest.approx(np.std([2 / 3, 1 / 2]) / np.mean([2 / 3, 1 / 2]))
    assert metric.value([outcome("a", "a"), outcome("b", "c")]) == 1
    assert metric.value([outcome("a", "a"), outcome("c", "c")]) == 0


@pytest.mark.parametrize("run", [[], [outcome("a", "b")], [outcome("a", "b"), outcome("", "c")]])
def test_popreo_without_a_hit_is_equal(run: list[Outcome]) -> None:
    assert PopREO(k=2, reference=REFERENCE).value(run) == 0


@settings(deadline=None)
@given(run=outcomes(), k=st.integers(1, 12))
def test_they_are_what_their_formulas_say(run: list[Outcome], k: int) -> None:
    tops = [one.ranking[:k] for one in run]
    mentions, links = REFERENCE.popularity, REFERENCE.attributes
    discount = [1 / math.log2(place + 2) for place in range(k)]
    expected = {
        ARP: [np.mean([mentions.get(item, 0) for item in top]) for top in tops if top],
        ACLT: [sum(item not in "ab" for item in top) for top in tops],
        EPC: [
            sum(
                weight * (100 - mentions.get(item, 0)) / 100
                for item, weight in zip(top, discount, strict=False)
                if item in one.instance.targets
            )
            / sum(discount)
            for one, top in zip(run, tops, strict=True)
        ],
        ColdShare: [
            float(target not in "abcde") for one, top in zip(run, tops, strict=True) for target in one.instance.targets if target in top
        ],
        ILD: [
            float(np.mean([1 - len(links[x] & links[y]) / len(links[x] | links[y]) for x, y in combinations(known, 2)]))
            if len(known := [item for item in top if links.get(item)]) > 1
            else 0.0
            for top in tops
        ],
    }
    for kind, values in expected.items():
        assert [value for one in run for value in kind(k=k, reference=REFERENCE).trials(one)] == pytest.approx(values), kind
    assert Coverage(k=k, reference=REFERENCE).value(run) == pytest.approx(len(set().union(*tops)) / 16)


@settings(max_examples=50, deadline=None)
@given(run=outcomes(most=12), weights=st.lists(st.integers(0, 3), min_size=4, max_size=4), k=st.integers(1, 12))
def test_weights_stand_for_repeated_outcomes(run: list[Outcome], weights: list[int], k: int) -> None:
    groups = [[one for one in run if one.instance.dialogue == dialogue] for dialogue in "1234"]
    repeated = [one for group, times in zip(groups, weights, strict=True) for one in group * times]
    for kind in (Coverage, PopREO):
        metric = kind(k=k, reference=REFERENCE)
        assert metric.weighted(groups)(np.array([weights]))[0] == pytest.approx(metric.value(repeated))


@settings(max_examples=30, deadline=None)
@given(run=outcomes(most=12))
def test_coverage_grows_with_k(run: list[Outcome]) -> None:
    values = [Coverage(k=k, reference=REFERENCE).value(run) for k in range(1, 17)]
    assert all(0 <= fewer <= more <= 1 for fewer, more in pairwise(values))
