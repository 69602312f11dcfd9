"""Numbers and quantities in words: "two and a half hours", "1h45", "an hour and forty minutes"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crs.agents.preference.content import Content
from crs.knowledge_graph.schema import FieldSchema

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_COMPACT = re.compile(r"(\d+(?:\.\d+)?)([^\W\d_]+)(?:(\d+)([^\W\d_]*))?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Tokens up to `end` say a number; `field` is the field its unit belongs to, None where no unit was said."""

    value: float
    field: str | None
    end: int


class NumberReader:
    """Reads numbers and the units of one schema."""

    def __init__(self, content: Content, fields: Mapping[str, FieldSchema]) -> None:
        self._words = content.numbers.words
        self._fractions = tuple((tuple(said.split()), part) for said, part in content.numbers.fractions.items())
        self._articles = content.grammar.articles
        self._and = content.grammar.and_
        self._of = frozenset(content.numbers.of)
        self._units = {field.unit: (name, 1.0) for name, field in fields.items() if field.unit}
        self._units |= {word: (name, multiple) for name, field in fields.items() for word, multiple in field.units.items()}

    @property
    def openings(self) -> frozenset[str]:
        """The words, digits aside, that a number or quantity may begin with."""
        return frozenset(self._words) | {unit for unit in self._units if not unit.isalpha()}

    def number(self, words: Sequence[str], start: int) -> tuple[float, int] | None:
        """The number that begins at `start` and the place after it."""
        if start >= len(words):
            return None
        plain = words[start].replace(",", "")
        if _PLAIN.fullmatch(plain):
            return float(plain), start + 1
        if words[start] not in self._words:
            return None
        if words[start] in self._articles and start + 1 < len(words) and self._words.get(words[start + 1], 0) > 1:  # "a couple"
            start += 1
        total, place = self._words[words[start]], start + 1
        while place < len(words) and words[place] in self._words and words[place] not in self._articles:
            value = self._words[words[place]]
            if value == 100:
                total *= value
            elif total % 100 == 0 or (total % 10 == 0 and value < 10 <= total):
                total += value
            else:
                break
            place += 1
        return total, place

    def quantity(self, words: Sequence[str], start: int) -> Quantity | None:
        """The quantity that begins at `start`: a number with or without a unit, in the unit of its field."""
        if start < len(words) and words[start] in self._units and not words[start].isalpha():  # a unit in front: "$ 900"
            number = self.number(words, start + 1)
            field, multiple = self._units[words[start]]
            return Quantity(number[0] * multiple, field, number[1]) if number else None
        return self._compact(words, start) or self._spoken(words, start)

    def _compact(self, words: Sequence[str], start: int) -> Quantity | None:
        match = _COMPACT.fullmatch(words[start]) if start < len(words) else None
        if match is None or match[2] not in self._units:
            return None
        field, multiple = self._units[match[2]]
        rest = float(match[3]) if match[3] else 0.0
        return Quantity(float(match[1]) * multiple + rest, field, start + 1)

    def _spoken(self, words: Sequence[str], start: int) -> Quantity | None:
        number = self.number(words, start)
        if number is None:
            return None
        value, place = number
        value, place = self._fraction(words, value, place)
        if place < len(words) and words[place] in self._of:  # "half an hour", "a couple of hours"
            place += 1
        unit = self._units.get(words[place]) if place < len(words) else None
        if unit is None:
            return None if words[start] in self._articles else Quantity(value, None, number[1])
        field, multiple = unit
        fraction, place = self._fraction(words, 0.0, place + 1)
        return self._rest(words, Quantity((value + fraction) * multiple, field, place), multiple)

    def _fraction(self, words: Sequence[str], value: float, place: int) -> tuple[float, int]:
        """With "and a half" behind it."""
        for said, part in self._fractions:
            if tuple(words[place : place + len(said)]) == said:
                return value + part, place + len(said)
        return value, place

    def _rest(self, words: Sequence[str], quantity: Quantity, multiple: float) -> Quantity:
        """With a smaller unit behind it: "1 hour 40 minutes", "an hour and forty"."""
        place = quantity.end + (quantity.end < len(words) and words[quantity.end] in self._and)
        number = self.number(words, place)
        if number is None or multiple <= 1 or words[place] in self._articles or number[0] >= multiple:
            return quantity
        unit = self._units.get(words[number[1]]) if number[1] < len(words) else None
        if unit is None:
            return quantity if place > quantity.end else Quantity(quantity.value + number[0], quantity.field, number[1])
        if unit[0] != quantity.field or unit[1] >= multiple:
            return quantity
        return Quantity(quantity.value + number[0] * unit[1], quantity.field, number[1] + 1)
