"""Where data sets lie on this machine, and reading their files: plain or gzipped, every fault with its file and line."""

from __future__ import annotations

import gzip
import json
import math
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast

from crs.errors import DatasetError

LONGEST_LINE = 16 * 1024 * 1024  # characters; the longest dialogue known has 60 thousand
LARGEST_JSON = 256 * 1024 * 1024  # characters of a file that is read as a whole; the largest known has 20 million
UNPACKED = 64 * 1024 * 1024  # characters that any .gz may unpack to; beyond, at most `RATIO` times its size
RATIO = 200  # text packs to about a tenth, a file made to fill the memory to a thousandth


def data_folder() -> Path | None:
    """The folder named by `CRS_DATA_DIR`, else `../shared/data` beside a source checkout, None if that does not exist.

    Raises:
        DatasetError: `CRS_DATA_DIR` names a folder that does not exist.
    """
    named = os.environ.get("CRS_DATA_DIR")
    if named:
        if not Path(named).is_dir():
            raise DatasetError("the data folder does not exist", file=named, hint="correct or unset CRS_DATA_DIR")
        return Path(named)
    root = Path(__file__).resolve().parents[2]
    beside = root.parent / "shared" / "data"
    return beside if (root / "pyproject.toml").is_file() and beside.is_dir() else None


def find(path: Path) -> Path:
    """`path` if it exists, else `path` with `.gz`.

    Raises:
        DatasetError: neither exists.
    """
    path = Path(path)
    for candidate in (path, path.with_name(path.name + ".gz")):
        if candidate.is_file():
            return candidate
    raise DatasetError("the file is missing", file=path, hint="plain or with .gz; download the data set first")


def open_text(path: Path) -> TextIO:
    """Open `path`, or `path.gz`, as UTF-8 text; a byte order mark is dropped. Line ends stay as they are.

    Raises:
        DatasetError: neither exists, or it cannot be opened.
    """
    return _open(find(path), errors="strict")


def _open(found: Path, *, encoding: str = "utf-8-sig", errors: str) -> TextIO:
    try:
        if found.suffix == ".gz":
            return cast(TextIO, gzip.open(found, "rt", encoding=encoding, errors=errors, newline="\n"))
        return found.open(encoding=encoding, errors=errors, newline="\n")
    except OSError as error:
        raise DatasetError(f"cannot be opened: {error.strerror}", file=found) from error


def read_lines(path: Path, *, encoding: str = "utf-8-sig") -> Iterator[tuple[int, str]]:
    """Lines that are not blank, each with its number from 1.

    Raises:
        DatasetError: the file is missing, damaged, not UTF-8, has a line of over 16 million characters, or unpacks without end.
    """
    found, number, read = find(path), 0, 0
    most = max(UNPACKED, RATIO * found.stat().st_size) if found.suffix == ".gz" else math.inf
    with _open(found, encoding=encoding, errors="surrogateescape") as file:
        try:
            while line := file.readline(LONGEST_LINE + 1):
                number, read = number + 1, read + len(line)
                if len(line) > LONGEST_LINE:
                    raise DatasetError(
                        f"the line has over {LONGEST_LINE:,} characters", file=found, row=number, hint="is this the right file?"
                    )
                if read > most:
                    raise DatasetError(
                        f"the file unpacks to over {RATIO} times its size", file=found, row=number, hint="is this the right file?"
                    )
                if not line.isascii():
                    line.encode()  # bytes that are not UTF-8 were read as lone surrogates
                if line.strip():
                    yield number, line.rstrip("\r\n")
        except UnicodeEncodeError as error:
            raise DatasetError("the text is not UTF-8", file=found, row=number, hint="download the file again") from error
        except (OSError, EOFError, zlib.error) as error:
            raise DatasetError(f"cannot be read on: {error}", file=found, row=number + 1, hint="download the file again") from error


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a JSON Lines file, each with the number of its line.

    Raises:
        DatasetError: as `read_lines`, or a line is not a JSON object.
    """
    found = find(path)
    for number, line in read_lines(found):
        yield number, json_object(line, found, number)


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object that a whole file holds.

    Raises:
        DatasetError: the file is missing, damaged, or not a JSON object.
    """
    value = read_json_value(path)
    if not isinstance(value, dict):
        raise DatasetError("the file is not a JSON object", file=find(path), hint="is this the right file?")
    return value


def read_json_value(path: Path) -> Any:
    """The JSON value that a whole file holds.

    Raises:
        DatasetError: the file is missing, damaged, or not JSON.
    """
    found = find(path)
    with open_text(found) as file:
        try:
            text = file.read(LARGEST_JSON + 1)
            if len(text) > LARGEST_JSON:
                raise DatasetError(f"the file has over {LARGEST_JSON:,} characters", file=found, hint="is this the right file?")
            return json.loads(text, parse_constant=refuse_constant)
        except (json.JSONDecodeError, RecursionError) as error:
            row = error.lineno if isinstance(error, json.JSONDecodeError) else None
            raise DatasetError(f"not readable as JSON: {error}", file=found, row=row, hint="download the file again") from error
        except ValueError as error:  # also UnicodeDecodeError
            raise DatasetError(f"not readable as JSON: {error}", file=found, hint="download the file again") from error
        except (OSError, EOFError, zlib.error) as error:
            raise DatasetError(f"cannot be read: {error}", file=found, hint="download the file again") from error


def json_object(line: str, file: Path, number: int) -> dict[str, Any]:
    """The JSON object that line `number` of `file` holds.

    Raises:
        DatasetError: it holds none.
    """
    try:
        value = json.loads(line, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"not readable as JSON: {error}", file=file, row=number, hint="one JSON object a line") from error
    if not isinstance(value, dict):
        raise DatasetError("the line is not a JSON object", file=file, row=number, hint="one JSON object a line")
    return value


def refuse_constant(constant: str) -> None:
    """For `parse_constant` of Python's JSON: NaN and infinities are no JSON."""
    raise ValueError(f"{constant} is not a JSON number")
