"""The forms under which people write a name."""

from __future__ import annotations

import pytest

from crs.knowledge_graph.linking.content import read_content
from crs.knowledge_graph.linking.names import Form, first_part, initials, name_forms, person_forms, remainder, value_forms
from crs.knowledge_graph.linking.numerals import in_words, numeral, spellings

WORDS = read_content().names


def forms(name: str) -> set[str]:
    return {" ".join(words) for words, _ in name_forms(name, words=WORDS, tell_apart=lambda part: len(part) > 1)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Matrix", {"matrix"}),
        ("Rocky IV", {"rocky 4", "rocky four"}),
        ("Ocean's Eleven", {"oceans 11", "oceans xi"}),
        ("12 Angry Men", {"twelve angry men"}),
        ("The Godfather Part II", {"the godfather 2", "godfather ii", "godfather part two", "godfather 2"}),
        ("Kill Bill: Vol. 1", {"kill bill 1", "kill bill", "kill bill vol one"}),
        (
            "Star Wars: Episode V - The Empire Strikes Back",
            {"star wars episode 5", "star wars 5", "empire strikes back"},
        ),
        ("Guardians of the Galaxy", {"guardians of galaxy"}),
        ("Alien", set()),
    ],
)
def test_items(name: str, expected: set[str]) -> None:
    assert expected <= forms(name)
    if not expected:
        assert forms(name) == set()


def test_a_part_that_only_counts_is_no_name() -> None:
    assert "part two" not in forms("Dune: Part Two")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Christopher Nolan", {("nolan",): Form.SHORT}),
        ("Samuel L. Jackson", {("samuel", "jackson"): Form.ALIAS, ("jackson",): Form.SHORT}),
        ("Robert Downey Jr.", {("robert", "downey"): Form.ALIAS, ("downey",): Form.SHORT}),
        ("Robert De Niro", {("de", "niro"): Form.SHORT, ("niro",): Form.SHORT}),
        ("Lars von Trier", {("von", "trier"): Form.SHORT, ("trier",): Form.SHORT}),
        ("Madonna", {}),
    ],
)
def test_people(name: str, expected: dict[tuple[str, ...], Form]) -> None:
    assert dict(person_forms(name, words=WORDS)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("musical", "musicals"),
        ("comedy", "comedies"),
        ("robots", "robot"),
        ("sci-fi", None),
        ("witch", "witches"),
        ("war drama", "war dramas"),
    ],
)
def test_values(name: str, expected: str | None) -> None:
    assert [" ".join(words) for words, _ in value_forms(name)] == ([expected] if expected else [])


def test_a_series_leaves_a_remainder() -> None:
    words = ("harry", "potter", "and", "the", "chamber", "of", "secrets")
    assert remainder(words, ("harry", "potter"), WORDS) == ("the", "chamber", "of", "secrets")
    assert remainder(("toy", "story", "2"), ("toy", "story"), WORDS) == ()
    assert remainder(("alien",), ("alien",), WORDS) == ()
    assert remainder(("dune",), (), WORDS) == ()


def test_first_parts_and_initials() -> None:
    assert first_part("Crouching Tiger, Hidden Dragon") == ("crouching", "tiger")
    assert first_part("Aguirre, the Wrath of God") == first_part("Alien") == ()
    assert initials("The Lord of the Rings", words=WORDS) == ("lotr",)
    assert initials("Star Wars", words=WORDS) == ()


@pytest.mark.parametrize(
    ("value", "expected"), [(7, ("seven",)), (20, ("twenty",)), (28, ("twenty", "eight")), (500, ("five", "hundred")), (1984, ())]
)
def test_numbers_in_words(value: int, expected: tuple[str, ...]) -> None:
    assert in_words(value) == expected


def test_numerals() -> None:
    assert [numeral(word, last=True) for word in ("ii", "v", "one", "12", "nine", "xyz", "2001")] == [2, 5, 1, 12, 9, None, None]
    assert [numeral(word, last=False) for word in ("ii", "v", "one", "i")] == [2, None, None, None]
    assert ("alien", "iii") in spellings(("alien", "3"))
    assert spellings(("alien",)) == []
