"""What holds for every text: it is understood somehow, nothing known is lost, and everything points into the text."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crs.agents.preference import RuleExtractor
from crs.types import Dialogue, EntityTarget, Preference, Preferences, RangeTarget, Understanding, Utterance

PIECES = [
    "I loved", "I hate", "not", "no", "don't", "but", "and", "or", ",", ".", "?", "Alien", "Heat", "The Thing", "comedy", "horror", "Nolan",
    "before 1990", "under two hours", "the second one", "that one", "it", "forget that", "undo", "actually", "something like", "funnier",
    "too long", "less violent", "why", "who directed", "seen", "please", "any decade", "no wait", "either", "the 1982 one", "recent",
    "anything but", "more", "another", "thanks", "bye", "80s", "2h30", "\n", "👍", "the newer one", "neither", "I don't mind", "instead of",
]  # fmt: skip
SAID = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
SHOWN = st.lists(st.sampled_from(["alien-1979", "heat-1995", "the-thing-1982", "up-2009"]), max_size=3, unique=True).map(tuple)
OPTIONS = st.sampled_from(
    [(), ("genre:comedy", "genre:drama"), ("the-thing-1982", "the-thing-2011"), ("1980-1989", "1990-1999"), ("nonsense",)]
)
ASKED = st.sampled_from([None, "has_genre", "year", "runtime", "starring", "no_such_attribute"])
TARGETS = [
    EntityTarget(entity="genre:comedy", kind="genre"),
    EntityTarget(entity="heat-1995", kind="film"),
    EntityTarget(entity="person:christopher-nolan", kind="person"),
    RangeTarget(field="year", low=1980, high=1989),
    RangeTarget(field="runtime", high=120),
]


@st.composite
def knowledge(draw: st.DrawFn) -> Preferences:
    known = Preferences()
    for target in draw(st.lists(st.sampled_from(TARGETS), max_size=5)):
        polarity, hard = draw(st.sampled_from([-1.0, 0.0, 1.0])), draw(st.booleans())
        known = known.add(Preference(id=known.next_id(), target=target, polarity=polarity, hard=hard, turn=draw(st.integers(0, 1))))
    return known


@st.composite
def conversations(draw: st.DrawFn) -> Dialogue:
    recommender = Utterance(role="recommender", text="…", shown=draw(SHOWN), about=draw(SHOWN), asked=draw(ASKED), options=draw(OPTIONS))
    utterances = (Utterance(role="seeker", text=draw(SAID)), recommender, Utterance(role="seeker", text=draw(SAID)))
    return Dialogue(id="any", utterances=utterances[draw(st.sampled_from([0, 2])) :])


def _understand(extractor: RuleExtractor, dialogue: Dialogue, known: Preferences) -> Understanding:
    return asyncio.run(extractor.extract(dialogue, known))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dialogue=conversations(), known=knowledge())
def test_every_text_is_understood_somehow(extractor: RuleExtractor, dialogue: Dialogue, known: Preferences) -> None:
    understood = _understand(extractor, dialogue, known)
    entries = understood.preferences.entries
    ids = [preference.id for preference in entries]
    length = len(dialogue.last.text)
    assert understood.acts
    assert len(set(ids)) == len(ids)
    assert set(understood.added) <= set(ids)
    assert not set(understood.added) & {p.id for p in known.active}
    before = {p.id: p for p in known.entries}
    kept = {p.id: p for p in entries if p.id in before}
    assert set(kept) == set(before), "a known preference was lost"
    assert all((p.target, p.polarity, p.hard) == (before[i].target, before[i].polarity, before[i].hard) for i, p in kept.items())
    active = {p.id for p in understood.preferences.active}
    assert set(understood.retracted) <= {p.id for p in known.active} - active
    for preference in entries:
        if preference.id in understood.added and preference.id not in before:
            start, end = preference.span
            assert 0 <= start <= end <= length
            assert preference.text == dialogue.last.text[start:end]
            assert preference.turn == len(dialogue.utterances) - 1
            assert -1 <= preference.polarity <= 1
    assert all(0 <= m.span[0] <= m.span[1] <= length for m in understood.mentions)
    assert all(item in extractor.graph.items for item in understood.referred)
    assert (understood.topic is None) == (str(understood.act) != "other")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dialogue=conversations(), known=knowledge())
def test_the_same_words_mean_the_same(extractor: RuleExtractor, dialogue: Dialogue, known: Preferences) -> None:
    assert _understand(extractor, dialogue, known) == _understand(extractor, dialogue, known)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dialogue=conversations())
def test_one_thing_has_one_active_preference(extractor: RuleExtractor, dialogue: Dialogue) -> None:
    active = _understand(extractor, dialogue, Preferences()).preferences.active
    entities = [p.target.entity for p in active if isinstance(p.target, EntityTarget)]
    assert len(entities) == len(set(entities))


@pytest.mark.parametrize("text", ["", "   ", "\n", "…", "'", "-", "$", "1", "𝕬𝖑𝖎𝖊𝖓", "а" * 400, "no " * 300, "I like Alien. " * 100])
def test_odd_texts(extractor: RuleExtractor, text: str) -> None:
    assert _understand(extractor, Dialogue(id="odd", utterances=(Utterance(role="seeker", text=text),)), Preferences()).acts


def test_a_dialogue_without_a_word(extractor: RuleExtractor) -> None:
    assert _understand(extractor, Dialogue(id="none"), Preferences()).topic == "empty"
