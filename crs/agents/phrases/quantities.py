"""Numbers in words: values with their unit, ranges, buckets."""

from __future__ import annotations

import math
import re

from crs.agents.phrases.grammar import fill
from crs.knowledge_graph.schema import FieldSchema, Schema
from crs.types import RangeTarget

_OPTION = re.compile(r"(-?[\d.]+)-(-?[\d.]+)")


class Quantities:
    """Speaks of the numeric fields of one schema."""

    def __init__(self, schema: Schema) -> None:
        self.fields = schema.fields

    def value(self, field: str, value: float) -> str:
        """A value as a quality: "97 minutes long", "from 1994"."""
        return fill(self.fields[field].trait, value=_number(value))

    def measure(self, field: str, value: float) -> str:
        """A value with its unit: "97 minutes", "1994"."""
        return f"{_number(value)} {self.fields[field].unit}".strip()

    def number(self, value: float) -> str:
        """A value without needless digits."""
        return _number(value)

    def bound(self, target: RangeTarget) -> str:
        """A range by itself: "under 2 hours", "before 1990", "the 1990s"."""
        spec, low, high = self.fields[target.field], target.low, target.high
        if low is not None and high is not None:
            if low == high:
                return _measure(spec, low)
            if spec.bucket_label and bucket_of(spec, low) == (low, high):
                return fill(spec.bucket_label, low=_number(low), high=_measure(spec, high))
            return fill(spec.between, low=_number(low), high=_measure(spec, high))
        if high is not None:
            beyond = _is_round(high + 1) and spec.integer and not _is_round(high)
            return fill(spec.below if beyond else spec.at_most, high=_measure(spec, high + 1 if beyond else high))
        if low is not None:
            beyond = _is_round(low - 1) and spec.integer and not _is_round(low)
            return fill(spec.above if beyond else spec.at_least, low=_measure(spec, low - 1 if beyond else low))
        return spec.noun

    def comparison(self, target: RangeTarget) -> str | None:
        """An open range as the schema's word for less or more of the field: "shorter", "newer"."""
        spec = self.fields[target.field]
        words = spec.lower if target.low is None else spec.higher if target.high is None else ()
        return words[0] if words else None

    def bound_trait(self, target: RangeTarget) -> str:
        """A range as a quality of an item: "of under 2 hours", "from before 1990"."""
        return fill(self.fields[target.field].bound_trait, bound=self.bound(target))

    def option_label(self, field: str, option: str) -> str:
        """An option of a question about a field, readable: "1990-1999" -> "the 1990s"."""
        low, high = parse_option(option)
        return self.bound(RangeTarget(field=field, low=low, high=high))


def bucket_of(spec: FieldSchema, value: float) -> tuple[float, float]:
    """The bucket a value lies in, both ends inclusive: 1994 -> (1990, 1999)."""
    low = math.floor(value / spec.bucket) * spec.bucket
    return (low, low + spec.bucket - 1) if spec.integer else (low, low + spec.bucket)


def bucket_option(spec: FieldSchema, value: float) -> str:
    """The bucket of a value as the option of a question: "1990-1999"."""
    low, high = bucket_of(spec, value)
    return f"{_number(low)}-{_number(high)}"


def parse_option(option: str) -> tuple[float, float]:
    """The ends of an option "low-high".

    Raises:
        ValueError: it is none.
    """
    found = _OPTION.fullmatch(option)
    if found is None:
        raise ValueError(f"'{option}' is not a range low-high")
    return float(found[1]), float(found[2])


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.2f}".rstrip("0")


def _is_round(value: float) -> bool:
    return value % 10 == 0


def _measure(spec: FieldSchema, value: float) -> str:
    """The value in the largest unit that it is a whole multiple of."""
    larger = sorted({multiple for multiple in spec.units.values() if multiple > 1 and value > 0 and value % multiple == 0}, reverse=True)
    if not larger:
        return f"{_number(value)} {spec.unit}".strip()
    count = value / larger[0]
    words = [word for word, multiple in spec.units.items() if multiple == larger[0]]
    single = next((word for word in words if f"{word}s" in words), words[0])
    return f"{_number(count)} {single if count == 1 else words[0]}"
