from __future__ import annotations

from crs.agents.preference.phrases import PhraseBook

BOOK = PhraseBook(
    [(("fan", "of"), "fan"), (("fan",), "short"), (("not",), "not"), (("not", "really"), "hardly")], fillers=("really", "big")
)


def _found(text: str, **options: set[int]) -> list[tuple[int, int, str]]:
    return [(match.start, match.end, match.payloads[0]) for match in BOOK.find(text.split(), **options)]


def test_the_longest_phrase_wins() -> None:
    assert _found("a fan of it") == [(1, 3, "fan")]


def test_fillers_may_stand_inside_but_not_before() -> None:
    assert _found("fan really big of it") == [(0, 4, "fan")]
    assert _found("really fan") == [(1, 2, "short")]


def test_matches_do_not_overlap() -> None:
    assert _found("not really not") == [(0, 2, "hardly"), (2, 3, "not")]


def test_nothing_crosses_a_barrier() -> None:
    assert _found("fan of fan of", barriers={1}) == [(0, 1, "short"), (2, 4, "fan")]
    assert _found("fan of", barriers={0}) == []


def test_an_empty_text() -> None:
    assert _found("") == []
