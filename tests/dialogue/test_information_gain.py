"""What a question is expected to tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.dialogue.information_gain import LEAST, MOST, InformationGain, expected_gain
from crs.knowledge_graph.graph import KnowledgeGraph


@pytest.fixture(scope="module")
def gain(graph: KnowledgeGraph) -> InformationGain:
    return InformationGain(graph)


def test_halving_is_worth_one_bit_and_indifference_takes_its_share() -> None:
    halves = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    chances = np.full(4, 0.25)
    assert expected_gain(halves, chances, indifferent=0.0) == pytest.approx(1.0)
    assert expected_gain(halves, chances, indifferent=0.5) == pytest.approx(0.5)


def test_what_all_candidates_have_tells_nothing() -> None:
    assert expected_gain(np.ones((5, 1)), np.full(5, 0.2), indifferent=0.1) == pytest.approx(0.0)
    assert expected_gain(np.zeros((5, 2)), np.full(5, 0.2), indifferent=0.1) == pytest.approx(0.0)


@given(
    st.integers(2, 12).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=3, max_size=3), min_size=n, max_size=n),
            st.lists(st.floats(0.01, 1), min_size=n, max_size=n),
        )
    ),
    st.floats(0, 0.95),
)
def test_the_gain_is_never_more_than_what_is_open(drawn: tuple[list[list[float]], list[float]], indifferent: float) -> None:
    offered, weights = np.array(drawn[0]), np.array(drawn[1])
    chances = weights / weights.sum()
    value = expected_gain(offered, chances, indifferent=indifferent)
    assert 0 <= value <= float(-(chances * np.log2(chances)).sum()) + 1e-9
    assert value <= expected_gain(offered, chances, indifferent=0.0) + 1e-9


def test_a_question_offers_a_few_options_out_of_the_candidates(graph: KnowledgeGraph, gain: InformationGain) -> None:
    items = [item for item in graph.items if "genre:comedy" in graph.neighbours(item)]
    chances = np.full(len(items), 1 / len(items))
    for question in gain.questions(items, chances, attributes=graph.schema.attributes):
        assert LEAST <= len(question.options) <= MOST
        assert len(set(question.options)) == len(question.options)
        if question.attribute in graph.schema.relations:
            there = {tail for item in items for tail in graph.tails(item, question.attribute)}
            assert set(question.options) <= there
            assert "genre:comedy" not in question.options, "all candidates have it"


def test_numeric_options_are_buckets_in_order(graph: KnowledgeGraph, gain: InformationGain) -> None:
    items = list(graph.items)
    (question,) = gain.questions(items, np.full(len(items), 1 / len(items)), attributes=("year",))
    assert list(question.options) == sorted(question.options)
    assert all(int(low) % 10 == 0 and int(high) == int(low) + 9 for low, high in (option.split("-") for option in question.options))


def test_refused_values_are_not_offered(graph: KnowledgeGraph, gain: InformationGain) -> None:
    items = list(graph.items)
    chances = np.full(len(items), 1 / len(items))
    (before,) = gain.questions(items, chances, attributes=("has_genre",))
    (after,) = gain.questions(items, chances, attributes=("has_genre",), refused=before.options[:2])
    assert not set(before.options[:2]) & set(after.options)


def test_the_mass_decides_what_is_offered(graph: KnowledgeGraph, gain: InformationGain) -> None:
    items = list(graph.items)
    horror = np.array([8.0 if "genre:horror" in graph.neighbours(item) else 0.2 for item in items])
    (question,) = gain.questions(items, horror / horror.sum(), attributes=("has_genre",))
    assert {"genre:thriller", "genre:science-fiction"} & set(question.options)
    assert "genre:musical" not in question.options


def test_the_genre_is_the_best_first_question(graph: KnowledgeGraph, gain: InformationGain) -> None:
    items = list(graph.items)
    best, *others = gain.questions(items, np.full(len(items), 1 / len(items)), attributes=graph.schema.attributes)
    assert best.attribute == "has_genre"
    assert [other.gain for other in others] == sorted((other.gain for other in others), reverse=True)
    assert min(others, key=lambda other: other.gain).attribute in ("directed_by", "starring"), "hardly anyone's answer is among five names"


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_set_of_candidates_can_be_asked_about(graph: KnowledgeGraph, gain: InformationGain, data: st.DataObject) -> None:
    items = data.draw(st.lists(st.sampled_from(sorted(graph.items)), unique=True, min_size=1, max_size=40))
    for question in gain.questions(items, np.full(len(items), 1 / len(items)), attributes=graph.schema.attributes):
        assert 0 <= question.gain <= np.log2(len(items)) + 1e-9
