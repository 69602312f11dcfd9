"""Years, decades and ages in words: "1994", "the late eighties", "the last five years", "recent"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crs.agents.preference.content import Content
from crs.agents.preference.numbers import NumberReader
from crs.knowledge_graph.schema import FieldSchema

_YEAR = re.compile(r"\d{4}")
_DECADE = re.compile(r"(\d{2}|\d{4})s")
_THIS_DECADE, _THIS_CENTURY = -1, -2


@dataclass(frozen=True, slots=True)
class Years:
    """Tokens up to `end` mean the years from `low` to `high`, both inclusive."""

    low: float | None
    high: float | None
    end: int


class CalendarReader:
    """Reads times on the scale of one field of years; `newest` is the newest year of the catalogue."""

    def __init__(self, content: Content, reader: NumberReader, field: FieldSchema, *, newest: int) -> None:
        self._numbers = content.numbers
        self._opening = content.grammar.calendar
        self._reader = reader
        self._field = field
        self.newest = newest

    @property
    def openings(self) -> frozenset[str]:
        """The words, digits aside, that a time may begin with."""
        decades = {word.split()[0] for word in self._numbers.decades}
        return frozenset({*decades, *self._numbers.parts, *self._numbers.last, *self._opening})

    def skip(self, words: Sequence[str], place: int) -> int:
        """The place after articles and "the year"."""
        while place < len(words) and words[place] in self._opening:
            place += 1
        return place

    def years(self, words: Sequence[str], start: int) -> Years | None:
        """The year or decade that begins at `start`."""
        place = self.skip(words, start)
        part = self._numbers.parts.get(words[place]) if place < len(words) else None
        if part is not None:
            decade = self._decade(words, self.skip(words, place + 1))
            return Years(decade[0] + part[0], decade[0] + part[1], decade[1]) if decade else None
        if decade := self._decade(words, place):
            return Years(decade[0], decade[0] + 9, decade[1])
        if place < len(words) and _YEAR.fullmatch(words[place]) and self._field.minimum <= int(words[place]) <= self._field.maximum:
            return Years(int(words[place]), int(words[place]), place + 1)
        return None

    def _decade(self, words: Sequence[str], place: int) -> tuple[int, int] | None:
        if place >= len(words):
            return None
        if words[place] in self._numbers.decades:
            return self._numbers.decades[words[place]], place + 1
        pair = " ".join(words[place : place + 2])
        if pair in self._numbers.decades:
            return self._numbers.decades[pair], place + 2
        match = _DECADE.fullmatch(words[place])
        if match is None:
            return None
        value = int(match[1])
        if value < 100:  # "80s" is 1980, "10s" 2010
            value += 2000 if value < 20 else 1900
        known = self._field.minimum - 9 <= value <= self._field.maximum
        return (value, place + 1) if value % 10 == 0 and known else None

    def lately(self, words: Sequence[str], start: int) -> Years | None:
        """ "the last five years", "the past decade": counted back from the newest year of the catalogue."""
        if words[start] not in self._numbers.last:
            return None
        number = self._reader.number(words, start + 1)
        count, place = number if number else (1.0, start + 1)
        unit = self._numbers.units.get(words[place]) if place < len(words) else None
        return None if unit is None else Years(self.newest - int(count * unit) + 1, None, place + 1)

    def ages(self) -> Iterable[tuple[str, Years]]:
        """Every word for an age with the years it means; `end` is not used."""
        for word, years in self._numbers.since.items():
            yield word, Years(self._since(years), None, 0)
        for word, years in self._numbers.until.items():
            yield word, Years(None, self.newest - years, 0)

    def _since(self, years: int) -> int:
        if years == _THIS_DECADE:
            return self.newest // 10 * 10
        if years == _THIS_CENTURY:
            return self.newest // 100 * 100
        return self.newest - years + 1
