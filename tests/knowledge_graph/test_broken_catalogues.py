"""A broken catalogue is refused with file, row, field and a hint, never half read."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from crs.errors import CatalogueError
from crs.knowledge_graph import tables
from crs.knowledge_graph.catalogue import read_catalogue
from tests.knowledge_graph.conftest import PLANTS, PLANTS_SCHEMA

Plants = Callable[..., Path]
HEADER = PLANTS.split("\n", maxsplit=1)[0] + "\n"
LONG = "x" * 100_001


def refused(folder: Path) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    assert caught.value.hint, "every error says what to do next"
    assert caught.value.file, "every error names its file"
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "row", "field", "says"),
    [
        ("id,name", "key,name", 2, "id", "lacks this column"),
        ("year,family", "year,clan", 2, "family", "lacks this column"),
        ("aliases,year", "aliases,born", 2, "year", "lacks this column"),
        ("tags,height", "height,height", 1, "height", "stands twice in the header"),
        ("fern,Fern", "rose,Fern", 3, "id", "already used in row 2"),
        ("fern,Fern", ",Fern", 3, "id", "value is required"),
        ("fern,Fern", "fern, ", 3, "name", "value is required"),
        (",1768,Rosaceae", ",1768,", 4, "family", "value is required"),
        (",1768,", ",,", 4, "year", "value is required"),
        (",1768,", ",17x8,", 4, "year", "'17x8' is not a number"),
        (",1768,", ",3768,", 4, "year", "not between 1500 and 2100"),
        (",1768,", ",-1768,", 4, "year", "not between"),
        (",1768,", ",1768.5,", 4, "year", "not a whole number"),
        (",1768,", ",nan,", 4, "year", "'nan' is not a number"),
        (",1768,", ",NaN,", 4, "year", "is not a number"),
        (",1768,", ",inf,", 4, "year", "'inf' is not a number"),
        (",1768,", ",1e999,", 4, "year", "'1e999' is not a number"),
        (",1768,", ",1_768,", 4, "year", "is not a number"),
        (",1768,", ",１７６８,", 4, "year", "is not a number"),
        (",4,4,", ",inf,4,", 4, "height", "is not a number"),
        (",4,4,", ",4,inf,", 4, "known", "'inf' is not a number"),
        (",4,4,", ",4,nan,", 4, "known", "'nan' is not a number"),
        (",4,4,", ",4,-1,", 4, "known", "not between 0"),
        ("sun; shade", "sun; moon", 4, "light", "'moon' is not one of the lights"),
        ("Fern,,", "Fern,", 3, "note", "the row has 9 cells, the header has 10"),
        ("Fern,,", "Fern,,,", 3, None, "the row has 11 cells, the header has 10"),
        ('"A bush, and', '"A bush" and', 2, None, "not readable as CSV"),
        ('song."', "song.", 2, None, "not readable as CSV"),
        ("Likes the damp.", LONG, 3, "note", "100,001 characters"),
        ("Fern", "Fe\0rn", 3, None, "NUL character"),
    ],
)
def test_names_row_and_field(plants: Plants, old: str, new: str, row: int, field: str | None, says: str) -> None:
    assert old in PLANTS
    error = refused(plants(table=PLANTS.replace(old, new, 1)))
    assert (error.row, error.field) == (row, field)
    assert says in str(error)
    assert "plants.csv" in str(error)


@pytest.mark.parametrize(
    ("table", "row", "says"),
    [
        (b"", None, "the file is empty"),
        (b" \n\r\n ", None, "the file is empty"),
        (HEADER.encode(), 1, "there are no items"),
        ((HEADER + ",,,,,,,,,\n").encode(), 1, "there are no items"),
        (PLANTS.replace("damp", "dämp").encode("latin-1"), 3, "not UTF-8"),
        (PLANTS.encode("utf-16"), 1, "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", 1, "not UTF-8"),
    ],
    ids=["empty", "blank", "header only", "header and empty row", "latin-1", "utf-16", "an image"],
)
def test_refuses_a_file_that_is_no_table(plants: Plants, table: bytes, row: int | None, says: str) -> None:
    error = refused(plants(table=table))
    assert error.row == row
    assert says in str(error)


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ("[1, 2]", None, "not a JSON object"),
        ('{"id": "a"', None, "not readable as JSON"),
        ('{"id": "a", "id": "b"}', None, "stands twice"),
        ('{"id": "a", "name": "A", "family": "F", "year": NaN}', None, "NaN is not a JSON number"),
        ('{"id": "a", "name": "A", "family": "F", "year": 1e999}', "year", "'inf' is not a number"),
        ('{"id": "a", "name": "A", "family": "F", "year": ' + "9" * 5000 + "}", None, "not readable as JSON"),
        ('{"id": "a", "name": "A", "family": "F", "year": true}', "year", "'True' is not a number"),
        ('{"id": "a", "name": "A", "family": {"x": 1}, "year": 1800}', "family", "nested too deep"),
        ('{"id": "a", "name": "A", "family": [["F"]], "year": 1800}', "family", "nested too deep"),
        ('{"id": "a", "name": "\\ud800", "family": "F", "year": 1800}', "name", "not valid Unicode"),
        ("[" * 100_000, None, "not readable as JSON"),
    ],
)
def test_refuses_broken_json_lines(plants: Plants, line: str, field: str | None, says: str) -> None:
    good = '{"id": "rose", "name": "Rose", "family": "Rosaceae", "year": 1753}\n'
    error = refused(plants(table=good + line + "\n", name="plants.jsonl"))
    assert (error.row, error.field) == (2, field)
    assert says in str(error)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-10],
        lambda data: data[:20] + b"\0\0\0\0" + data[24:],
        lambda _: b"not gzip at all",
        lambda data: data[:-4] + b"\xff\xff\xff\xff",
    ],
    ids=["cut off", "flipped", "no gzip", "wrong length"],
)
def test_refuses_damaged_gzip(plants: Plants, damage: Callable[[bytes], bytes]) -> None:
    error = refused(plants(table=damage(gzip.compress(PLANTS.encode(), mtime=0)), name="plants.csv.gz"))
    assert "cannot be read" in str(error) or "not UTF-8" in str(error)


def test_refuses_a_small_file_that_unpacks_to_a_huge_one(plants: Plants, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST", 1_000_000)
    error = refused(plants(table=gzip.compress(HEADER.encode() + b"x" * 5_000_000), name="plants.csv.gz"))
    assert "larger than" in str(error)


def test_refuses_a_table_that_is_missing(plants: Plants) -> None:
    assert "the table is missing" in str(refused(plants(table=None)))


def test_refuses_a_table_of_another_kind(plants: Plants) -> None:
    assert "cannot be read" in str(refused(plants(name="plants.xlsx")))


@pytest.mark.parametrize("name", ["../plants.csv", "/etc/hostname.csv"])
def test_refuses_a_table_outside_its_folder(plants: Plants, name: str) -> None:
    folder = plants()
    (folder / "schema.toml").write_text(PLANTS_SCHEMA.replace("plants.csv", name), encoding="utf-8")
    error = refused(folder)
    assert error.field == "item.table"
    assert "outside" in str(error)


def test_refuses_a_label_of_an_unknown_column(plants: Plants) -> None:
    error = refused(plants(schema=PLANTS_SCHEMA.replace("{name} ({year})", "{name} ({maker})")))
    assert (error.row, error.field) == (2, "maker")


def test_refuses_a_folder_without_schema(tmp_path: Path) -> None:
    assert "there is no schema" in str(refused(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_refuses_a_table_that_may_not_be_read(plants: Plants) -> None:
    folder = plants()
    (folder / "plants.csv").chmod(0)
    assert "cannot be read" in str(refused(folder))
