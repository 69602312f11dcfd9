"""What surfaces show besides the words of a reply: preferences and facts, readable, in the words of the schema."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from crs.agents.phrases import Quantities
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import Schema
from crs.text import join_words
from crs.types import Fact, Preference, Preferences, RangeTarget


@dataclass(frozen=True, kw_only=True)
class PreferenceLine:
    """One preference as a person reads it in a list."""

    id: str
    sign: str  # "like", "dislike" or "known"
    name: str  # "Marie Curie", "before 1990"
    kind: str  # "person", "year"
    hard: bool
    alternative: bool = False  # it continues the alternatives of the line before

    @property
    def mood(self) -> str:
        """How it counts, in a word or two."""
        if self.alternative:
            return "or"
        if self.sign == "known":
            return "known"
        if self.hard:
            return "only" if self.sign == "like" else "never"
        return "likes" if self.sign == "like" else "dislikes"


def preference_lines(preferences: Preferences, graph: KnowledgeGraph) -> tuple[PreferenceLine, ...]:
    """The active preferences, oldest first, alternatives side by side."""
    groups: dict[str, list[Preference]] = {}
    for preference in preferences.active:
        groups.setdefault(preference.any_of or preference.id, []).append(preference)
    return tuple(_line(entry, graph, alternative=number > 0) for group in groups.values() for number, entry in enumerate(group))


def _line(preference: Preference, graph: KnowledgeGraph, *, alternative: bool) -> PreferenceLine:
    target = preference.target
    if isinstance(target, RangeTarget):
        spec = graph.schema.fields.get(target.field)
        name, kind = (Quantities(graph.schema).bound(target), spec.noun) if spec else (preference.text, target.field)
    else:
        name = graph.label(target.entity) if target.entity in graph else preference.text or target.entity
        kind = _kind_word(target.kind, graph.schema)
    sign = "known" if preference.polarity == 0 else "like" if preference.polarity > 0 else "dislike"
    return PreferenceLine(id=preference.id, sign=sign, name=name, kind=kind, hard=preference.hard, alternative=alternative)


def _kind_word(kind: str, schema: Schema) -> str:
    if kind == schema.item.kind:
        return schema.item.singular
    spec = schema.kinds.get(kind)
    return spec.singular if spec else kind


def fact_lines(facts: Mapping[str, Fact]) -> tuple[tuple[str, str], ...]:
    """The facts of a card as (name, value), in their order; empty ones are left out."""
    lines = ((name, join_words(value) if isinstance(value, tuple) else str(value)) for name, value in facts.items())
    return tuple((name, value) for name, value in lines if value)


def printable(text: str) -> str:
    """The text without control characters, so that nothing in a catalogue can drive a terminal."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
