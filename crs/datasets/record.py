"""One row of a data set's file, read field by field: every fault names file, row and field, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crs.errors import DatasetError

LONGEST_TEXT = 100_000  # characters of one utterance; the longest post known has 40 thousand


@dataclass(frozen=True, kw_only=True)
class Record:
    """A JSON object or a table row at line (or place, from 1) `number` of `file`; `hint` ends every error."""

    file: Path
    number: int
    row: Mapping[str, Any]
    hint: str

    def value(self, name: str) -> Any:
        """The field. Raises DatasetError if the row lacks it."""
        if name not in self.row:
            raise self.error("the field is missing", name)
        return self.row[name]

    def text(self, name: str, *, default: str | None = None) -> str:
        """A field that holds text; `default` where it is missing or null, if one is given."""
        return self.check_text(name, self.row.get(name, default) if default is not None else self.value(name), default)

    def check_text(self, name: str, value: Any, default: str | None = None) -> str:
        """`value`, found in the field `name`, as text that can be an utterance."""
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.error(f"{_short(value)} is not text", name)
        if len(value) > LONGEST_TEXT:
            raise self.error(f"the text has {len(value):,} characters, over {LONGEST_TEXT:,}", name)
        if not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError as fault:
                raise self.error("the text is not valid Unicode (a lone surrogate)", name) from fault
        if "\0" in value:
            raise self.error("there is a NUL character in the text", name)
        return value

    def id(self, name: str) -> str:
        """A field that holds an id: text that is not empty, or a whole number."""
        return self.check_id(name, self.value(name))

    def check_id(self, name: str, value: Any) -> str:
        """`value`, found in the field `name`, as an id."""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return self.check_text(name, value.strip())
        raise self.error(f"{_short(value)} is not an id", name)

    def list(self, name: str, *, default: bool = False) -> list[Any]:
        """A field that holds a list; with `default`, an empty one where it is missing or null."""
        value = self.row.get(name) if default else self.value(name)
        if value is None and default:
            return []
        if not isinstance(value, list):
            raise self.error(f"{_short(value)} is not a list", name)
        return value

    def ids(self, name: str) -> tuple[str, ...]:
        """A field that holds a list of ids; none where it is missing or null."""
        return tuple(self.check_id(name, value) for value in self.list(name, default=True))

    def mapping(self, name: str, *, default: bool = False) -> dict[str, Any]:
        """A field that holds an object; with `default`, an empty one where it is missing or null."""
        value = self.row.get(name) if default else self.value(name)
        if value is None and default:
            return {}
        if not isinstance(value, dict):
            raise self.error(f"{_short(value)} is not an object", name)
        return value

    def within(self, name: str, value: Any) -> Record:
        """An object found inside the field `name`, to be read in its turn."""
        if not isinstance(value, dict):
            raise self.error(f"{_short(value)} is not an object", name)
        return Record(file=self.file, number=self.number, row=value, hint=self.hint)

    def error(self, message: str, field: str | None = None) -> DatasetError:
        """What to raise about a field of this row."""
        return DatasetError(message, file=self.file, row=self.number, field=field, hint=self.hint)


class Distinct:
    """Notices an id that comes twice in one file."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}

    def check(self, record: Record, field: str, id_: str) -> str:
        """`id_`, once. Raises DatasetError naming the row where it stood before."""
        first = self._rows.setdefault(id_, record.number)
        if first != record.number:
            raise record.error(f"the id '{_short(id_)}' stands in row {first} already", field)
        return id_


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
