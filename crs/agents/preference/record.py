"""From opinions to preferences: what replaces what, what are alternatives, what is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from crs.types import EntityTarget, Preference, Preferences, RangeTarget, Span

Origin = Literal["stated", "critique", "feedback"]
# The more telling of two opinions about the same thing in one utterance counts; of equal ones the later.
SEEN, NAMED, FELT, SAID = 0, 1, 2, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A preference to be, found in characters `span` of the utterance."""

    target: EntityTarget | RangeTarget
    polarity: float
    hard: bool
    span: Span
    origin: Origin = "stated"
    group: str = ""  # entries of one group are alternatives
    weight: int = SAID


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The preferences after an utterance, and what it changed."""

    preferences: Preferences
    added: tuple[str, ...]
    retracted: tuple[str, ...]


def subject(target: EntityTarget | RangeTarget) -> str:
    """What a preference is about: two about the same subject cannot both count."""
    return target.entity if isinstance(target, EntityTarget) else f"range:{target.field}"


def settle(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry a subject: the most telling, the last of equals; open ranges of one field are one range."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        key = subject(entry.target) + (f"|{entry.group}|{entry.target}" if entry.group and isinstance(entry.target, RangeTarget) else "")
        older = kept.get(key)
        if older is None:
            kept[key] = entry
        elif joined := _joined(older, entry):
            kept[key] = joined
        elif entry.weight >= older.weight:
            kept.pop(key)
            kept[key] = entry
    return tuple(kept.values())


def _joined(first: Entry, second: Entry) -> Entry | None:
    """ "after 1990" and "before 2000" are the range between them."""
    one, other = first.target, second.target
    if not (isinstance(one, RangeTarget) and isinstance(other, RangeTarget)) or min(first.polarity, second.polarity) <= 0:
        return None
    if (one.low is None) == (other.low is None) or (one.high is None) == (other.high is None):
        return None
    low = one.low if one.low is not None else other.low
    high = one.high if one.high is not None else other.high
    if low is None or high is None or low > high:
        return None
    span = (min(first.span[0], second.span[0]), max(first.span[1], second.span[1]))
    return replace(second, target=RangeTarget(field=one.field, low=low, high=high), hard=first.hard or second.hard, span=span)


def record(known: Preferences, entries: Sequence[Entry], *, retract: Iterable[str], undo: Iterable[str], turn: int, text: str) -> Recorded:
    """`known` with entries taken back, undone and added. Nothing is lost: what no longer counts stays, inactive."""
    preferences = known.undo(*undo).retract(*retract, turn=turn)
    names: dict[str, str] = {}
    before = {p.id for p in known.active}
    added = [p.id for p in preferences.active if p.id not in before]
    for entry in entries:
        name = preferences.next_id()
        group = names.setdefault(entry.group, name) if entry.group else ""
        new = Preference(
            id=name,
            target=entry.target,
            polarity=entry.polarity,
            hard=entry.hard,
            turn=turn,
            span=entry.span,
            text=text[slice(*entry.span)],
            origin=entry.origin,
            any_of=group,
        )
        key = subject(entry.target)
        rest = (
            replace(p, active=False, retracted=turn) if p.active and subject(p.target) == key and not (group and p.any_of == group) else p
            for p in preferences.entries
        )
        preferences = Preferences(entries=(*rest, new))
        added.append(name)
    return Recorded(preferences=preferences, added=tuple(added), retracted=_taken_back(known, preferences, added))


def _taken_back(known: Preferences, after: Preferences, added: Sequence[str]) -> tuple[str, ...]:
    """What counted before and no longer does, except what was said again in the same sense."""
    news = [p for p in after.entries if p.id in added]
    still = {p.id for p in after.active}

    def again(old: Preference) -> bool:
        return any(subject(p.target) == subject(old.target) and p.target == old.target and p.polarity * old.polarity > 0 for p in news)

    return tuple(p.id for p in known.active if p.id not in still and not again(p))
