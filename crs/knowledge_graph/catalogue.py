"""Reading a catalogue: the schema and the item table, checked row by row."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from crs.errors import CatalogueError, TextError
from crs.knowledge_graph.schema import FieldSchema, Schema, read_schema
from crs.knowledge_graph.tables import Row, read_rows
from crs.text import accept, fold
from crs.types import Fact, Item

LONGEST_CELL = 100_000  # characters


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The items of one domain, as stated: `links[item id][relation]` holds names of entities."""

    schema: Schema
    items: tuple[Item, ...]
    links: Mapping[str, Mapping[str, tuple[str, ...]]]
    source: str = field(default="catalogue")


def read_catalogue(path: Path) -> Catalogue:
    """Read the catalogue folder `path` (or its `schema.toml`).

    Raises:
        CatalogueError: naming file, row and field of the first thing that is wrong, with a hint.
    """
    path = Path(path)
    schema = read_schema(path)
    folder = path if path.is_dir() else path.parent
    table = folder / schema.item.table
    if not table.resolve().is_relative_to(folder.resolve()):
        raise CatalogueError(
            f"'{schema.item.table}' lies outside the catalogue", file=path, field="item.table", hint="put the table beside its schema"
        )
    return build_catalogue(schema, read_rows(table), source=table.name)


def build_catalogue(schema: Schema, rows: Iterable[tuple[int, Row]], *, source: str) -> Catalogue:
    """Check rows (line number, column -> value) against the schema and make items of them.

    Raises:
        CatalogueError: a row breaks the schema.
    """
    reader = _Reader(schema=schema, source=source)
    items: list[Item] = []
    links: dict[str, Mapping[str, tuple[str, ...]]] = {}
    seen: dict[str, int] = {}
    for number, row in rows:
        read = _RowReader(table=reader, row=row, number=number)
        item, linked = read.item(), read.links()
        if item.id in seen:
            raise read.error(f"the id '{item.id}' was already used in row {seen[item.id]}", schema.item.id, "ids must be unique")
        seen[item.id] = number
        items.append(item)
        links[item.id] = linked
    if not items:
        raise CatalogueError("there are no items", file=source, row=1, hint="the table needs a header and at least one row")
    return Catalogue(schema=schema, items=tuple(_scale_popularity(items)), links=links, source=source)


def _scale_popularity(items: list[Item]) -> Iterator[Item]:
    """Popularity to [0, 1] by the largest value, whatever unit the column counts in."""
    top = max(item.popularity for item in items)
    for item in items:
        yield replace(item, popularity=item.popularity / top if top > 0 else 0.0)


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """What is the same for every row of a table."""

    schema: Schema
    source: str

    @cached_property
    def closed(self) -> Mapping[str, Mapping[str, str]]:
        """For each relation to a closed kind: folded name -> name."""
        kinds = self.schema.kinds
        return {
            name: {fold(value): value for value in kinds[relation.kind].values}
            for name, relation in self.schema.relations.items()
            if kinds[relation.kind].closed
        }

    @cached_property
    def separators(self) -> Mapping[str, str]:
        """For each column of a relation what separates its values."""
        return {relation.column: relation.separator for relation in self.schema.relations.values()}

    @cached_property
    def columns(self) -> frozenset[str]:
        """Every column that the schema knows."""
        schema = self.schema
        item = schema.item
        columns = [part.column for part in schema.relations.values()]
        columns += [part.column for part in schema.fields.values()]
        columns += [part.column for part in schema.texts.values()]
        return frozenset(column for column in (item.id, item.name, item.aliases, item.popularity, *item.text, *columns) if column)


