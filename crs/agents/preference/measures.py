"""The numeric fields of one catalogue: their values, and the words that speak of less or more of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crs.agents.preference.content import Comparison, Numbers
from crs.agents.preference.phrases import PhraseBook
from crs.agents.preference.tokens import Tokenizer
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import RangeTarget

Form = Literal["absolute", "comparative", "too"]
_FEW = 10  # a comparison that would leave fewer items is read less strictly
_LOW_SHARE, _HIGH_SHARE = 25, 75  # percentiles of the catalogue that "short" and "long" mean


@dataclass(frozen=True, slots=True)
class Degree:
    """Words [start, end) speak of less (-1) or more (+1) of a field: "short", "shorter", "too long"."""

    start: int
    end: int
    field: str
    direction: int
    form: Form


class Measures:
    """What is known about the values of every field."""

    def __init__(self, graph: KnowledgeGraph, numbers: Numbers) -> None:
        self._graph = graph
        self._numbers = numbers
        self.fields = graph.schema.fields

    @cached_property
    def _values(self) -> Mapping[str, NDArray[np.float64]]:
        facts = {name: [item.facts.get(name) for item in self._graph.items.values()] for name in self.fields}
        return {name: np.sort([float(v) for v in values if isinstance(v, int | float)]) for name, values in facts.items()}

    def value(self, item: str, field: str) -> float | None:
        """The value of a field that an item states."""
        entry = self._graph.items.get(item)
        value = None if entry is None else entry.facts.get(field)
        return float(value) if isinstance(value, int | float) else None

    def newest(self, field: str) -> int:
        """The largest value of a field in the catalogue, or the most the schema allows."""
        values = self._values[field]
        return int(values[-1]) if len(values) else int(self.fields[field].maximum)

    def unit(self, field: str) -> float:
        """The least difference between two values: 1 for whole numbers, 0 where there is none."""
        return 1.0 if self.fields[field].integer else 0.0

    def typical(self, field: str, direction: int) -> RangeTarget:
        """What "short" (-1) or "long" (+1) means: the lowest or highest quarter of the catalogue; of years, the old or recent ones."""
        if self.fields[field].calendar:
            newest, ages = self.newest(field), self._numbers
            return (
                RangeTarget(field=field, high=newest - ages.old)
                if direction < 0
                else RangeTarget(field=field, low=newest - ages.recent + 1)
            )
        values = self._values[field]
        if not len(values):
            return RangeTarget(field=field)
        if direction < 0:
            return RangeTarget(field=field, high=float(np.floor(np.percentile(values, _LOW_SHARE))))
        return RangeTarget(field=field, low=float(np.ceil(np.percentile(values, _HIGH_SHARE))))

    def beyond(self, field: str, direction: int, items: Sequence[str], *, strictly: bool = False) -> RangeTarget | None:
        """Less or more than these items have: than all of them, or, where that leaves next to nothing, than the middle one.

        The difference is at least the field's step; with `strictly` any difference will do.
        """
        known = sorted(v for item in items if (v := self.value(item, field)) is not None)
        if not known:
            return None
        step = self.unit(field) if strictly else max(self.fields[field].step, self.unit(field))
        edges = (known[0], known[len(known) // 2]) if direction < 0 else (known[-1], known[(len(known) - 1) // 2])
        ranges = [RangeTarget(field=field, low=e + step) if direction > 0 else RangeTarget(field=field, high=e - step) for e in edges]
        return ranges[0] if self._count(ranges[0]) >= _FEW else ranges[1]

    def _count(self, target: RangeTarget) -> int:
        values = self._values[target.field]
        low = 0 if target.low is None else int(np.searchsorted(values, target.low, side="left"))
        high = len(values) if target.high is None else int(np.searchsorted(values, target.high, side="right"))
        return max(high - low, 0)

    def opposite(self, target: RangeTarget) -> RangeTarget | None:
        """All values outside of an open range; None for a range with two ends."""
        unit = self.unit(target.field)
        if target.low is None and target.high is not None:
            return RangeTarget(field=target.field, low=target.high + unit)
        if target.high is None and target.low is not None:
            return RangeTarget(field=target.field, high=target.low - unit)
        return None


class DegreeReader:
    """Finds the words of the schema that speak of less or more of a field."""

    def __init__(self, measures: Measures, comparison: Comparison, tokenizer: Tokenizer) -> None:
        self.measures = measures
        self._void = frozenset(comparison.void)
        marks = [tokenizer.words(phrase) for phrase in comparison.words]
        too = [tokenizer.words(phrase) for phrase in comparison.too]
        phrases: list[tuple[tuple[str, ...], tuple[str, int, Form]]] = []
        for name, field in measures.fields.items():
            for direction, said in ((-1, field.lower), (1, field.higher)):
                for words in map(tokenizer.words, said):
                    compares = any(words[: len(mark)] == mark for mark in marks) or any(words[0].endswith(e) for e in comparison.endings)
                    phrases.append((words, (name, direction, "comparative" if compares else "absolute")))
                    if not compares:
                        phrases.extend(((*prefix, *words), (name, -direction, "too")) for prefix in too)
                        phrases.append((("more", *words), (name, direction, "comparative")))
        self._book = PhraseBook(phrases, fillers=("a", "bit", "little", "much", "way", "far", "somewhat", "slightly"))

    def find(self, words: Sequence[str], barriers: frozenset[int]) -> tuple[Degree, ...]:
        """The degrees said, from left to right."""
        matches = self._book.find(words, barriers=barriers)
        return tuple(Degree(m.start, m.end, *m.payloads[0]) for m in matches if not (m.start and words[m.start - 1] in self._void))
