"""Rules: which of the items that a row names are right answers. Each target is one trial; a row without any is dropped."""

from __future__ import annotations

from collections.abc import Callable

from crs.evaluate.protocols.rows import Row

Targets = Callable[[Row], tuple[str, ...]]


def distinct(row: Row) -> tuple[str, ...]:
    """Every item it names, once."""
    return tuple(dict.fromkeys(row.named))


def repeated(row: Row) -> tuple[str, ...]:
    """Every item it names, as often as it names it."""
    return row.named


def new(row: Row) -> tuple[str, ...]:
    """Every item it names that nobody named before, once."""
    return tuple(item for item in distinct(row) if item not in row.before)
