"""Rules: which items leave the ranking before it is scored. A target never does, see `Rules`."""

from __future__ import annotations

from collections.abc import Callable

from crs.evaluate.protocols.rows import Row

Excluded = Callable[[Row], tuple[str, ...]]


def nothing(row: Row) -> tuple[str, ...]:  # noqa: ARG001
    """The whole catalogue is ranked."""
    return ()


def named_before(row: Row) -> tuple[str, ...]:
    """What was named in the turns before is not ranked."""
    return row.before
