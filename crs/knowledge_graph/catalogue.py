"""Reading a catalogue: the schema and the item table, checked row by row."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crs.errors import CatalogueError
from crs.knowledge_graph.schema import FieldSchema, Schema, read_schema
from crs.text import fold
from crs.types import Fact, Item

Row = Mapping[str, Any]


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
    return build_catalogue(schema, read_rows(table), source=table.name)


def build_catalogue(schema: Schema, rows: Iterator[tuple[int, Row]], *, source: str) -> Catalogue:
    """Check rows (line number, column -> value) against the schema and make items of them.

    Raises:
        CatalogueError: a row breaks the schema.
    """
    items: list[Item] = []
    links: dict[str, Mapping[str, tuple[str, ...]]] = {}
    seen: dict[str, int] = {}
    for number, row in rows:
        reader = _RowReader(schema=schema, row=row, number=number, source=source)
        item, linked = reader.item(), reader.links()
        if item.id in seen:
            raise CatalogueError(
                f"id '{item.id}' was already used in row {seen[item.id]}",
                file=source,
                row=number,
                field=schema.item.id,
                hint="ids must be unique",
            )
        seen[item.id] = number
        items.append(item)
        links[item.id] = linked
    if not items:
        raise CatalogueError("there are no items", file=source, hint="the table needs a header and at least one row")
    return Catalogue(schema=schema, items=tuple(_scale_popularity(items)), links=links, source=source)


def _scale_popularity(items: list[Item]) -> Iterator[Item]:
    """Popularity to [0, 1] by the largest value, whatever unit the column counts in."""
    top = max(item.popularity for item in items)
    for item in items:
        share = item.popularity / top if top > 0 else 0.0
        yield Item(
            id=item.id,
            kind=item.kind,
            name=item.name,
            label=item.label,
            facts=item.facts,
            text=item.text,
            popularity=share,
            aliases=item.aliases,
        )


@dataclass(frozen=True, kw_only=True)
class _RowReader:
    schema: Schema
    row: Row
    number: int
    source: str

    def item(self) -> Item:
        spec = self.schema.item
        name = self._text(spec.name, required=True)
        label = name
        try:
            label = spec.label.format_map({column: self._text(column) for column in self.row})
        except KeyError as error:
            raise self._error(
                "the label needs this column, which the table lacks", error.args[0], "change item.label in the schema"
            ) from error
        return Item(
            id=self._text(spec.id, required=True),
            kind=spec.kind,
            name=name,
            label=label,
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
                raise self._error("a value is required", relation.column, "fill it, or make the relation optional in the schema")
            kind = self.schema.kinds[relation.kind]
            if kind.closed:
                known = {fold(value): value for value in kind.values}
                for value in values:
                    if fold(value) not in known:
                        raise self._error(
                            f"'{value}' is not one of the {kind.plural} of the schema",
                            relation.column,
                            f"use one of: {', '.join(kind.values)}",
                        )
                values = tuple(known[fold(value)] for value in values)
            if values:
                linked[name] = tuple(dict.fromkeys(values))
        return linked

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
        parts = [self._text(column).replace(";", ",") for column in self.schema.item.text if column in self.row]
        return ". ".join(part.rstrip(".") for part in parts if part)

    def _popularity(self) -> float:
        column = self.schema.item.popularity
        if column is None or not self._text(column):
            return 0.0
        spec = FieldSchema(column=column, minimum=0, maximum=float("inf"), integer=False, noun=column)
        return float(self._number(column, spec) or 0.0)

    def _number(self, column: str, spec: FieldSchema) -> int | float | None:
        text = self._text(column, required=spec.required)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise self._error(f"'{text}' is not a number", column, "write digits only") from None
        if not spec.minimum <= value <= spec.maximum:
            raise self._error(
                f"{text} is not between {spec.minimum:g} and {spec.maximum:g}", column, "correct the value, or the limits in the schema"
            )
        if spec.integer and value != int(value):
            raise self._error(f"{text} is not a whole number", column, "write a whole number")
        return int(value) if spec.integer else value

    def _text(self, column: str, *, required: bool = False) -> str:
        if column not in self.row:
            if required:
                raise self._error("the table lacks this column", column, f"it has: {', '.join(self.row)}")
            return ""
        value = self.row[column]
        text = ";".join(str(part) for part in value) if isinstance(value, list | tuple) else "" if value is None else str(value).strip()
        if required and not text:
            raise self._error("a value is required", column, "fill it or remove the row")
        return text

    def _list(self, column: str, separator: str) -> tuple[str, ...]:
        value = self.row.get(column)
        parts = value if isinstance(value, list | tuple) else self._text(column).split(separator)
        return tuple(dict.fromkeys(text for part in parts if (text := str(part).strip())))

    def _error(self, message: str, column: str, hint: str) -> CatalogueError:
        return CatalogueError(message, file=self.source, row=self.number, field=column, hint=hint)


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Rows of a CSV or JSON Lines table, gzipped or not, each with the number of the line it starts on.

    Raises:
        CatalogueError: the file is missing, empty, not UTF-8, or a row does not fit its header.
    """
    text = _read_text(path)
    name = path.name.removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return _read_jsonl(path, text)
    if name.endswith((".csv", ".tsv")):
        return _read_csv(path, text, delimiter="\t" if name.endswith(".tsv") else ",")
    raise CatalogueError("this kind of table cannot be read", file=path, hint="use .csv, .tsv or .jsonl, gzipped or not")


def _read_text(path: Path) -> str:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except FileNotFoundError:
        raise CatalogueError("the table is missing", file=path, hint="item.table in the schema names it") from None
    except (OSError, EOFError) as error:
        raise CatalogueError(f"cannot be read: {error}", file=path) from error
    if not data.strip():
        raise CatalogueError("the file is empty", file=path, hint="the table needs a header and at least one row")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise CatalogueError("the text is not UTF-8", file=path, row=row, hint="save the table as UTF-8") from error


def _read_csv(path: Path, text: str, *, delimiter: str) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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
                    hint="quote cells that contain the separator",
                )
            yield number, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise CatalogueError(
            f"not readable as CSV: {error}", file=path, row=reader.line_num, hint="check the quotes of this row"
        ) from error


def _read_jsonl(path: Path, text: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CatalogueError(f"not readable as JSON: {error.msg}", file=path, row=number, hint="one JSON object a line") from error
        if not isinstance(row, dict):
            raise CatalogueError("the line is not a JSON object", file=path, row=number, hint="one JSON object a line")
        yield number, row
