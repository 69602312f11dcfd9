"""Reasons: true, in the seeker's terms, and not all of one shape."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.explanation import Explainer
from crs.agents.wording import Wording, read_wording
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.testing.states import sample_states
from crs.types import CompanyEvidence, DialogueEvidence, Edge, FactEvidence, PathEvidence, Preferences, TextEvidence

FALSE_HOP = Edge(head="blade-runner-1982", relation="directed_by", tail="person:tom-hanks")


def _reasons(explainer: Explainer, item: str, preferences: Preferences, *, text: str = "") -> set[str]:
    evidence = explainer.evidence(item, preferences, text=text)
    return {explainer.reason(item, evidence, seed=seed, preferences=preferences) for seed in range(60)}


def test_it_names_what_was_liked_and_what_is_shared(graph: KnowledgeGraph, explainer: Explainer) -> None:
    said = _reasons(explainer, "blade-runner-1982", preferences_of(graph, "+alien-1979"))
    assert "Because you liked Alien: both directed by Ridley Scott." in said
    assert all("Alien" in reason and "Ridley Scott" in reason for reason in said)
    assert len(said) >= 5


def test_it_says_back_what_was_asked_for(graph: KnowledgeGraph, explainer: Explainer) -> None:
    said = _reasons(explainer, "amelie-2001", preferences_of(graph, "+genre:comedy!", "+country:france!", "year 2000..2009"))
    assert all("French comedy from the 2000s" in reason for reason in said)


def test_a_like_is_not_called_a_request(graph: KnowledgeGraph, explainer: Explainer) -> None:
    for reason in _reasons(explainer, "toy-story-2-1999", preferences_of(graph, "+genre:comedy", "+person:tom-hanks")):
        assert "comedy starring Tom Hanks" in reason
        assert not re.search(r"\b(asked|wanted|described|order)\b", reason)


def test_a_number_is_told_with_its_bound(graph: KnowledgeGraph, explainer: Explainer) -> None:
    for reason in _reasons(explainer, "alien-1979", preferences_of(graph, "+genre:horror!", "runtime ..119")):
        assert "117 minutes, it is under 2 hours." in reason


def test_a_comparison_is_told_as_one(graph: KnowledgeGraph, explainer: Explainer) -> None:
    asked = preferences_of(graph, "runtime ..119", origin="critique")
    for reason in _reasons(explainer, "alien-1979", asked):
        assert "shorter" in reason


@pytest.mark.parametrize("origin", ["critique", "feedback"])
def test_it_does_not_say_you_liked_what_was_only_pointed_at(graph: KnowledgeGraph, explainer: Explainer, origin: str) -> None:
    pointed = Preferences(entries=tuple(replace(p, origin=origin) for p in preferences_of(graph, "+alien-1979").entries))
    assert not any("liked" in reason for reason in _reasons(explainer, "blade-runner-1982", pointed))


def test_what_was_asked_for_is_not_told_twice(graph: KnowledgeGraph, explainer: Explainer) -> None:
    for reason in _reasons(explainer, "seven-1995", preferences_of(graph, "+the-usual-suspects-1995", "+person:kevin-spacey!")):
        assert reason.count("Kevin Spacey") == 1


def test_alternatives_are_not_called_the_one_thing_asked_for(graph: KnowledgeGraph, explainer: Explainer) -> None:
    nations = preferences_of(graph, "+country:italy!", "+country:japan!", any_of="a")
    assert not any("asked for an Italian" in reason for reason in _reasons(explainer, "la-dolce-vita-1960", nations))


def test_without_a_link_it_does_not_pretend(graph: KnowledgeGraph, explainer: Explainer) -> None:
    known = _reasons(explainer, "the-godfather-1972", Preferences())
    assert all("crime drama" in reason for reason in known)
    rare = min(graph.items.values(), key=lambda item: item.popularity)
    for reason in _reasons(explainer, rare.id, Preferences()):
        assert not re.search(r"best-known|widely known|many (people|will)|you (liked|asked|like)", reason, re.IGNORECASE)


def test_what_was_ruled_out_is_named_where_it_is_absent(graph: KnowledgeGraph, explainer: Explainer) -> None:
    no_horror = preferences_of(graph, "-genre:horror!")
    assert all("horror films" in reason for reason in _reasons(explainer, "amelie-2001", no_horror))
    assert not any("horror films" in reason for reason in _reasons(explainer, "alien-1979", no_horror))


def test_words_and_other_conversations(explainer: Explainer) -> None:
    words = explainer.reason("alien-1979", [TextEvidence(words=("cargo",))], seed=1)
    assert "“cargo”" in words.casefold()
    assert explainer.reason("alien-1979", [DialogueEvidence(dialogue="d1")], seed=1) != explainer.reason("alien-1979", [], seed=1)


def test_a_path_that_does_not_hold_is_not_told(graph: KnowledgeGraph, explainer: Explainer) -> None:
    liked = preferences_of(graph, "+person:tom-hanks", "+alien-1979")
    true_hops = (graph.edges_of("alien-1979", "directed_by")[0], FALSE_HOP)
    lies = [PathEvidence(hops=(FALSE_HOP,), start="person:tom-hanks"), PathEvidence(hops=true_hops, start="alien-1979")]
    for seed in range(20):
        assert "Tom Hanks" not in explainer.reason("blade-runner-1982", lies, seed=seed, preferences=liked)
    assert not any("Tom Hanks" in line for line in explainer.lines(lies, item="blade-runner-1982", preferences=liked))
    wrong = [FactEvidence(field="runtime", value=1.0)]
    assert "1 minute" not in " ".join(explainer.lines(wrong, item="alien-1979", preferences=preferences_of(graph, "runtime ..119")))


def test_it_never_calls_a_dislike_a_ground(graph: KnowledgeGraph, explainer: Explainer) -> None:
    path = explainer.evidence("blade-runner-1982", preferences_of(graph, "+alien-1979"))
    disliked = preferences_of(graph, "-alien-1979")
    assert "Alien" not in explainer.reason("blade-runner-1982", path, seed=3, preferences=disliked)


def test_a_list_does_not_repeat_its_shapes(graph: KnowledgeGraph) -> None:
    """Every variant marked by a number: no mark may come a third time in a list of eight."""
    sentences = {
        key: tuple(f"{text} #{key}/{n}" for n, text in enumerate(texts)) if key.startswith("reason.") else texts
        for key, texts in read_wording().variants.items()
    }
    sentences["reason.is"] = ("is {phrase}",)
    explainer = Explainer(graph, wording=Wording(variants=sentences))
    items = [
        "amelie-2001",
        "delicatessen-1991",
        "the-visitors-1993",
        "paddington-2014",
        "hot-fuzz-2007",
        "ratatouille-2007",
        "toy-story-1995",
        "clueless-1995",
    ]
    asked = preferences_of(graph, "+genre:comedy!")
    grounds = [(item, explainer.evidence(item, asked)) for item in items if item in graph.items]
    for seed in range(20):
        said = explainer.reasons(grounds, seed=seed, preferences=asked)
        shapes = Counter(mark for reason in said for mark in re.findall(r"#(\S+?/\d+)", reason))
        assert len(said) >= 6
        assert max(shapes.values()) <= 2


def test_lines_tell_every_ground(graph: KnowledgeGraph, explainer: Explainer) -> None:
    preferences = preferences_of(graph, "+alien-1979", "+genre:science-fiction!", "runtime ..119")
    evidence = explainer.evidence("blade-runner-1982", preferences)
    lines = explainer.lines(evidence, preferences=preferences)
    assert "You liked Alien: both directed by Ridley Scott." in lines
    assert "You asked for science fiction films: it is a science fiction film." in lines
    assert "It is 117 minutes long; you asked for under 2 hours." in lines
    assert explainer.lines((), item="alien-1979")
    assert explainer.lines(()) == ()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_reasons_are_clean_sentences(graph: KnowledgeGraph, explainer: Explainer, seed: int) -> None:
    for state in sample_states(graph, count=1, seed=seed):
        for candidate in state.candidates[:4]:
            evidence = explainer.evidence(candidate.item, state.preferences, text="a quiet story of the sea")
            reason = explainer.reason(candidate.item, evidence, seed=seed, preferences=state.preferences)
            for text in (reason, *explainer.lines(evidence, item=candidate.item, preferences=state.preferences)):
                assert re.search(r"[.?!][”\"']?$", text), text
                assert not re.search(r"[{}]| {2}|\ba a\b|\ba [aeio]|, ,|\.\.(?!\.)|: \.", text), text


TOGETHER = (CompanyEvidence(start="heat-1995", dialogues=14), CompanyEvidence(start="alien-1979", dialogues=1))


def test_it_names_what_people_talked_about_besides(explainer: Explainer) -> None:
    said = {explainer.reason("notting-hill-1999", TOGETHER, seed=seed) for seed in range(40)}
    assert len(said) >= 4
    assert all("Heat" in reason and "Alien" not in reason for reason in said)


def test_company_is_told_with_its_true_count(explainer: Explainer) -> None:
    lines = explainer.lines(TOGETHER, item="notting-hill-1999")
    assert lines == ("Named together with Heat in 14 conversations.", "Named together with Alien in one conversation.")


def test_paths_and_wishes_come_before_company(graph: KnowledgeGraph, explainer: Explainer) -> None:
    preferences = preferences_of(graph, "+alien-1979")
    grounds = (*TOGETHER, *explainer.evidence("blade-runner-1982", preferences))
    for seed in range(20):
        assert "Ridley Scott" in explainer.reason("blade-runner-1982", grounds, seed=seed, preferences=preferences)


def test_one_conversation_is_not_called_people(explainer: Explainer) -> None:
    for seed in range(20):
        assert "Alien" not in explainer.reason("notting-hill-1999", TOGETHER[1:], seed=seed)


def test_company_that_is_disliked_or_no_item_is_not_told(graph: KnowledgeGraph, explainer: Explainer) -> None:
    wrong = (
        TOGETHER[0],
        CompanyEvidence(start="person:tom-hanks", dialogues=9),
        CompanyEvidence(start="notting-hill-1999", dialogues=9),
        CompanyEvidence(start="aliens-1986", dialogues=0),
    )
    lines = explainer.lines(wrong, item="notting-hill-1999", preferences=preferences_of(graph, "-heat-1995"))
    assert not any("together" in line for line in lines)


def test_a_conversation_that_has_little_in_common_is_not_called_alike(explainer: Explainer) -> None:
    distant = (DialogueEvidence(dialogue="d1", weight=0.001),)
    assert explainer.reason("alien-1979", distant, seed=1) == explainer.reason("alien-1979", [], seed=1)
