"""Parquet files row by row."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from crs.datasets.record import Record
from crs.errors import DatasetError, MissingExtraError

BATCH = 256  # rows held at once


def read_parquet(path: Path, *, hint: str) -> Iterator[Record]:
    """The rows of a Parquet file, each under its place from 1.

    Raises:
        DatasetError: the file is missing or not a Parquet file.
        MissingExtraError: pyarrow is not installed.
    """
    path = Path(path)
    if not path.is_file():
        raise DatasetError("the file is missing", file=path, hint="download the data set first")
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError("reading Parquet", extra="hub") from None
    try:
        with parquet.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(batch_size=BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield Record(file=path, number=number, row=row, hint=hint)
    except (arrow.ArrowException, OSError) as error:
        raise DatasetError(f"not readable as Parquet: {error}", file=path, hint=hint) from error
