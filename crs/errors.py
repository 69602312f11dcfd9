"""Errors, each saying whose fault it is and what to do next.

CRSError
├── InputError            the user's words or arguments
│   ├── TextError         text that cannot be accepted (too long, not Unicode)
│   └── SessionError      a session that does not exist, or is busy
├── DataError             a file: names file, row and field
│   ├── CatalogueError    a catalogue table or its schema
│   ├── GraphError        a compiled graph
│   ├── DatasetError      a dialogue data set
│   └── ModelError        a trained model
├── ConfigError           settings, plug-ins
│   └── MissingExtraError an optional dependency is not installed
├── ContractError         a component broke the promise of its seam
├── FetchError            a download (see crs.datasets.fetching.errors)
└── StorageError          a folder or database that cannot be used
"""

from __future__ import annotations

from pathlib import Path


class CRSError(Exception):
    """Base of all errors of this package.

    `hint` says in one line what to do next.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} ({hint})" if hint else message)


class InputError(CRSError):
    """Something the caller passed cannot be used."""


class TextError(InputError):
    """Text that cannot be accepted as an utterance."""


class SessionError(InputError):
    """A session that does not exist or cannot take the message now."""


class DataError(CRSError):
    """Something is wrong in a file.

    `file`, `row` (1-based line of the file, header included) and `field` say where.
    """

    def __init__(
        self, message: str, *, file: str | Path | None = None, row: int | None = None, field: str | None = None, hint: str = ""
    ) -> None:
        self.file = None if file is None else str(file)
        self.row = row
        self.field = field
        where = ", ".join(
            part for part in (self.file or "", f"row {row}" if row is not None else "", f"field '{field}'" if field else "") if part
        )
        super().__init__(f"{where}: {message}" if where else message, hint=hint)


class CatalogueError(DataError):
    """A catalogue table or its schema is broken."""


class GraphError(DataError):
    """A compiled graph is broken, or was asked for something it does not hold."""


class DatasetError(DataError):
    """A dialogue data set is broken."""


class ModelError(DataError):
    """A trained model is missing, damaged, or does not fit what it is used for."""


class ConfigError(CRSError):
    """Settings or plug-ins that do not fit together."""


class MissingExtraError(ConfigError):
    """An optional dependency is needed and not installed."""

    def __init__(self, what: str, *, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{what} needs the extra '{extra}'", hint=f"pip install 'crs-agents[{extra}]'")


class ContractError(CRSError):
    """A component returned something its seam forbids."""


class StorageError(CRSError):
    """A folder or database cannot be read or written."""
