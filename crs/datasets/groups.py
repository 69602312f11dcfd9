"""Rows of a table that belong together because they follow each other under one id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crs.datasets.record import Record
from crs.errors import DatasetError

Row = Record | DatasetError


def grouped(rows: Iterable[Row], column: str) -> Iterator[list[Row]]:
    """Consecutive rows with the same value in `column`; a row that cannot be read belongs to the group it stands in."""
    group: list[Row] = []
    present: object = None
    for row in rows:
        id_ = row.row.get(column) if isinstance(row, Record) else present
        if group and present is not None and id_ != present:
            yield group
            group = []
        group.append(row)
        present = id_
    if group:
        yield group
