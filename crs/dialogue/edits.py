"""Changing what is known about a seeker by hand; each edit is checked, and can be undone."""

from __future__ import annotations

import math

from crs.dialogue.memory import Memory
from crs.errors import InputError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import EntityTarget, Preference, RangeTarget


def retract(memory: Memory, preference: str) -> Memory:
    """With one preference no longer counting.

    Raises:
        InputError: there is no preference of that id.
    """
    if all(entry.id != preference for entry in memory.preferences.entries):
        raise InputError(f"there is no preference '{preference}'", hint="the ids are those of the session's list of preferences")
    return memory.changed(memory.preferences.retract(preference, turn=_turn(memory)))


def prefer(memory: Memory, target: EntityTarget | RangeTarget, polarity: float, *, hard: bool, text: str) -> Memory:
    """With one more preference, as if it had been said; it replaces an older one about the same target."""
    entry = Preference(
        id=memory.preferences.next_id(),
        target=target,
        polarity=polarity,
        hard=hard,
        turn=_turn(memory),
        text=text,
        origin="edited",
    )
    return memory.changed(memory.preferences.add(entry))


def _turn(memory: Memory) -> int:
    """Edits count as made with the newest utterance."""
    return max(0, len(memory.utterances) - 1)


def checked_target(target: EntityTarget | RangeTarget | str, graph: KnowledgeGraph) -> EntityTarget | RangeTarget:
    """The target of a preference; a bare string is the id of an entity or an item.

    Raises:
        InputError: the graph has no such entity, the schema no such field, or the range is empty.
    """
    if isinstance(target, str | EntityTarget):
        entity = target if isinstance(target, str) else target.entity
        if entity not in graph:
            raise InputError(f"there is no entity '{entity}' in the catalogue", hint="ids come from bot.linker or bot.graph")
        return EntityTarget(entity=entity, kind=graph.entity(entity).kind)
    if target.field not in graph.schema.fields:
        raise InputError(f"there is no field '{target.field}'", hint=f"the catalogue has: {', '.join(graph.schema.fields) or 'none'}")
    ends = [end for end in (target.low, target.high) if end is not None]
    if not ends or not all(math.isfinite(end) for end in ends) or ends != sorted(ends):
        raise InputError(f"the range of '{target.field}' is empty", hint="give a lowest value, a highest value, or both in that order")
    return target


def checked_polarity(polarity: float) -> float:
    """A polarity in [-1, 1]. Raises InputError otherwise."""
    if not -1 <= polarity <= 1:
        raise InputError(f"a polarity of {polarity} is not between -1 and 1", hint="1 is like, -1 dislike, 0 known already")
    return float(polarity)
