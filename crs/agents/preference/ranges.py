"""Numeric wishes: "under two hours", "between 1990 and 2000", "the late sixties", "no longer than 100 minutes", "recent"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.agents.preference.calendar import CalendarReader, Years
from crs.agents.preference.content import Content
from crs.agents.preference.measures import Measures
from crs.agents.preference.numbers import NumberReader, Quantity
from crs.agents.preference.phrases import Match, PhraseBook
from crs.agents.preference.tokens import Tokenizer
from crs.types import RangeTarget

_BOUNDS = ("below", "at_most", "above", "at_least", "around", "between", "before", "not_after", "after", "not_before")
_CALENDAR = {"below": "before", "at_most": "not_after", "above": "after", "at_least": "not_before"}
_ABOUT_YEARS = 2  # how far "around 1975" reaches


@dataclass(frozen=True, slots=True)
class RangeHit:
    """Words [start, end) mean this range; `vague` for words such as "recent"."""

    start: int
    end: int
    target: RangeTarget
    vague: bool = False


Bound = tuple[str, str]  # (kind of bound, field it is about or "")


class RangeReader:
    """Finds numeric ranges over the fields of one schema."""

    def __init__(self, content: Content, measures: Measures, tokenizer: Tokenizer, calendar: str | None) -> None:
        numbers = content.numbers
        self._measures = measures
        self._calendar_field = calendar
        self._reader = NumberReader(content, measures.fields)
        self._calendar = (
            CalendarReader(content, self._reader, measures.fields[calendar], newest=measures.newest(calendar)) if calendar else None
        )
        bounds: list[tuple[tuple[str, ...], Bound]] = [
            (tokenizer.words(phrase), (kind, "")) for kind in _BOUNDS for phrase in getattr(numbers, kind)
        ]
        bounds.extend(self._compared(content, tokenizer))
        self._bounds = PhraseBook(bounds, fillers=("of",))
        self._joins = frozenset(numbers.joins)
        self._and, self._from = content.grammar.and_, content.grammar.from_
        ages = ((tokenizer.words(word), years) for word, years in self._calendar.ages()) if self._calendar else ()
        self._ages: PhraseBook[Years] = PhraseBook(ages)
        opening = self._bounds.openings | self._ages.openings | self._reader.openings
        self._openings = opening | (self._calendar.openings if self._calendar else frozenset())

    def _compared(self, content: Content, tokenizer: Tokenizer) -> list[tuple[tuple[str, ...], Bound]]:
        """The schema's own comparatives before a number: "shorter than", "nothing heavier than"."""
        found: list[tuple[tuple[str, ...], Bound]] = []
        for name, field in self._measures.fields.items():
            for said, bound, refused in ((field.lower, "below", "at_least"), (field.higher, "above", "at_most")):
                for words in map(tokenizer.words, said):
                    if any(words[-1].endswith(ending) for ending in content.comparison.endings):
                        for than in content.comparison.than:
                            found.append(((*words, than), (bound, name)))
                            found.extend(((no, *words, than), (refused, name)) for no in content.grammar.turning)
        return found

    def find(self, words: Sequence[str], barriers: frozenset[int], *, asked: str | None = None) -> tuple[RangeHit, ...]:
        """The ranges said, from left to right; `asked` is the field that a bare number is about."""
        hits: list[RangeHit] = []
        place = 0
        while place < len(words):
            hit = None if place in barriers else self._at(words, place, asked)
            if hit is None or any(p in barriers for p in range(hit.start, hit.end)):
                place += 1
            else:
                hits.append(hit)
                place = hit.end
        return tuple(hits)

    def _at(self, words: Sequence[str], place: int, asked: str | None) -> RangeHit | None:
        if not words[place][0].isdigit() and words[place] not in self._openings:
            return None
        return self._bounded(words, place, asked) or self._plain(words, place, asked) or self._age(words, place)

    def _age(self, words: Sequence[str], place: int) -> RangeHit | None:
        match = self._ages.at(words, place)
        if match is None or self._calendar_field is None:
            return None
        years = match.payloads[0]
        return RangeHit(place, match.end, RangeTarget(field=self._calendar_field, low=years.low, high=years.high), vague=True)

    # ------------------------------------------------------------ with a word for the bound in front

    def _bounded(self, words: Sequence[str], place: int, asked: str | None) -> RangeHit | None:
        match = self._bounds.at(words, place)
        while match is not None:
            for kind, field in match.payloads:
                if hit := self._bound(words, match, kind, field, asked):
                    return hit
            match = self._bounds.at(words, place, end=match.end - 1)
        return None

    def _bound(self, words: Sequence[str], match: Match[Bound], kind: str, field: str, asked: str | None) -> RangeHit | None:
        if kind == "between":
            return self._between(words, match, asked)
        years = self._years(words, match.end) if field in ("", self._calendar_field) else None
        if years is not None:
            return self._hit(match.start, years.end, self._years_bound(_CALENDAR.get(kind, kind), years))
        quantity = self._reader.quantity(words, match.end)
        about = None if quantity is None else quantity.field or field or self._bare(asked)
        if quantity is None or about is None or kind in ("before", "after", "not_after", "not_before"):
            return None
        return self._hit(match.start, quantity.end, self._quantity_bound(kind, about, quantity.value))

    def _between(self, words: Sequence[str], match: Match[Bound], asked: str | None) -> RangeHit | None:
        first: Years | Quantity | None = self._years(words, match.end) or self._reader.quantity(words, match.end)
        if first is None:
            return None
        both = self._second(words, first, asked)
        if both is not None:
            return self._hit(match.start, both[1], both[0])
        hit = self._plain(words, match.end, asked) if words[match.start] in self._from else None
        return None if hit is None else RangeHit(match.start, hit.end, hit.target, hit.vague)

    def _second(self, words: Sequence[str], first: Years | Quantity, asked: str | None) -> tuple[RangeTarget, int] | None:
        """The range from `first` to what follows "and", "to" or a dash."""
        place = first.end
        if place >= len(words) or words[place] not in self._joins:
            return None
        if isinstance(first, Years):
            last = self._years(words, place + 1)
            if last is None or self._calendar_field is None or first.low is None or last.high is None or last.high < first.low:
                return None
            return RangeTarget(field=self._calendar_field, low=first.low, high=last.high), last.end
        quantity = self._reader.quantity(words, place + 1)
        field = None if quantity is None else quantity.field or first.field or self._bare(asked)
        if quantity is None or field is None or (words[place] in self._and and first.field is not None and quantity.field is None):
            return None
        value = first.value
        if first.field is None and quantity.field is not None:  # "between one and two hours": the unit is said once
            value *= quantity.value / (self._reader.number(words, place + 1) or (quantity.value, 0))[0]
        return (RangeTarget(field=field, low=min(value, quantity.value), high=max(value, quantity.value)), quantity.end)

    # ------------------------------------------------------------ with nothing, or with the bound behind

    def _plain(self, words: Sequence[str], place: int, asked: str | None) -> RangeHit | None:
        if years := self._years(words, place) or (self._calendar.lately(words, place) if self._calendar else None):
            both = self._second(words, years, asked) if not self._and_at(words, years.end) else None
            if both is not None:
                return self._hit(place, both[1], both[0])
            kind, end = self._behind(words, years.end, ("not_after", "not_before", "around"))
            return self._hit(place, end, self._years_bound(kind or "exactly", years))
        quantity = self._reader.quantity(words, place)
        if quantity is None:
            return None
        both = self._second(words, quantity, asked) if not self._and_at(words, quantity.end) else None
        if both is not None:
            return self._hit(place, both[1], both[0])
        field = quantity.field or self._bare(asked)
        if field is None:
            return None
        kind, end = self._behind(words, quantity.end, ("at_most", "at_least", "around"))
        return self._hit(place, end, self._quantity_bound(kind or "around", field, quantity.value))

    def _and_at(self, words: Sequence[str], place: int) -> bool:
        return place < len(words) and words[place] in self._and

    def _behind(self, words: Sequence[str], place: int, kinds: tuple[str, ...]) -> tuple[str, int]:
        match = self._bounds.at(words, place) if place < len(words) else None
        kind = next((kind for kind, field in match.payloads if kind in kinds and not field), "") if match else ""
        follows = match is not None and (self._years(words, match.end) or self._reader.quantity(words, match.end))
        return (kind, match.end) if match and kind and not follows else ("", place)

    # ------------------------------------------------------------ values

    def _years(self, words: Sequence[str], place: int) -> Years | None:
        return self._calendar.years(words, place) if self._calendar and place < len(words) else None

    def _bare(self, asked: str | None) -> str | None:
        """The field that a number without a unit is about."""
        return asked if asked in self._measures.fields and asked != self._calendar_field else None

    def _years_bound(self, kind: str, years: Years) -> RangeTarget | None:
        if self._calendar_field is None:
            return None
        low, high = years.low, years.high
        if kind == "before":
            low, high = None, None if low is None else low - 1
        elif kind == "not_after":
            low = None
        elif kind == "after":
            low, high = None if high is None else high + 1, None
        elif kind == "not_before":
            high = None
        elif kind == "around" and low is not None and low == high:
            low, high = low - _ABOUT_YEARS, low + _ABOUT_YEARS
        return None if low is None and high is None else RangeTarget(field=self._calendar_field, low=low, high=high)

    def _quantity_bound(self, kind: str, field: str, value: float) -> RangeTarget:
        unit, step = self._measures.unit(field), self._measures.fields[field].step
        if kind == "below":
            return RangeTarget(field=field, high=value - unit)
        if kind == "at_most":
            return RangeTarget(field=field, high=value)
        if kind == "above":
            return RangeTarget(field=field, low=value + unit)
        if kind == "at_least":
            return RangeTarget(field=field, low=value)
        return RangeTarget(field=field, low=value - step, high=value + step)

    @staticmethod
    def _hit(start: int, end: int, target: RangeTarget | None) -> RangeHit | None:
        return None if target is None else RangeHit(start, end, target)
