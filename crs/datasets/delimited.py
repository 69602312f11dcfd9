"""Reading tables of a data set row by row: CSV and TSV, plain or gzipped."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from crs.datasets.folder import find, read_lines
from crs.datasets.record import Record
from crs.errors import DatasetError


def read_table(path: Path, *, delimiter: str, columns: Sequence[str], hint: str) -> Iterator[Record | DatasetError]:
    """The rows of a table with a header, each under the number of the line it starts on; for a row that is broken its error.

    Raises:
        DatasetError: the file is missing, damaged or empty, or lacks one of `columns`.
    """
    found = find(path)
    rows = _rows(found, delimiter, hint)
    head = next(rows, None)
    if head is None:
        raise DatasetError("the file is empty", file=found, hint=hint)
    if isinstance(head, DatasetError):
        raise head
    number, names = head
    missing = [column for column in columns if column not in names]
    if missing:
        raise DatasetError("the table lacks this column", file=found, row=number, field=missing[0], hint=hint)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DatasetError("the table has this column twice", file=found, row=number, field=twice, hint=hint)
    for row in rows:
        if isinstance(row, DatasetError):
            yield row
            continue
        number, cells = row
        record = Record(file=found, number=number, row=dict(zip(names, cells, strict=False)), hint=hint)
        yield record if len(cells) == len(names) else record.error(f"the row has {len(cells)} cells, the header {len(names)}", names[0])


def checked(row: Record | DatasetError) -> Record:
    """The row, or its error raised: for `Faults.read`."""
    if isinstance(row, DatasetError):
        raise row
    return row


def _rows(file: Path, delimiter: str, hint: str) -> Iterator[tuple[int, list[str]] | DatasetError]:
    """Cells of every row. Quoted cells may hold line breaks; a quote that is never closed ends at Python's largest cell."""
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.first = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield DatasetError(f"not readable as a table: {error}", file=file, row=lines.first, hint=hint)
        else:
            yield lines.first, cells


class _Lines(Iterator[str]):
    """Lines for the CSV reader, which remembers on which one the present row began."""

    def __init__(self, file: Path) -> None:
        self._lines = read_lines(file)
        self.first = 0

    def __next__(self) -> str:
        number, line = next(self._lines)
        self.first = self.first or number
        return line + "\n"
