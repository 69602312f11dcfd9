"""ReDial's official list of films, `movies_with_mentions.csv`. Its counts, which include the test split, are never read."""

from __future__ import annotations

from pathlib import Path

from crs.datasets.delimited import checked, read_table
from crs.datasets.faults import Faults
from crs.datasets.record import Distinct, Record
from crs.errors import DatasetError


def read_titles(path: Path, *, faults: Faults | None = None) -> dict[str, str]:
    """The titles by film id, single spaces.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    distinct = Distinct()

    def film(row: Record | DatasetError) -> tuple[str, str]:
        record = checked(row)
        return distinct.check(record, "movieId", record.id("movieId")), " ".join(record.text("movieName").split())

    rows = read_table(path, delimiter=",", columns=("movieId", "movieName"), hint="is this ReDial's list of films?")
    return dict((faults or Faults()).read(rows, film))
