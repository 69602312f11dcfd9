"""The schema of a catalogue: what an item is, how it is linked to entities, and the words people use for it.

Everything domain-specific lives in a `schema.toml`; the program reads it through these models.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from crs.errors import CatalogueError

Phrases = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemSchema(_Part):
    """What can be recommended, and which columns of its table hold what."""

    kind: str
    singular: str
    plural: str
    nouns: tuple[str, ...] = ()
    table: str
    id: str = "id"
    name: str = "name"
    aliases: str | None = None
    label: str = "{name}"  # filled from the row's columns
    popularity: str | None = None  # a numeric column
    text: tuple[str, ...] = ()  # columns that text retrieval reads
    card: tuple[str, ...] = ()  # relations and fields shown on a card
    consume: tuple[str, ...] = ("try",)
    consumed: tuple[str, ...] = ("tried",)
    examples: tuple[str, ...] = ()

    @property
    def all_nouns(self) -> tuple[str, ...]:
        """Every word that means "an item"."""
        return (self.singular, self.plural, *self.nouns)


class KindSchema(_Part):
    """A kind of entity that items are linked to."""

    singular: str
    plural: str
    nouns: tuple[str, ...] = ()
    short_names: bool = False  # the last word of a name may stand for it ("Nolan")
    closed: bool = False  # values outside `values` are refused
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # name -> aliases


class RelationSchema(_Part):
    """A relation from an item to entities of one kind."""

    column: str
    kind: str
    required: bool = False
    separator: str = ";"
    weight: float = Field(default=1.0, gt=0)  # share of a random walk
    spread: bool = False  # a list should not be filled with items that share this
    statement: str = "{head} – {tail}"
    shared: str = "both {tail}"
    trait: str = "{tail}"
    noun: str
    plural: str
    nouns: tuple[str, ...] = ()
    ask: bool = False
    question: Phrases = ()
    facts: tuple[str, ...] = ()  # how people ask for it
    answer: str = "{head}: {tails}"


class FieldSchema(_Part):
    """A numeric fact of an item."""

    column: str
    required: bool = False
    minimum: float
    maximum: float
    integer: bool = True
    noun: str
    unit: str = ""
    units: dict[str, float] = Field(default_factory=dict)  # word -> multiple of the unit
    calendar: bool = False  # years: decades and "recent" are about this field
    bucket: float = 10
    bucket_noun: str = ""
    step: float = 1
    lower: tuple[str, ...] = ()
    higher: tuple[str, ...] = ()
    trait: str = "{value}"
    ask: bool = False
    question: Phrases = ()
    facts: tuple[str, ...] = ()
    answer: str = "{item}: {value}"


class TextSchema(_Part):
    """A text fact of an item."""

    column: str
    facts: tuple[str, ...] = ()
    answer: str = "{value}"


class Critique(_Part):
    """Words that compare with what was shown, and the entities they ask for or refuse."""

    words: tuple[str, ...]
    like: tuple[str, ...] = ()  # "kind:name"
    dislike: tuple[str, ...] = ()


class Schema(_Part):
    """A whole `schema.toml`."""

    format: int = 1
    name: str
    version: str = "1"
    item: ItemSchema
    kinds: dict[str, KindSchema] = Field(default_factory=dict)
    relations: dict[str, RelationSchema] = Field(default_factory=dict)
    fields: dict[str, FieldSchema] = Field(default_factory=dict)
    texts: dict[str, TextSchema] = Field(default_factory=dict)
    critiques: tuple[Critique, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Schema:
        if self.format != 1:
            raise ValueError(f"format {self.format} is not known; this version reads format 1")
        if self.item.kind in self.kinds:
            raise ValueError(f"'{self.item.kind}' is the kind of the items and cannot be a kind of entities too")
        for name, relation in self.relations.items():
            if relation.kind not in self.kinds:
                raise ValueError(f"relation '{name}' leads to kind '{relation.kind}', which is not declared")
        overlap = set(self.relations) & set(self.fields)
        if overlap:
            raise ValueError(f"'{min(overlap)}' is both a relation and a field")
        unknown = set(self.item.card) - set(self.relations) - set(self.fields)
        if unknown:
            raise ValueError(f"card names '{min(unknown)}', which is neither a relation nor a field")
        return self

    @property
    def attributes(self) -> tuple[str, ...]:
        """Relations and fields that may be asked for, in the order of the schema."""
        return tuple(name for group in (self.relations, self.fields) for name, part in group.items() if part.ask)

    @property
    def calendar(self) -> str | None:
        """The field that holds years, if any."""
        return next((name for name, part in self.fields.items() if part.calendar), None)


def read_schema(path: Path) -> Schema:
    """Read and check a `schema.toml`.

    Raises:
        CatalogueError: it is missing, not TOML, or not a schema.
    """
    if path.is_dir():
        path = path / "schema.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CatalogueError("there is no schema", file=path, hint="a catalogue is a folder with a schema.toml and its tables") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"not readable as TOML: {error}", file=path, hint="save it as UTF-8 TOML") from error
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror}", file=path) from error
    try:
        return Schema.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise CatalogueError(
            first["msg"].removeprefix("Value error, "),
            file=path,
            field=".".join(str(part) for part in first["loc"]) or None,
            hint="compare with the bundled schema.toml",
        ) from error
