"""What the seeker wants: typed, retractable, newest word first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field

from crs.types.dialogue import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class EntityTarget:
    """A preference about an item or about an entity that items are linked to."""

    entity: str
    kind: str
    type: Literal["entity"] = "entity"


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeTarget:
    """A preference about a numeric field; both ends are inclusive, None is open."""

    field: str
    low: float | None = None
    high: float | None = None
    type: Literal["range"] = "range"


Target = Annotated[EntityTarget | RangeTarget, Field(discriminator="type")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preference:
    """One thing the seeker wants or does not want, and where it was said."""

    id: str
    target: Target
    polarity: float  # in [-1, 1]; 0 is "knows it, no opinion said"
    hard: bool = False  # a constraint: no recommendation may break it
    turn: int = 0  # index of the utterance in the dialogue
    span: Span = (0, 0)
    text: str = ""  # the words it came from
    active: bool = True  # False once retracted
    retracted: int | None = None  # index of the utterance that retracted it; `turn` itself where that was undone
    origin: Literal["stated", "critique", "feedback", "edited"] = "stated"
    any_of: str = ""  # entries that share a non-empty name are alternatives: one of them is enough ("French or Italian")


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferences:
    """Everything the seeker said they want, retracted entries included, oldest first."""

    entries: tuple[Preference, ...] = ()

    @property
    def active(self) -> tuple[Preference, ...]:
        """The entries that count."""
        return tuple(p for p in self.entries if p.active)

    @property
    def liked(self) -> tuple[Preference, ...]:
        """Active entries with positive polarity."""
        return tuple(p for p in self.active if p.polarity > 0)

    @property
    def disliked(self) -> tuple[Preference, ...]:
        """Active entries with negative polarity."""
        return tuple(p for p in self.active if p.polarity < 0)

    def add(self, *new: Preference) -> Preferences:
        """With new entries; an older active entry about the same target is retracted, so the newest word counts."""
        entries = self.entries
        for preference in new:
            key = _subject(preference.target)
            older = (replace(p, active=False, retracted=preference.turn) if p.active and _subject(p.target) == key else p for p in entries)
            entries = (*older, preference)
        return Preferences(entries=entries)

    def retract(self, *ids: str, turn: int | None = None) -> Preferences:
        """With these entries no longer counting, by what was said in utterance `turn`; unknown ids are ignored."""
        gone = set(ids)
        entries = (replace(p, active=False, retracted=turn) if p.active and p.id in gone else p for p in self.entries)
        return Preferences(entries=tuple(entries))

    def undo(self, *ids: str) -> Preferences:
        """As if these entries had not been stated, or not been retracted; unknown ids are ignored."""
        back = set(ids)
        return Preferences(entries=tuple(_undone(p) if p.id in back else p for p in self.entries))

    def newest_change(self) -> tuple[str, ...]:
        """Ids of the entries that were stated or retracted last, in one utterance; what was undone does not count as a change."""
        changed = {p.id: p.turn if p.active else p.retracted for p in self.entries if p.active or p.retracted != p.turn}
        newest = max((turn for turn in changed.values() if turn is not None), default=None)
        return () if newest is None else tuple(id_ for id_, turn in changed.items() if turn == newest)

    def next_id(self) -> str:
        """An id that no entry has yet: "p1", "p2", …"""
        return f"p{1 + max((int(p.id[1:]) for p in self.entries if p.id[1:].isdecimal()), default=0)}"


def _undone(preference: Preference) -> Preference:
    return replace(preference, active=not preference.active, retracted=preference.turn if preference.active else None)


def _subject(target: EntityTarget | RangeTarget) -> str:
    return target.entity if isinstance(target, EntityTarget) else f"range:{target.field}"
