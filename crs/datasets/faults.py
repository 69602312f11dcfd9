"""What to do with a row that is not as published: stop at it, or leave it out and count it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeVar

from crs.errors import DatasetError

OnError = Literal["stop", "skip"]
KEPT = 20  # faults kept for a reader; all are counted

log = logging.getLogger("crs.datasets")

_Row = TypeVar("_Row")
_Read = TypeVar("_Read")


class Faults:
    """Counts the rows that were left out and keeps the first few errors. A row that is read twice counts once.

    Only a row can be left out: a file that is missing, damaged or not text always stops the reading.
    """

    def __init__(self, on_error: OnError = "stop") -> None:
        self.on_error = on_error
        self.first: list[DatasetError] = []
        self._seen: set[tuple[str | None, int | None]] = set()

    @property
    def count(self) -> int:
        """Rows left out."""
        return len(self._seen)

    def add(self, error: DatasetError) -> None:
        """Count `error`, or raise it where reading stops at the first."""
        if self.on_error == "stop":
            raise error
        where = (error.file, error.row)
        if where in self._seen:
            return
        self._seen.add(where)
        if len(self.first) < KEPT:
            self.first.append(error)

    def read(self, rows: Iterable[_Row], parse: Callable[[_Row], _Read]) -> Iterator[_Read]:
        """What `parse` makes of every row, without those it finds a fault in; logs once how many these were.

        Raises:
            DatasetError: the first fault, where reading stops at it; any fault of the file itself.
        """
        before, first = self.count, None
        for row in rows:
            try:
                read = parse(row)
            except DatasetError as error:
                self.add(error)
                first = first or error
            else:
                yield read
        if self.count > before:
            log.warning("%d rows are left out; the first fault: %s", self.count - before, first)
