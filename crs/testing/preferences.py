"""Preferences written as one reads them: "+country:france!", "-person:tom-hanks", "0alien-1979", "runtime ..120"."""

from __future__ import annotations

import re
from typing import Literal

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import EntityTarget, Preference, Preferences, RangeTarget

Origin = Literal["stated", "critique", "feedback", "edited"]
_POLARITY = {"+": 1.0, "-": -1.0, "0": 0.0}
_RANGE = re.compile(r"(?P<sign>[+-]?)(?P<field>\w+) (?P<low>[\d.]*?)\.\.(?P<high>[\d.]*)")


def preferences_of(graph: KnowledgeGraph, *notes: str, origin: Origin = "stated", any_of: str = "") -> Preferences:
    """Active preferences p1, p2, … of a short notation.

    A sign (+ like, - dislike, 0 knows it) before an entity id, "!" after it for a constraint; or a field and a range, which
    is a constraint: "year 1990..1999", "-year 1980..1989".

    Raises:
        GraphError: the graph lacks an entity.
        ValueError: a note is neither.
    """
    preferences = Preferences()
    for note in notes:
        preferences = preferences.add(_preference(graph, note, preferences.next_id(), origin, any_of))
    return preferences


def _preference(graph: KnowledgeGraph, note: str, name: str, origin: Origin, any_of: str) -> Preference:
    as_range = _RANGE.fullmatch(note)
    if as_range is not None:
        low, high = (float(end) if end else None for end in (as_range["low"], as_range["high"]))
        target: EntityTarget | RangeTarget = RangeTarget(field=as_range["field"], low=low, high=high)
        polarity, hard = -1.0 if as_range["sign"] == "-" else 1.0, True
    elif note[:1] in _POLARITY:
        entity, hard = note[1:].removesuffix("!"), note.endswith("!")
        target, polarity = EntityTarget(entity=entity, kind=graph.entity(entity).kind), _POLARITY[note[0]]
    else:
        raise ValueError(f"'{note}' is neither +entity, -entity, 0entity nor a range")
    return Preference(id=name, target=target, polarity=polarity, hard=hard, text=note, origin=origin, any_of=any_of)
