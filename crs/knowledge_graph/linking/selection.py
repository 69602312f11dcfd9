"""Choosing readings of a text that go together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.recognition import Reading, Recogniser
from crs.knowledge_graph.linking.roles import Role
from crs.knowledge_graph.linking.surroundings import Surroundings

_ORDER = {Role.TITLE: 0, Role.PERSON: 1, Role.VALUE: 2}
_FAINT = -3.5  # log-odds below which not even a list makes a title


def places_of(readings: Iterable[Reading]) -> frozenset[int]:
    """All words that the readings cover."""
    return frozenset(place for reading in readings for place in range(reading.first, reading.last + 1))


def uncut(around: Surroundings, readings: Iterable[Reading]) -> list[Reading]:
    """Readings without titles that would cut a value of several words in two: "about time" in "something about time travel"."""
    readings = list(readings)
    values = [reading for reading in readings if reading.role is Role.VALUE and reading.last > reading.first and reading.odds > 0]
    if not values:
        return readings
    return [reading for reading in readings if not any(_cuts(around, reading, value) for value in values)]


def _cuts(around: Surroundings, reading: Reading, value: Reading) -> bool:
    crosses = reading.first < value.first <= reading.last < value.last
    return crosses and reading.role is Role.TITLE and around.case(reading.first, reading.last) != "title"


def select(readings: Iterable[Reading]) -> list[Reading]:
    """Readings that are likelier meant than not and do not overlap, the longest first, in the order of the text."""
    likely = [reading for reading in readings if reading.odds > 0]
    if len(likely) > 1:
        likely.sort(key=lambda reading: (reading.first - reading.last, reading.edits, _ORDER[reading.role], -reading.odds))
        taken: set[int] = set()
        chosen = []
        for reading in likely:
            span = range(reading.first, reading.last + 1)
            if taken.isdisjoint(span):
                taken.update(span)
                chosen.append(reading)
        chosen.sort(key=lambda reading: reading.first)
        return chosen
    return likely


def with_lists(around: Surroundings, recogniser: Recogniser, readings: list[Reading], chosen: list[Reading]) -> list[Reading]:
    """The choice with what stands in one list with a chosen title: "up, frozen and big"."""
    faint = [
        reading
        for reading in readings
        if _FAINT < reading.odds <= 0
        and reading.role is Role.TITLE
        and recogniser.facts[reading.surface].title in _WHOLE
        and around.text.words[reading.first] not in around.vocabulary.cues.pronoun
    ]
    bonus = recogniser.weights.rules.get("in a list", 0.0)
    while faint and any(reading.role is Role.TITLE for reading in chosen):
        titles = [reading for reading in chosen if reading.role is Role.TITLE]
        listed = [reading for reading in faint if reading.odds + bonus > 0 and any(_beside(around, reading, title) for title in titles)]
        if not listed:
            break
        faint = [reading for reading in faint if reading not in listed]
        chosen = select([*chosen, *(replace(reading, odds=reading.odds + bonus) for reading in listed)])
    return chosen


def _beside(around: Surroundings, one: Reading, other: Reading) -> bool:
    """Whether only a comma, "and" or "or" stands between two readings."""
    left, right = (one, other) if one.first < other.first else (other, one)
    gap = right.first - left.last - 1
    if gap == 0:
        return around.mark(left.last) in (",", "/", "&")
    return gap == 1 and around.text.words[left.last + 1] in ("and", "or") and around.mark(left.last) in (" ", ",")


_WHOLE = (Form.NAME, Form.ALIAS)
