"""Reading a table: CSV, TSV or JSON Lines, gzipped or not, every fault with its file and line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crs.errors import CatalogueError

Row = Mapping[str, Any]
LARGEST = 256 * 1024 * 1024  # bytes of a table once unpacked: a small .gz can unpack to anything


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Rows of a CSV, TSV or JSON Lines table, gzipped or not, each with the number of the line it starts on.

    Raises:
        CatalogueError: the file is missing, empty, too large, not UTF-8, or a row does not fit its header.
    """
    path = Path(path)
    name = path.name.removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return _read_jsonl(path, _read_text(path))
    if name.endswith((".csv", ".tsv")):
        return _read_csv(path, _read_text(path), delimiter="\t" if name.endswith(".tsv") else ",")
    raise CatalogueError("this kind of table cannot be read", file=path, hint="use .csv, .tsv or .jsonl, gzipped or not")


def _read_text(path: Path) -> str:
    data = _read_bytes(path)
    if len(data) > LARGEST:
        raise CatalogueError(
            f"the table is larger than {LARGEST // 2**20} MiB", file=path, hint="split it, or drop columns that are not used"
        )
    if not data.strip():
        raise CatalogueError("the file is empty", file=path, hint="the table needs a header and at least one row")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise CatalogueError("the text is not UTF-8", file=path, row=row, hint="save the table as UTF-8") from error
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise CatalogueError("there is a NUL character", file=path, row=row, hint="is this a text file, saved as UTF-8?")
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as file:
                return file.read(LARGEST + 1)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise CatalogueError("the table is missing", file=path, hint="item.table in the schema names it") from None
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogueError(f"cannot be read: {error}", file=path, hint="check the file, or write it again") from error


def _read_csv(path: Path, text: str, *, delimiter: str) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        header = [column.strip() for column in next(reader)]
        if len(set(header)) != len(header):
            twice = next(column for column in header if header.count(column) > 1)
            raise CatalogueError("the column stands twice in the header", file=path, row=1, field=twice, hint="rename one of them")
        start = reader.line_num + 1
        for cells in reader:
            number, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise CatalogueError(
                    f"the row has {len(cells)} cells, the header has {len(header)}",
                    file=path,
                    row=number,
                    field=header[len(cells)] if len(cells) < len(header) else None,
                    hint="quote cells that contain the separator",
                )
            yield number, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise CatalogueError(f"not readable as CSV: {error}", file=path, row=start, hint="check the quotes of this row") from error


def _read_jsonl(path: Path, text: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_constant=_refuse, object_pairs_hook=_object)
        except (ValueError, RecursionError) as error:
            message = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise CatalogueError(f"not readable as JSON: {message}", file=path, row=number, hint="one JSON object a line") from error
        if not isinstance(row, dict):
            raise CatalogueError("the line is not a JSON object", file=path, row=number, hint="one JSON object a line")
        for column, value in row.items():
            parts = value if isinstance(value, list) else [value]
            if any(isinstance(part, dict | list) for part in parts):
                raise CatalogueError(
                    "the value is nested too deep", file=path, row=number, field=column, hint="write text, a number, or a list of them"
                )
        yield number, row


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a name stands twice in the object")
    return row
