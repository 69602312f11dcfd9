"""A turn is answered even when a component fails: the next one of its seam takes over, and says so."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

C = TypeVar("C")
T = TypeVar("T")

log = logging.getLogger("crs.dialogue")


@dataclass(frozen=True, kw_only=True, slots=True)
class Named(Generic[C]):
    """A component under the name it is registered by."""

    name: str
    component: C


@dataclass(frozen=True, kw_only=True, slots=True)
class Seam(Generic[C]):
    """The component of a seam, and behind it those that stand in when it fails."""

    what: str  # "ranker", in a notice
    members: tuple[Named[C], ...]

    async def use(self, call: Callable[[C], Awaitable[T]], notices: list[str], *, otherwise: Callable[[], T]) -> T:
        """The answer of the first member that gives one; `otherwise()` if none does. Every failure is logged and noted."""
        for member in self.members:
            try:
                return await call(member.component)
            except Exception as error:
                notices.append(failed(self.what, member.name, error))
        return otherwise()


def failed(what: str, name: str, error: Exception) -> str:
    """Log a failed component; the words in which the seeker is told."""
    log.error("the %s '%s' failed", what, name, exc_info=error)
    return f"The {what} '{name}' failed ({type(error).__name__}); this turn went on without it."


def names(members: Sequence[Named[C]]) -> str:
    """What a turn's versions say of a seam."""
    return ", ".join(member.name for member in members)
