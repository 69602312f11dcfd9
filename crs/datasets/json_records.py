"""JSON objects one after another: JSON Lines, or one array that is never held as a whole; plain or gzipped."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO, TypeVar

from crs.datasets.faults import Faults
from crs.datasets.folder import find, json_object, open_text, read_lines, refuse_constant
from crs.datasets.record import Record
from crs.errors import DatasetError

CHUNK = 1 << 16  # characters read at once
LONGEST_VALUE = 16 * 1024 * 1024  # characters of one value of an array

_Read = TypeVar("_Read")


def read_objects(path: Path, parse: Callable[[Record], _Read], *, hint: str, faults: Faults | None = None) -> Iterator[_Read]:
    """What `parse` makes of every object of a file, JSON Lines or one array; the first sign of the file tells which.

    Raises:
        DatasetError: a fault of the file, or of a row where `faults` does not skip.
    """
    found = find(path)
    faults = faults or Faults()
    if _starts_array(found):
        return faults.read(read_array(found), lambda value: parse(_record(value, found, hint)))
    return faults.read(
        read_lines(found), lambda line: parse(Record(file=found, number=line[0], row=json_object(line[1], found, line[0]), hint=hint))
    )


def _record(value: tuple[int, Any], file: Path, hint: str) -> Record:
    number, row = value
    if not isinstance(row, dict):
        raise DatasetError("the entry is not a JSON object", file=file, row=number, hint=hint)
    return Record(file=file, number=number, row=row, hint=hint)


def read_array(path: Path) -> Iterator[tuple[int, Any]]:
    """The values of a JSON array, each with its place from 1.

    Raises:
        DatasetError: the file is missing, damaged, or not a JSON array; its row is the place of the value that cannot be read.
    """
    found = find(path)
    with open_text(found) as file:
        stream = _Stream(file, found)
        if stream.take() != "[":
            raise stream.fault("the file is not a JSON array")
        if stream.peek() == "]":
            stream.take()
        else:
            sign = ","
            while sign == ",":
                yield stream.place + 1, stream.value()
                sign = stream.take()
            if sign != "]":
                raise stream.fault("a comma or the end of the array is missing")
        if stream.peek():
            raise stream.fault("something follows the array")


class _Stream:
    """JSON text read piece by piece; `place` counts the values read."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self.place = 0
        self._file, self._path = file, path
        self._text, self._at, self._ended = "", 0, False
        self._decoder = json.JSONDecoder(parse_constant=refuse_constant)

    def peek(self) -> str:
        """The next sign that is no space, "" at the end."""
        while True:
            while self._at < len(self._text):
                if not self._text[self._at].isspace():
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._more()

    def take(self) -> str:
        """The next sign that is no space, taken."""
        sign = self.peek()
        self._at += len(sign)
        return sign

    def value(self) -> Any:
        """The next value."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._ended or not isinstance(error, json.JSONDecodeError):
                    self.place += 1
                    raise self.fault(f"not readable as JSON: {error}") from error
            else:
                if end < len(self._text) or self._ended:  # a number may go on in what is not read yet
                    self._at = end
                    self.place += 1
                    return value
            self._more()

    def _more(self) -> None:
        self._text, self._at = self._text[self._at :], 0
        if len(self._text) > LONGEST_VALUE:
            self.place += 1
            raise self.fault(f"the value has over {LONGEST_VALUE:,} characters")
        try:
            more = self._file.read(max(CHUNK, len(self._text)))  # twice as much each time: a long value is not tried too often
        except UnicodeDecodeError as error:
            raise self.fault("the text is not UTF-8") from error
        except (OSError, EOFError, zlib.error) as error:
            raise self.fault(f"cannot be read on: {error}") from error
        self._text += more
        self._ended = not more

    def fault(self, message: str) -> DatasetError:
        return DatasetError(message, file=self._path, row=self.place or None, hint="is this the right file? download it again")


def _starts_array(file: Path) -> bool:
    with open_text(file) as text:
        return _Stream(text, file).peek() == "["
