"""The item table of iEvaLM (Wang et al., EMNLP 2023) for ReDial: what IMDb says about each film id, as a catalogue.

    {"<id>": {"name": "Title (year)", "genre": […], "plot": "…", "director": […], "writer": […], "star": […], "imdb_id": "tt…"}}

Several ids can name one film: with the same title and year, or with titles that differ in an article, an "&" or a lacking
year and the same IMDb number. Such entries become one item. The IMDb number alone proves nothing, the matching behind it is
noisy ("High School Musical" and its sequels share one).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crs.content import content_folder
from crs.datasets.folder import find, read_json
from crs.errors import DatasetError
from crs.knowledge_graph.catalogue import Catalogue, build_catalogue
from crs.knowledge_graph.schema import Schema, read_schema
from crs.text import fold

_TITLE = re.compile(r"^(?P<title>.*\S)\s*\((?P<year>\d{4})\)$", re.DOTALL)
_ARTICLE = re.compile(r"^(the|a|an) ")
_NOT_WORD = re.compile(r"[^\w]+")
_GENRES = {"sci-fi": "science fiction", "film-noir": "film noir"}  # IMDb's names where ours differ


@dataclass(frozen=True, kw_only=True)
class ItemTable:
    """A catalogue and, for every id of the table, the id of the item that it became."""

    catalogue: Catalogue
    canonical: Mapping[str, str]


def read_item_table(path: Path, *, mentions: Mapping[str, int] | None = None) -> Catalogue:
    """The table as a catalogue of the bundled schema; see `load_item_table`."""
    return load_item_table(path, mentions=mentions).catalogue


def load_item_table(path: Path, *, mentions: Mapping[str, int] | None = None) -> ItemTable:
    """Read the table; films that several ids name are one item, under the id mentioned most.

    `mentions` counts how often each id is mentioned (in training dialogues) and becomes the popularity; all are 0 without it.

    Raises:
        DatasetError: the file is not as published.
    """
    found = find(path)
    counts = mentions or {}
    records = [_record(found, number, id_, row) for number, (id_, row) in enumerate(read_json(path).items(), start=1)]
    if not records:
        raise DatasetError("there are no items", file=found, hint="is this the right file?")
    groups = [sorted(group, key=lambda record: (-counts.get(record.id, 0), not record.year, int(record.id))) for group in _same(records)]
    schema = _relaxed(read_schema(content_folder("knowledge_graph")))
    known = {name for kind in schema.kinds.values() if kind.closed for name in kind.values}
    rows = ((number, _row(group, sum(counts.get(record.id, 0) for record in group), known)) for number, group in enumerate(groups, start=1))
    return ItemTable(
        catalogue=build_catalogue(schema, rows, source=found.name),
        canonical={record.id: group[0].id for group in groups for record in group},
    )


@dataclass(frozen=True, kw_only=True)
class _Record:
    id: str
    title: str
    year: str
    imdb: str
    plot: str
    people: Mapping[str, tuple[str, ...]]
    genres: tuple[str, ...]

    @property
    def strict(self) -> tuple[str, str]:
        return fold(self.title), self.year

    @property
    def loose(self) -> str:
        words = _ARTICLE.sub("", fold(self.title).replace("&", " and "))
        return _NOT_WORD.sub(" ", words).strip()


def _record(file: Path, number: int, id_: str, row: Any) -> _Record:
    """One entry; `number` is its position, for errors."""
    if not id_.isdecimal():
        raise DatasetError(f"'{id_}' is not an id", file=file, row=number, field="id", hint="ids are numbers")
    if not isinstance(row, dict):
        raise DatasetError("the entry is not an object", file=file, row=number, field=id_)

    def text(name: str) -> str:
        value = row.get(name, "")
        if not isinstance(value, str):
            raise DatasetError(f"'{name}' of {id_} is not text", file=file, row=number, field=name)
        return " ".join(value.split())

    def names(name: str) -> tuple[str, ...]:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise DatasetError(f"'{name}' of {id_} is not a list of names", file=file, row=number, field=name)
        return tuple(dict.fromkeys(" ".join(part.split()) for part in value if part.strip()))

    name = text("name")
    if not name:
        raise DatasetError(f"{id_} has no name", file=file, row=number, field="name", hint="every item needs a name")
    found = _TITLE.match(name)
    return _Record(
        id=id_,
        title=found["title"] if found else name,
        year=found["year"] if found else "",
        imdb=text("imdb_id"),
        plot=text("plot"),
        people={column: names(column) for column in ("director", "writer", "star")},
        genres=names("genre"),
    )


def _same(records: Iterable[_Record]) -> Iterator[list[_Record]]:
    """Groups of records that name one film, in the order of the table."""
    strict: dict[tuple[str, str, str], list[_Record]] = {}
    for record in records:
        undated = "" if record.year else record.imdb  # a title alone does not tell two films apart
        strict.setdefault((*record.strict, undated), []).append(record)
    loose: dict[tuple[str, str], list[list[_Record]]] = {}
    for number, group in enumerate(strict.values()):
        imdb = group[0].imdb or f"none {number}"
        loose.setdefault((group[0].loose, imdb), []).append(group)
    for groups in loose.values():
        years = {group[0].year for group in groups} - {""}
        if len(years) <= 1:
            yield [record for group in groups for record in group]
        else:
            yield from groups


def _row(group: list[_Record], mentions: int, known: set[str]) -> dict[str, Any]:
    """The group as a row of the bundled table's columns."""
    first = group[0]
    titles = dict.fromkeys(record.title for record in group if fold(record.title) != fold(first.title))
    genres = (_GENRES.get(genre, genre) for genre in _most(group, lambda record: record.genres))
    return {
        "id": first.id,
        "title": first.title,
        "year": next((record.year for record in group if record.year), ""),
        "aliases": list(titles),
        "directors": _most(group, lambda record: record.people["director"]),
        "writers": _most(group, lambda record: record.people["writer"]),
        "actors": _most(group, lambda record: record.people["star"]),
        "genres": [genre for genre in genres if genre in known],
        "premise": next((record.plot for record in group if record.plot), ""),
        "fame": mentions,
    }


def _most(group: list[_Record], part: Callable[[_Record], tuple[str, ...]]) -> list[str]:
    """What the first record that says anything says."""
    return next((list(part(record)) for record in group if part(record)), [])


def _relaxed(schema: Schema) -> Schema:
    """The schema with nothing required that this table may lack."""
    return schema.model_copy(
        update={
            "relations": {name: relation.model_copy(update={"required": False}) for name, relation in schema.relations.items()},
            "fields": {name: field.model_copy(update={"required": False}) for name, field in schema.fields.items()},
        }
    )
