"""One trial of offline evaluation, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from crs.types import Dialogue


@dataclass(frozen=True, kw_only=True, slots=True)
class Instance:
    """A recommender turn that is predicted from all that was said before it. All ids are items of the data set's graph.

    Two protocols that show the same beginning of a dialogue give its context the same id, so a system is asked once for both.
    """

    id: str  # unique within split and protocol
    dialogue: str  # id of the dialogue it was cut from; intervals are clustered by it
    turn: int  # number of turns before it
    context: Dialogue  # what the system is given
    targets: tuple[str, ...]  # one trial each, never empty
    mentioned: tuple[str, ...] = ()  # items named in the context, oldest first
    excluded: frozenset[str] = frozenset()  # items taken out of the ranking by the protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a system answered to one instance."""

    instance: Instance
    ranking: tuple[str, ...]  # items best first, excluded ones gone, ties resolved against the targets; empty if the system failed
    error: str = ""  # why it failed

    @property
    def ranks(self) -> tuple[int | None, ...]:
        """For every target its rank from 1, None if it is not in the ranking."""
        place = {item: number for number, item in enumerate(self.ranking, start=1)}
        return tuple(place.get(target) for target in self.instance.targets)
