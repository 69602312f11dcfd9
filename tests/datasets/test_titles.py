"""Titles as people write them."""

from __future__ import annotations

import pytest

from crs.datasets.titles import Title, read_title


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("The Lost Kite  (1999)", "The Lost Kite", "1999"),
        ("  The   Lost Kite ", "The Lost Kite", ""),
        ("The Lost Kite (TV)", "The Lost Kite (TV)", ""),
        ("1984 (1984)", "1984", "1984"),
        ("(1999)", "(1999)", ""),
        ("", "", ""),
    ],
)
def test_a_year_in_brackets_at_the_end_is_the_year(text: str, name: str, year: str) -> None:
    assert read_title(text) == Title(name=name, year=year)


@pytest.mark.parametrize(("one", "other"), [("The Kite & I", "kite and i"), ("Kite, The", "The Kite"), ("Kite-Man", "Kite Man")])
def test_articles_and_signs_are_loose(one: str, other: str) -> None:
    assert read_title(one).loose == read_title(other).loose
    assert read_title(one).key != read_title(other).key


def test_a_title_of_signs_is_not_nothing() -> None:
    assert read_title("$ (1971)").loose == "$"
