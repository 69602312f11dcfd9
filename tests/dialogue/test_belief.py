"""Bits that preferences tell, and the belief they allow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.dialogue.belief import Informativeness, believe, entropy, expect
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import Candidate, Preferences


@pytest.fixture(scope="module")
def informativeness(graph: KnowledgeGraph) -> Informativeness:
    return Informativeness(graph)


def _candidates(scores: list[float]) -> list[Candidate]:
    return [Candidate(item=f"i{number}", score=score) for number, score in enumerate(scores)]


def test_rare_wishes_tell_more(graph: KnowledgeGraph, informativeness: Informativeness) -> None:
    def bits(*notes: str) -> float:
        return informativeness.bits(preferences_of(graph, *notes))

    assert 0 == bits() < bits("-genre:horror!") < bits("+genre:drama!") < bits("+genre:western!") < bits("+person:christopher-nolan!")
    assert bits("+genre:comedy") < bits("+genre:comedy!")
    assert bits("+genre:comedy!", "+country:france!") == pytest.approx(bits("+genre:comedy!") + bits("+country:france!"))
    assert bits("year 1990..1999") > bits("year 1950..2020") > 0
    assert bits("+alien-1979") == pytest.approx(informativeness.total / 2)
    assert bits("0alien-1979") == 0


def test_the_share_of_a_genre_is_its_share_of_the_catalogue(graph: KnowledgeGraph, informativeness: Informativeness) -> None:
    westerns = len(graph.heads("genre:western"))
    assert informativeness.bits(preferences_of(graph, "+genre:western!")) == pytest.approx(-math.log2(westerns / len(graph.items)))


def test_alternatives_tell_less_than_one_of_them(graph: KnowledgeGraph, informativeness: Informativeness) -> None:
    both = informativeness.bits(preferences_of(graph, "+country:france!", "+country:italy!", any_of="a"))
    assert 0 < both < informativeness.bits(preferences_of(graph, "+country:france!"))


def test_nobody_can_tell_more_than_there_is(graph: KnowledgeGraph, informativeness: Informativeness) -> None:
    much = preferences_of(graph, "+alien-1979", "+heat-1995", "+person:christopher-nolan!", "+country:france!", "year 1990..1990")
    assert informativeness.bits(much) == informativeness.total
    assert informativeness.bits(Preferences()) == 0


def test_nothing_told_is_no_belief() -> None:
    assert believe(_candidates([3, 2, 1]), told=0.0) == pytest.approx(np.full(3, 1 / 3), abs=1e-3)
    assert len(believe([], told=0.5)) == 0


@given(st.lists(st.floats(0, 1), min_size=2, max_size=50), st.floats(0, 1))
def test_a_belief_is_a_falling_distribution_as_sharp_as_told(scores: list[float], told: float) -> None:
    chances = believe(_candidates(scores), told=told)
    assert chances.sum() == pytest.approx(1)
    assert (np.diff(chances) <= 1e-12).all()
    distinct = len(set(scores)) == len(scores) and np.diff(sorted(scores)).min() > 1e-3
    if distinct and told < 0.9:
        assert entropy(chances) == pytest.approx((1 - told) * math.log2(len(scores)), abs=0.05)


@given(st.floats(0.0001, 1000), st.floats(-5, 5))
def test_the_scale_of_the_scores_does_not_matter(factor: float, shift: float) -> None:
    scores = [5.0, 4.0, 2.0, 1.0, 0.5]
    moved = [score * factor + shift for score in scores]
    assert believe(_candidates(moved), told=0.4) == pytest.approx(believe(_candidates(scores), told=0.4), abs=1e-4)


def test_what_a_model_has_learnt_counts_instead_of_the_belief() -> None:
    candidates = [Candidate(item=f"i{number}", score=9.0 - number, chance=chance) for number, chance in enumerate((0.1, 0.2, 0.05, 0.05))]
    expected = expect(candidates, shown=2, told=0.9)
    assert expected.learnt
    assert expected.success == pytest.approx(0.3), "most likely it is none of the candidates"
    assert expected.chances == pytest.approx([0.25, 0.5, 0.125, 0.125]), "but if it is one of them, it is one of them"


@pytest.mark.parametrize("chances", [(None, None), (0.1, None), (0.0, 0.0)])
def test_where_not_all_chances_are_known_the_belief_counts(chances: tuple[float | None, ...]) -> None:
    candidates = [Candidate(item=f"i{number}", score=-float(number), chance=chance) for number, chance in enumerate(chances)]
    expected = expect(candidates, shown=1, told=0.5)
    assert not expected.learnt
    assert expected.chances == pytest.approx(believe(candidates, told=0.5))
    assert expected.success == pytest.approx(expected.chances[0])


def test_entropy_in_bits() -> None:
    assert entropy(np.full(8, 1 / 8)) == pytest.approx(3)
    assert entropy(np.array([1.0, 0.0])) == 0
