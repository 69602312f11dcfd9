"""A schema.toml is checked where it is read, so that nothing breaks in the middle of a conversation."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from crs.content import content_folder
from crs.errors import CatalogueError
from crs.knowledge_graph.schema import Schema, placeholders, read_schema

GOOD = """
format = 1
name = "teas"
[item]
kind = "tea"
singular = "tea"
plural = "teas"
nouns = ["brew"]
table = "teas.csv"
label = "{name} of {year}"
card = ["grown_in", "year"]
[kinds.place]
singular = "place"
plural = "places"
[relations.grown_in]
column = "place"
kind = "place"
noun = "place"
plural = "places"
ask = true
[fields.year]
column = "year"
minimum = 1900
maximum = 2100
noun = "year"
calendar = true
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "schema.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_a_folder_or_its_schema(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert read_schema(tmp_path) == read_schema(path)


def test_says_what_the_program_needs_to_know(tmp_path: Path) -> None:
    schema = read_schema(write(tmp_path, GOOD))
    assert schema.item.all_nouns == ("tea", "teas", "brew")
    assert schema.item.label_columns == ("name", "year")
    assert schema.attributes == ("grown_in",)
    assert schema.calendar == "year"


def test_a_schema_without_years_has_no_calendar(tmp_path: Path) -> None:
    assert read_schema(write(tmp_path, GOOD.replace("calendar = true", ""))).calendar is None


def test_one_question_may_stand_without_a_list(tmp_path: Path) -> None:
    schema = read_schema(write(tmp_path, GOOD.replace("ask = true", 'ask = true\nquestion = "From where?"')))
    assert schema.relations["grown_in"].question == ("From where?",)


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("format = 1", "format = 2", None, "format 2 is not known"),
        ('name = "teas"', "", "name", "required"),
        ('kind = "place"', 'kind = "planet"', None, "'planet', which is not declared"),
        ("[kinds.place]", "[kinds.tea]", None, "kind of the items"),
        ("[fields.year]", "[fields.grown_in]", None, "both a relation and a field"),
        ('"grown_in", "year"', '"colour"', None, "card names 'colour'"),
        ("{name} of {year}", "{name} of {year", "item.label", "expected '}'"),
        ("{name} of {year}", "{name.__class__}", "item.label", "not a plain name"),
        ("{name} of {year}", "{0}", "item.label", "not a plain name"),
        ("minimum = 1900", "minimum = 2200", None, "no value between"),
        ("minimum = 1900", 'minimum = "old"', "fields.year.minimum", "number"),
        ("calendar = true", "bucket = 0", "fields.year.bucket", "greater than 0"),
        ("calendar = true", "step = nan", "fields.year.step", "finite"),
        ("calendar = true", 'answer = "{price}"', "fields.year.answer", "'{price}' is not known"),
        ("ask = true", "weight = 0", "relations.grown_in.weight", "greater than 0"),
        ("ask = true", "weight = inf", "relations.grown_in.weight", "finite"),
        ("ask = true", 'separator = ""', "relations.grown_in.separator", "at least 1"),
        ("ask = true", "aks = true", "relations.grown_in.aks", "not permitted"),
    ],
)
def test_refuses_what_would_break_later(tmp_path: Path, old: str, new: str, field: str | None, says: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(CatalogueError) as caught:
        read_schema(path)
    assert caught.value.file == str(path)
    assert caught.value.field == field
    assert says in str(caught.value)
    assert caught.value.hint


def test_refuses_what_is_not_toml(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="not readable as TOML"):
        read_schema(write(tmp_path, "[item"))


def test_refuses_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "schema.toml").write_bytes("name = 'café'".encode("latin-1"))
    with pytest.raises(CatalogueError, match="UTF-8"):
        read_schema(tmp_path)


def test_reads_past_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "schema.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_schema(tmp_path).name == "teas"


def test_says_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no schema"):
        read_schema(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_says_what_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.chmod(0)
    with pytest.raises(CatalogueError, match="cannot be read"):
        read_schema(path)


def test_placeholders_are_plain_names_each_once() -> None:
    assert placeholders("{a} and {b}, {a} {{no}}") == ("a", "b")


def test_the_bundled_schema_survives_its_own_json() -> None:
    schema = read_schema(content_folder("knowledge_graph"))
    assert Schema.model_validate(schema.model_dump(mode="json")) == schema


def test_the_bundled_schema_uses_every_relation_it_weighs() -> None:
    data = tomllib.loads((content_folder("knowledge_graph") / "schema.toml").read_text(encoding="utf-8"))
    assert set(data["relations"]) == set(read_schema(content_folder("knowledge_graph")).relations)
    assert all(relation.get("weight", 1) > 0 for relation in data["relations"].values())
