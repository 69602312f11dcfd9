"""The cards of the data sets: what each holds, where it comes from, and what its licence allows. One TOML file each in `datasets/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from crs.content import content_folder
from crs.errors import ConfigError, DatasetError

Answer = Literal["yes", "no", "not stated"]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _relative(name: str) -> str:
    if not name or name.startswith("/") or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in name.split("/")):
        raise ValueError(f"'{name}' is not a relative path below the folder of the data set")
    return name


def _web(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise ValueError(f"'{url}' is not an https address")
    return url


FileName = Annotated[str, AfterValidator(_relative)]
Url = Annotated[str, AfterValidator(_web)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class CardFile(_Frozen):
    """One thing to download: a file, or an archive with the files named in `unpacks`."""

    name: FileName = Field(description="where it is put, below the folder of the data set")
    url: Url
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$", description="of the download; absent where nobody has published it")
    megabytes: int | None = Field(default=None, gt=0, description="about how much there is to download")
    unpacks: tuple[FileName, ...] = Field(default=(), description="members of the archive that are kept, by these names")

    @property
    def gives(self) -> tuple[str, ...]:
        """The files that lie in the folder once it has been fetched."""
        return self.unpacks or (self.name,)


class Card(_Frozen):
    """What is known of a data set. `not stated` means that its authors do not say, which allows nothing."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    homepage: Url
    language: str = Field(min_length=2)
    licence: str = Field(min_length=1, description="as SPDX names it, 'not stated' or 'not verified'")
    licence_url: Url | None = None
    licence_allows: str = Field(min_length=1, description="in a sentence")
    download: Literal["yes", "ask", "no"] = Field(description="by a program: freely, once the user agreed to the terms, or not at all")
    instead: str = Field(default="", description="what to do where `download` is 'no'")
    redistribution: Answer
    commercial: Answer
    citation: str = Field(min_length=1)
    splits: Mapping[str, FileName] = Field(description="the file of each; a * in its name stands for anything, where it is in pieces")
    files: tuple[CardFile, ...] = ()
    others: tuple[FileName, ...] = Field(default=(), description="files that others made for this data set and the loaders use")
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Card:
        if self.download == "no" and not self.instead:
            raise ValueError("'instead' must say what to do where 'download' is 'no'")
        if self.download != "no" and not self.files:
            raise ValueError("there is nothing to download in 'files'")
        expected = self.expected
        if len({name.casefold() for name in expected}) < len(expected):
            raise ValueError("two 'files' give the same file")
        return self

    @property
    def expected(self) -> tuple[str, ...]:
        """Every file that a complete copy has: what the downloads give, or the files of the splits where there are none."""
        return tuple(name for file in self.files for name in file.gives) or tuple(dict.fromkeys(self.splits.values()))


def read_card(path: Path) -> Card:
    """The card in a file, which is called after it.

    Raises:
        DatasetError: naming file and field of what is wrong.
    """
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", file=path) from error
    except ValueError as error:
        raise DatasetError(f"not readable as TOML: {error}", file=path, hint="see the other cards in datasets/") from error
    try:
        card = Card.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or None
        raise DatasetError(first["msg"], file=path, field=field, hint="see the other cards in datasets/") from error
    if card.name != Path(path).stem:
        raise DatasetError(f"the card is called '{card.name}'", file=path, field="name", hint="file and card have one name")
    return card


def read_cards() -> tuple[Card, ...]:
    """All cards, by name."""
    return tuple(read_card(path) for path in sorted(content_folder("datasets").glob("*.toml")))


def find_card(name: str) -> Card:
    """The card of this name.

    Raises:
        ConfigError: there is none.
    """
    path = content_folder("datasets") / f"{name}.toml"
    names = sorted(other.stem for other in path.parent.glob("*.toml"))
    if name not in names:
        raise ConfigError(f"there is no data set '{name}'", hint=f"there are: {', '.join(names)}")
    return read_card(path)
