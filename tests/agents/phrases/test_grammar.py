from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.agents.phrases.grammar import article, fill, join_predicates, plural, sentence


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("comedy", "a"), ("animated film", "an"), ("uplifting film", "an"), ("university drama", "a"), ("hour-long film", "an"),
        ("European film", "a"), ("8-inch tablet", "an"), ("1950s western", "a"), ("“epic” film", "an"), ("Élégie", "an"),
    ],
)  # fmt: skip
def test_the_article_follows_the_sound(phrase: str, expected: str) -> None:
    assert article(phrase) == expected


def test_a_slot_gets_the_article_its_value_needs() -> None:
    assert fill("{head} is a {tail} film", head="Up", tail="animated") == "Up is an animated film"
    assert fill("A {tail} at last", tail="adventure") == "An adventure at last"


def test_no_article_comes_twice() -> None:
    assert fill("the {tail} series", tail="The Godfather") == "The Godfather series"
    assert fill("it has a {tail}", tail="the plague") == "it has the plague"


def test_a_name_that_ends_a_sentence_ends_it_once() -> None:
    assert fill("Noted, {things}.", things="Crazy, Stupid, Love.") == "Noted, Crazy, Stupid, Love."
    assert fill("Already seen: {things}. And?", things="Airplane!") == "Already seen: Airplane! And?"
    assert fill("Noted, {things}.", things="Alien") == "Noted, Alien."


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("comedy", "comedies"), ("drama", "dramas"), ("film noir", "film noirs"), ("a true story", "true stories"),
        ("cult classic", "cult classics"), ("box", "boxes"), ("comedy or drama", "comedies or dramas"), ("toy", "toys"),
    ],
)  # fmt: skip
def test_plurals(noun: str, expected: str) -> None:
    assert plural(noun) == expected


@pytest.mark.parametrize(
    ("predicates", "expected"),
    [
        (["stars Tom Hanks", "stars Meg Ryan"], "stars Tom Hanks and Meg Ryan"),
        (["is a horror film", "is a comedy"], "is a horror film and a comedy"),
        (["was directed by A", "was written by B"], "was directed by A and written by B"),
        (["is set in Paris", "is in French"], "is set in Paris and is in French"),
        (["deals with grief", "deals with guilt"], "deals with grief and guilt"),
        (["stars A"], "stars A"),
        ([], ""),
    ],
)
def test_predicates_say_their_verb_once(predicates: list[str], expected: str) -> None:
    assert join_predicates(predicates) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a comedy", "A comedy."),
        ("really?", "Really?"),
        ("“it” is here", "“It” is here."),
        ("enjoy Airplane!", "Enjoy Airplane!"),
        ("so  many   spaces", "So many spaces."),
        ("like “Airplane!”", "Like “Airplane!”"),
    ],
)
def test_sentences(text: str, expected: str) -> None:
    assert sentence(text) == expected


@given(st.text(alphabet=st.characters(categories=("L", "Zs", "Po")), min_size=1).filter(lambda text: any(c.isalpha() for c in text)))
def test_a_sentence_has_single_spaces_and_is_a_sentence_already(text: str) -> None:
    once = sentence(text)
    assert "  " not in once
    assert sentence(once) == once
