"""Years written beside a name: "Jumanji (1995)", "the 2017 Jumanji", "The Thing from 1982"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crs.knowledge_graph.linking.surroundings import Surroundings

_LINKS = ("from", "of", "in")


@dataclass(frozen=True, slots=True)
class WrittenYear:
    """A year at word `place`; `bracketed` where it can only belong to the name before it."""

    place: int
    year: int
    bracketed: bool = False


def years_in(words: tuple[str, ...], *, low: float, high: float) -> dict[int, int]:
    """Place -> year of every word that is one."""
    return {
        place: int(word)
        for place, word in enumerate(words)
        if len(word) == 4 and word.isascii() and word.isdecimal() and low <= int(word) <= high
    }


def years_beside(around: Surroundings, first: int, last: int, years: Mapping[int, int]) -> Iterator[WrittenYear]:
    """The years written beside words first..last, the likeliest to belong to them first."""
    words = around.text.words
    after, mark = last + 1, around.mark(last)
    if after in years and mark in (" ", "(", "[", ",", "-", "/"):
        yield WrittenYear(after, years[after], bracketed=mark in ("(", "["))
    elif after + 1 in years and mark in (" ", ","):
        pointed = words[after] == "the" and after + 2 < len(words) and stands_for_item(around, after + 2)
        if words[after] in _LINKS or pointed:
            yield WrittenYear(after + 1, years[after + 1])
    if first - 1 in years and around.mark(first - 1) == " ":
        yield WrittenYear(first - 1, years[first - 1])


def stands_for_item(around: Surroundings, place: int) -> bool:
    """Whether a word stands for an item, as in "the 1982 one"."""
    return around.word(place) == "<item>" or around.text.words[place] in around.vocabulary.cues.one
