"""What speaks for an item: checked paths, facts in range, words in common."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.explanation import Explainer
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import holds
from crs.testing.preferences import preferences_of
from crs.testing.states import sample_states
from crs.types import Evidence, FactEvidence, PathEvidence, Preferences, TextEvidence


def _tails(evidence: Sequence[Evidence]) -> list[str]:
    return [ground.hops[-1].tail for ground in evidence if isinstance(ground, PathEvidence)]


def test_two_items_share_their_people_first(graph: KnowledgeGraph, explainer: Explainer) -> None:
    evidence = explainer.evidence("blade-runner-1982", preferences_of(graph, "+alien-1979"))
    assert _tails(evidence)[0] == "person:ridley-scott"
    assert [ground.weight for ground in evidence] == sorted((ground.weight for ground in evidence), reverse=True)


def test_what_nearly_everything_shares_is_no_evidence(graph: KnowledgeGraph, explainer: Explainer) -> None:
    evidence = explainer.evidence("heat-1995", preferences_of(graph, "+alien-1979"))
    assert not {"language:english", "country:united-states"} & set(_tails(evidence))


def test_an_entity_asked_for_is_one_step(graph: KnowledgeGraph, explainer: Explainer) -> None:
    evidence = explainer.evidence("amelie-2001", preferences_of(graph, "+genre:comedy!", "+country:france!"))
    assert {ground.start: len(ground.hops) for ground in evidence if isinstance(ground, PathEvidence)} == {
        "genre:comedy": 1,
        "country:france": 1,
    }


def test_numbers_count_inside_their_range_only(graph: KnowledgeGraph, explainer: Explainer) -> None:
    asked = preferences_of(graph, "runtime ..119", "year 1990..1999")
    assert explainer.evidence("alien-1979", asked) == (FactEvidence(field="runtime", value=117.0, weight=0.5),)


def test_dislikes_are_no_grounds(graph: KnowledgeGraph, explainer: Explainer) -> None:
    assert explainer.evidence("blade-runner-1982", preferences_of(graph, "-alien-1979", "0amelie-2001")) == ()
    assert explainer.evidence("blade-runner-1982", preferences_of(graph, "-person:ridley-scott!")) == ()


def test_words_of_the_description_count(explainer: Explainer) -> None:
    said = explainer.evidence("alien-1979", Preferences(), text="something about a cargo crew that answers a signal")
    assert [ground.words for ground in said if isinstance(ground, TextEvidence)] == [("crew", "cargo", "answers")]
    assert explainer.evidence("alien-1979", Preferences(), text="I would like something good please") == ()


def test_what_the_catalogue_lacks_gives_nothing(graph: KnowledgeGraph, explainer: Explainer) -> None:
    assert explainer.evidence("no-such-item", preferences_of(graph, "+alien-1979")) == ()
    assert explainer.evidence("alien-1979", preferences_of(graph, "+alien-1979")) == ()
    assert explainer.evidence("alien-1979", Preferences()) == ()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_every_path_holds_and_starts_at_something_liked(graph: KnowledgeGraph, explainer: Explainer, seed: int) -> None:
    for state in sample_states(graph, count=1, seed=seed):
        liked = {p.target.entity for p in state.preferences.liked if p.target.type == "entity"}
        for candidate in state.candidates[:5]:
            for ground in explainer.evidence(candidate.item, state.preferences):
                if isinstance(ground, PathEvidence):
                    assert ground.start in liked
                    assert holds(graph, ground.hops, start=ground.start, goal=candidate.item)
                if isinstance(ground, FactEvidence):
                    assert graph.items[candidate.item].facts[ground.field] == ground.value


@pytest.mark.parametrize("liked", ["alien-1979", "toy-story-1995"])
def test_evidence_does_not_depend_on_the_run(graph: KnowledgeGraph, explainer: Explainer, liked: str) -> None:
    preferences = preferences_of(graph, f"+{liked}")
    assert explainer.evidence("aliens-1986", preferences) == Explainer(graph).evidence("aliens-1986", preferences)
