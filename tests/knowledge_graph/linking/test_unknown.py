"""Names that are not in the catalogue are noticed, ordinary words are not taken for names."""

from __future__ import annotations

import pytest

from crs.knowledge_graph.linking import EntityLinker


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('I loved "The Purple Teapot of Doom"', "The Purple Teapot of Doom"),
        ("I loved “the purple teapot”", "the purple teapot"),
        ("I loved The Purple Teapot of Doom", "The Purple Teapot of Doom"),
        ("have you seen the room of dreams?", "the room of dreams"),
        ("Do you know a movie called sharks in venice", "sharks in venice"),
        ("there is a movie called Sharks in Venice, is it good?", "Sharks in Venice"),
        ("have you heard of kung fury", "kung fury"),
        ("My favourite is Kung Fury", "Kung Fury"),
        ("I liked Zorbex a lot", "Zorbex"),
        ("I watched Rocky XVII", "Rocky XVII"),
        ("I want something like Shrek 5", "Shrek 5"),
        ("the godfather part viii", "the godfather part viii"),
        ("Jumanji (1985)", "Jumanji (1985)"),
        ("show me something like Game of Thrones", "Game of Thrones"),
        ("A French film from the 60s with Brigitte Bardot", "Brigitte Bardot"),
    ],
)
def test_an_unknown_name(linker: EntityLinker, text: str, name: str) -> None:
    linked = linker.link(text)
    assert [unknown.text for unknown in linked.unknown] == [name]
    assert [text[slice(*unknown.span)] for unknown in linked.unknown] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Hello! I am looking for a movie",
        "Have you seen any good movies lately?",
        "have you seen the new one?",
        "have you seen the trailer",
        "I've never seen any of those",
        "I don't like Mondays",
        "Thanks, I will watch it tonight",
        "Something scary, please. Not too long",
        "I'M IN THE MOOD FOR A COMEDY",
        "i love happy endings",
        "don't you think it's 'good'? I can't",
        "What would you suggest? I like English comedies",
        "I have seen it 12 times",
        "I loved Alien and The Matrix",
    ],
)
def test_no_unknown_name(linker: EntityLinker, text: str) -> None:
    assert linker.link(text).unknown == ()


def test_an_unknown_name_takes_in_the_qualities_it_contains(linker: EntityLinker) -> None:
    linked = linker.link('I loved "The Horror of Zorbex"')
    assert linked.mentions == ()
    assert [unknown.text for unknown in linked.unknown] == ["The Horror of Zorbex"]
