"""Finding the items that an annotation lists in the text it belongs to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.datasets.spans import mentions, untitled

WORDS = st.sampled_from(["salt", "road", "the", "lost", "kite", "a", "(2004)", "and", "Harbour:", "盐路", "", "?"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def found(text: str, *names: str) -> list[str]:
    return [mention.text for mention in mentions(text, ((name, name) for name in names), kind="film")]


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("I saw Salt Road (2004) twice", "Salt Road (2004)", "Salt Road (2004)"),
        ("I saw salt-road twice", "Salt Road (2004)", "salt-road"),
        ("lost kite?", "The Lost Kite (1999)", "lost kite"),
        ("the new Lanterns", "Lanterns: The Return (2019)", "Lanterns"),
        ("看看《盐路》吧", "盐路(1999)", "盐路"),
        ("kitesurfing", "Kite (2001)", ""),
        ("I am the misses", "I Am Michael (2015)", ""),
        ("???", "?", ""),
    ],
)
def test_finds_what_people_write(text: str, name: str, place: str) -> None:
    assert found(text, name) == [place]


def test_the_same_name_twice_takes_two_places() -> None:
    text = "Kite and Kite"
    spans = [mention.span for mention in mentions(text, [("1", "Kite (1999)"), ("2", "Kite (2005)"), ("3", "Kite")], kind="film")]
    assert spans == [(0, 4), (9, 13), (13, 13)]


def test_a_name_without_its_year() -> None:
    assert [untitled(name) for name in ("Kite (1999)", "Kite (2015 film)", "Kite(0)", "(1999)")] == ["Kite", "Kite", "Kite", "(1999)"]


@given(text=NAMES, names=st.lists(NAMES, max_size=5))
def test_every_item_is_kept_and_every_span_holds_its_text(text: str, names: list[str]) -> None:
    items = [(str(number), name) for number, name in enumerate(names)]
    result = mentions(text, items, kind="film")
    assert sorted(mention.entity for mention in result) == sorted(id_ for id_, _ in items)
    assert all(text[slice(*mention.span)] == mention.text for mention in result)
    placed = [mention.span for mention in result if mention.text]
    assert all(end <= start for (_, end), (start, _) in pairwise(placed)), "no two share a place"
