"""The schema of a catalogue: what an item is, how it is linked to entities, and the words people use for it.

Everything domain-specific lives in a `schema.toml`; the program reads it through these models.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from crs.errors import CatalogueError

Phrases = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]
Names = Annotated[
    dict[str, str], BeforeValidator(lambda value: {name: name for name in value} if isinstance(value, list | tuple) else value)
]
Place = Literal["first", "before", "noun", "after"]  # where a trait stands: "funny", "French", "comedy", "directed by …"


def placeholders(template: str) -> tuple[str, ...]:
    """The names in braces of a template, each once.

    Raises:
        ValueError: a brace stands alone, or braces hold more than a plain name.
    """
    names = []
    for _, name, form, conversion in string.Formatter().parse(template):
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError(f"'{{{name}}}' is not a plain name in braces")
            names.append(name)
    return tuple(dict.fromkeys(names))


def _only(*allowed: str) -> Callable[[str], str]:
    """A check that a template uses these names alone."""

    def check(template: str) -> str:
        for name in placeholders(template):
            if name not in allowed:
                raise ValueError(f"'{{{name}}}' is not known here; use {' and '.join(f'{{{known}}}' for known in allowed)}")
        return template

    return check


def _plain(template: str) -> str:
    """A check that a template is well formed."""
    placeholders(template)
    return template


Template = Annotated[str, AfterValidator(_plain)]


EdgeTemplate = Annotated[str, AfterValidator(_only("head", "tail", "tails"))]
TailTemplate = Annotated[str, AfterValidator(_only("tail", "tails"))]
RangeTemplate = Annotated[str, AfterValidator(_only("low", "high"))]
BoundTemplate = Annotated[str, AfterValidator(_only("bound"))]
TailsTemplate = Annotated[str, AfterValidator(_only("head", "tails"))]
ValueTemplate = Annotated[str, AfterValidator(_only("value"))]
FactTemplate = Annotated[str, AfterValidator(_only("item", "value"))]
Finite = Annotated[float, Field(allow_inf_nan=False)]


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
    label: Template = "{name}"  # filled from the row's columns
    popularity: str | None = None  # a numeric column
    text: tuple[str, ...] = ()  # columns that text retrieval reads
    card: tuple[str, ...] = ()  # relations and fields shown on a card
    consume: tuple[str, ...] = ("try",)
    consumed: tuple[str, ...] = ("tried",)
    examples: tuple[str, ...] = ()

    @property
    def label_columns(self) -> tuple[str, ...]:
        """The columns that the label is filled from."""
        return placeholders(self.label)

    @property
    def all_nouns(self) -> tuple[str, ...]:
        """Every word that means "an item"."""
        return (self.singular, self.plural, *self.nouns)


class KindSchema(_Part):
    """A kind of entity that items are linked to."""

    singular: str
    plural: str
    nouns: tuple[str, ...] = ()
    short_names: bool = False  # the last word of a name may stand for it
    closed: bool = False  # values outside `values` are refused
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # name -> aliases
    spoken: dict[str, str] = Field(default_factory=dict)  # name -> how it reads in a sentence ("the United States")
    trait: TailTemplate = "with {tail}"  # as a quality of an item, where it is open by which relation


class Wording(_Part):
    """How edges to certain entities are said where the phrases of their relation do not fit; what is not given is inherited."""

    names: Names  # entity name -> the word that fills {tail}
    statement: EdgeTemplate | None = None
    predicate: TailTemplate | None = None
    shared: TailTemplate | None = None
    trait: TailTemplate | None = None
    place: Place | None = None


class RelationSchema(_Part):
    """A relation from an item to entities of one kind.

    In the phrases "a {tail}" becomes "an …" where the word needs it, and {tails} is the plural of {tail}.
    """

    column: str
    kind: str
    required: bool = False
    separator: str = Field(default=";", min_length=1)
    weight: Finite = Field(default=1.0, gt=0)  # share of a random walk
    telling: Finite = Field(default=0.7, ge=0, le=1)  # how good a reason it makes that two items share it
    spread: bool = False  # a list should not be filled with items that share this
    statement: EdgeTemplate = "{head} is linked to {tail}"
    shared: TailTemplate = "both are linked to {tail}"
    predicate: TailTemplate = ""  # the same of an "it": "was directed by {tail}"; taken from the statement where that begins with {head}
    trait: TailTemplate = "with {tail}"  # the entity as a quality of an item
    place: Place = "after"
    wordings: tuple[Wording, ...] = ()
    noun: str
    plural: str
    nouns: tuple[str, ...] = ()
    ask: bool = False
    binding: bool = False  # an answer is a constraint ("what shall it be?"), not a taste ("whom do you like?")
    indifferent: float = Field(default=0.4, ge=0, lt=1)  # share of people who have no answer when asked
    question: Phrases = ()
    facts: tuple[str, ...] = ()  # how people ask for it
    answer: TailsTemplate = "{head}: {tails}"


class FieldSchema(_Part):
    """A numeric fact of an item."""

    column: str
    required: bool = False
    minimum: float
    maximum: float
    integer: bool = True
    noun: str
    nouns: tuple[str, ...] = ()  # other words for the field itself
    unit: str = ""
    units: dict[str, Finite] = Field(default_factory=dict)  # word -> multiple of the unit
    calendar: bool = False  # years: decades and "recent" are about this field
    bucket: Finite = Field(default=10, gt=0)
    bucket_noun: str = ""
    step: Finite = Field(default=1, ge=0)
    lower: tuple[str, ...] = ()
    higher: tuple[str, ...] = ()
    trait: ValueTemplate = "{value}"
    below: RangeTemplate = "under {high}"  # a range in words: its ends are values with their unit
    above: RangeTemplate = "over {low}"
    at_most: RangeTemplate = "at most {high}"
    at_least: RangeTemplate = "at least {low}"
    between: RangeTemplate = "{low} to {high}"
    bucket_label: RangeTemplate = "{low} to {high}"
    bound_trait: BoundTemplate = "of {bound}"  # a range as a quality of an item
    ask: bool = False
    indifferent: float = Field(default=0.5, ge=0, lt=1)
    question: Phrases = ()
    facts: tuple[str, ...] = ()
    answer: FactTemplate = "{item}: {value}"


class TextSchema(_Part):
    """A text fact of an item."""

    column: str
    facts: tuple[str, ...] = ()
    answer: FactTemplate = "{value}"


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
        for name, spec in self.fields.items():
            if not spec.minimum <= spec.maximum:
                raise ValueError(f"field '{name}' has no value between {spec.minimum:g} and {spec.maximum:g}")
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
    path = Path(path)
    if path.is_dir():
        path = path / "schema.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CatalogueError("there is no schema", file=path, hint="a catalogue is a folder with a schema.toml and its tables") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"not readable as TOML: {error}", file=path, hint="save it as UTF-8 TOML") from error
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror}", file=path, hint="check the file and its rights") from error
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