_EMPTY_BRACKETS = re.compile(r"\s*(\(\s*\)|\[\s*\])")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, kw_only=True)
class _RowReader:
    table: _Reader
    row: Row
    number: int

    @property
    def schema(self) -> Schema:
        return self.table.schema

    def item(self) -> Item:
        spec = self.schema.item
        return Item(
            id=self._text(spec.id, required=True),
            kind=spec.kind,
            name=self._text(spec.name, required=True),
            label=self._label(),
            facts=self._facts(),
            text=self._document(),
            popularity=self._popularity(),
            aliases=self._list(spec.aliases, ";") if spec.aliases else (),
        )

    def links(self) -> Mapping[str, tuple[str, ...]]:
        linked: dict[str, tuple[str, ...]] = {}
        for name, relation in self.schema.relations.items():
            values = self._list(relation.column, relation.separator)
            if relation.required and not values:
                self._text(relation.column, required=True)
                raise self.error("a value is required", relation.column, "fill it, or make the relation optional in the schema")
            kind = self.schema.kinds[relation.kind]
            if kind.closed and not all(value in kind.values for value in values):
                known = self.table.closed[name]
                for value in values:
                    if fold(value) not in known:
                        raise self.error(
                            f"'{value}' is not one of the {kind.plural} of the schema",
                            relation.column,
                            f"use one of: {', '.join(kind.values)}",
                        )
                values = tuple(known[fold(value)] for value in values)
            if values:
                linked[name] = tuple(dict.fromkeys(values))
        return linked

    def _label(self) -> str:
        """The label, filled; brackets around a value that the row lacks go with it."""
        filled: dict[str, str] = {}
        for column in self.schema.item.label_columns:
            if column not in self.row and column not in self.table.columns:
                raise self.error("the label needs this column, which the table lacks", column, "change item.label in the schema")
            filled[column] = self._text(column)
        return " ".join(_EMPTY_BRACKETS.sub("", self.schema.item.label.format_map(filled)).split())

    def _facts(self) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for name, spec in self.schema.fields.items():
            value = self._number(spec.column, spec)
            if value is not None:
                facts[name] = value
        for name, text in self.schema.texts.items():
            if said := self._text(text.column):
                facts[name] = said
        return facts

    def _document(self) -> str:
        """The item's own text; a list reads as its values."""
        parts: list[str] = []
        for column in self.schema.item.text:
            separator = self.table.separators.get(column)
            parts.append(self._text(column) if separator is None else ", ".join(self._list(column, separator)))
        return ". ".join(part.rstrip(".") for part in parts if part)

    def _popularity(self) -> float:
        column = self.schema.item.popularity
        if column is None:
            return 0.0
        spec = FieldSchema(column=column, minimum=0, maximum=math.inf, integer=False, noun=column)
        return float(self._number(column, spec) or 0.0)

    def _number(self, column: str, spec: FieldSchema) -> int | float | None:
        text = self._text(column, required=spec.required)
        if not text:
            return None
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(value):
            raise self.error(f"'{text}' is not a number", column, "write digits only")
        if not spec.minimum <= value <= spec.maximum:
            raise self.error(
                f"{text} is not between {spec.minimum:g} and {spec.maximum:g}", column, "correct the value, or the limits in the schema"
            )
        if spec.integer and value != int(value):
            raise self.error(f"{text} is not a whole number", column, "write a whole number")
        return int(value) if spec.integer else value

    def _text(self, column: str, *, required: bool = False) -> str:
        if column not in self.row:
            if required:
                raise self.error("the table lacks this column", column, f"it has: {', '.join(self.row)}")
            return ""
        value = self.row[column]
        text = "; ".join(str(part) for part in value) if isinstance(value, list | tuple) else "" if value is None else str(value)
        text = self._accept(text, column)
        if required and not text:
            raise self.error("a value is required", column, "fill it or remove the row")
        return text

    def _list(self, column: str, separator: str) -> tuple[str, ...]:
        value = self.row.get(column)
        parts = (
            [self._accept(str(part), column) for part in value] if isinstance(value, list | tuple) else self._text(column).split(separator)
        )
        return tuple(dict.fromkeys(text for part in parts if (text := " ".join(part.split()))))

    def _accept(self, text: str, column: str) -> str:
        """Table text passes the same door as everybody's: NFC, nothing invisible."""
        try:
            plain = text.isascii() and text.isprintable() and len(text) <= LONGEST_CELL
            return text.strip() if plain else accept(text, limit=LONGEST_CELL)
        except TextError as error:
            raise self.error(error.message.replace("the message", "the text"), column, "shorten or mend the text") from error

    def error(self, message: str, column: str, hint: str) -> CatalogueError:
        return CatalogueError(message, file=self.table.source, row=self.number, field=column, hint=hint)
