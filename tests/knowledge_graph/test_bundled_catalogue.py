"""The catalogue that comes with the package."""

from __future__ import annotations

import csv

import pytest

from crs.content import content_folder
from crs.knowledge_graph.catalogue import read_catalogue
from crs.text import slug

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    with (content_folder("knowledge_graph") / "films.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(rows: Rows, column: str) -> list[list[str]]:
    return [[value.strip() for value in row[column].split(";") if value.strip()] for row in rows]


def test_is_large_and_complete(rows: Rows) -> None:
    assert len(rows) >= 600
    for column in ("title", "year", "directors", "genres", "keywords", "runtime", "country", "language", "premise"):
        assert all(row[column].strip() for row in rows), column
    assert all(3 <= len(actors) <= 6 for actors in cells(rows, "actors"))
    assert all(3 <= len(keywords) <= 8 for keywords in cells(rows, "keywords"))


def test_spans_a_century(rows: Rows) -> None:
    assert {row["year"][:3] for row in rows} == {str(decade) for decade in range(192, 203)}


def test_holds_every_genre(rows: Rows) -> None:
    schema = read_catalogue(content_folder("knowledge_graph")).schema
    assert {genre for values in cells(rows, "genres") for genre in values} == set(schema.kinds["genre"].values)


def test_is_not_all_english(rows: Rows) -> None:
    assert sum("English" not in languages for languages in cells(rows, "language")) / len(rows) >= 0.15


@pytest.mark.parametrize("columns", [("directors", "writers", "actors"), ("series",), ("keywords",)], ids=" ".join)
def test_spells_nobody_in_two_ways(rows: Rows, columns: tuple[str, ...]) -> None:
    names = {name for column in columns for values in cells(rows, column) for name in values}
    first: dict[str, str] = {}
    assert [(name, first[slug(name)]) for name in sorted(names) if first.setdefault(slug(name), name) != name] == []


def test_has_ids_made_of_title_and_year(rows: Rows) -> None:
    assert [row["id"] for row in rows] == [slug(f"{row['title']} {row['year']}") for row in rows]


def test_is_written_as_the_csv_module_writes_it(rows: Rows) -> None:
    text = (content_folder("knowledge_graph") / "films.csv").read_bytes()
    assert b"\r" not in text
    assert text.endswith(b"\n")
    assert [row["year"] for row in rows] == sorted(row["year"] for row in rows)
