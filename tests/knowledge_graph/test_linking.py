"""Which names are meant in what people write, over the bundled catalogue."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.knowledge_graph.linking import EntityLinker, LinkContext

NAMED = {
    "I loved Alien and Blade Runner": ["alien-1979", "blade-runner-1982"],
    "i loved the matrix": ["the-matrix-1999"],
    "anything like matrix?": ["the-matrix-1999"],
    "have you seen Up? I loved it": ["up-2009"],
    "Jumanji (1995) was fun": ["jumanji-1995"],
    "I liked The Thing from 1982": ["the-thing-1982"],
    "the thing 2011 was worse": ["the-thing-2011"],
    "I loved Incepton": ["inception-2010"],
    "blade runer is the best": ["blade-runner-1982"],
    "amelie": ["amelie-2001"],
    "something about time travel": ["keyword:time-travel"],
    "a scary movie": ["genre:horror"],
    "a sci-fi comedy": ["genre:science-fiction", "genre:comedy"],
    "something by Christopher Nolan": ["person:christopher-nolan"],
    "more tarantino please": ["person:quentin-tarantino"],
    "harry potter": ["series:harry-potter"],
    "no zombies": ["keyword:zombie"],
}
NOTHING = [
    "I saw it yesterday",
    "it is up to you",
    "what should I watch tonight",
    "her brother saw us",
    "I am up for anything",
    "that sounds good, thanks",
    "can you recommend something?",
]


@pytest.mark.parametrize("text", NAMED)
def test_names_are_found(linker: EntityLinker, text: str) -> None:
    assert [mention.entity for mention in linker.link(text).mentions] == NAMED[text]


@pytest.mark.parametrize("text", NOTHING)
def test_ordinary_words_name_nothing(linker: EntityLinker, text: str) -> None:
    assert not [mention for mention in linker.link(text).mentions if mention.entity in linker.graph.items]


def test_a_misspelt_name_is_marked_as_such(linker: EntityLinker) -> None:
    mention = linker.link("I loved Incepton").mentions[0]
    assert (mention.text, mention.exact) == ("Incepton", False)


def test_namesakes_are_ambiguous_until_a_year_is_said(linker: EntityLinker) -> None:
    assert linker.link("I liked The Invisible Man").ambiguous
    linked = linker.link("I liked The Invisible Man (2020)")
    assert not linked.ambiguous
    assert linked.mentions[0].entity == "the-invisible-man-2020"


def test_what_was_offered_is_chosen_by_its_year(linker: EntityLinker) -> None:
    offered = LinkContext(options=("the-invisible-man-1933", "the-invisible-man-2020"))
    assert [mention.entity for mention in linker.link("the 2020 one", context=offered).mentions] == ["the-invisible-man-2020"]


def test_a_name_that_is_not_in_the_catalogue_is_unknown(linker: EntityLinker) -> None:
    assert [name.text for name in linker.link('I loved "The Purple Teapot of Doom"').unknown] == ["The Purple Teapot of Doom"]


def test_a_value_is_no_surname(linker: EntityLinker) -> None:
    assert linker.link("only French films").mentions[0].kind in ("country", "language")


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["I", "loved", "Alien", "it", "up", "'s", "2011", "the thing", "\n", "é", "🎬"])).map(" ".join)
)
@settings(max_examples=200, deadline=None)
def test_spans_are_the_words_they_say_and_do_not_overlap(linker: EntityLinker, text: str) -> None:
    linked = linker.link(text)
    at = 0
    for mention in linked.mentions:
        start, end = mention.span
        assert at <= start < end <= len(text)
        assert text[start:end] == mention.text
        assert mention.entity in linker.graph
        assert 0 <= mention.score <= 1
        at = end
    assert linker.link(text) == linked
