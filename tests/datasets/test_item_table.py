"""iEvaLM's item table as a catalogue: one item a film, whatever it is called and however often."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crs.datasets.item_table import ItemTable, load_item_table, read_item_table
from crs.errors import DatasetError
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.pagerank import PersonalisedPageRank


def film(title: str, /, **values: Any) -> dict[str, Any]:
    return {
        "name": title,
        "genre": ["drama"],
        "plot": "A kite is lost.",
        "director": ["Ada Stern"],
        "writer": ["Ben Rau"],
        "star": ["Cleo Fox", "Dan Ito"],
        "imdb_id": f"tt{len(title)}-{title[:9]}",
    } | values


def load(folder: Path, films: dict[str, Any], **options: Any) -> ItemTable:
    path = folder / "id2info.json"
    path.write_text(json.dumps(films), encoding="utf-8")
    return load_item_table(path, **options)


def test_an_entry_becomes_an_item(tmp_path: Path) -> None:
    table = load(tmp_path, {"7": film("The Lost Kite  (1999)", genre=["sci-fi", "film-noir", "talk-show", "comedy"])})
    (item,) = table.catalogue.items
    assert (item.id, item.name, item.label) == ("7", "The Lost Kite", "The Lost Kite (1999)")
    assert item.facts == {"year": 1999, "premise": "A kite is lost."}
    assert table.catalogue.links["7"] == {
        "directed_by": ("Ada Stern",),
        "written_by": ("Ben Rau",),
        "starring": ("Cleo Fox", "Dan Ito"),
        "has_genre": ("science fiction", "film noir", "comedy"),
    }


def test_a_film_without_year_has_a_label_without_year(tmp_path: Path) -> None:
    (item,) = load(tmp_path, {"7": film("Harbour Lights")}).catalogue.items
    assert item.label == "Harbour Lights"
    assert "year" not in item.facts


def test_brackets_that_hold_no_year_belong_to_the_title(tmp_path: Path) -> None:
    (item,) = load(tmp_path, {"7": film("Stories (New and Selected) (2017)")}).catalogue.items
    assert (item.name, item.facts["year"]) == ("Stories (New and Selected)", 2017)


@pytest.mark.parametrize(
    ("one", "other", "same_number", "merged"),
    [
        ("The Lost Kite (1999)", "the lost  kite (1999)", False, True),
        ("The Lost Kite (1999)", "The Lost Kite", True, True),
        ("The Lost Kite (1999)", "Lost Kite", True, True),
        ("Kite & Wind (1999)", "Kite and Wind (1999)", True, True),
        ("The Lost Kite", "The Lost Kite", True, True),
        ("The Lost Kite (1999)", "The Lost Kite", False, False),
        ("The Lost Kite (1999)", "The Lost Kite (2010)", True, False),
        ("The Lost Kite (1999)", "The Lost Kite 2 (1999)", True, False),
        ("The Lost Kite", "The Lost Kite", False, False),
    ],
)
def test_one_film_of_several_ids_is_one_item(tmp_path: Path, one: str, other: str, same_number: bool, merged: bool) -> None:
    films = {"7": film(one, imdb_id="tt1"), "8": film(other, imdb_id="tt1" if same_number else "tt2")}
    table = load(tmp_path, films)
    assert len(table.catalogue.items) == (1 if merged else 2)
    assert table.canonical == ({"7": "7", "8": "7"} if merged else {"7": "7", "8": "8"})


def test_what_was_merged_keeps_everything(tmp_path: Path) -> None:
    films = {"7": film("Kite & Wind", imdb_id="tt1", star=[], plot=""), "8": film("Kite and Wind (1999)", imdb_id="tt1")}
    table = load(tmp_path, films, mentions={"7": 3, "8": 1})
    (item,) = table.catalogue.items
    assert (item.id, item.name, item.label, item.aliases) == ("7", "Kite & Wind", "Kite & Wind (1999)", ("Kite and Wind",))
    assert item.facts == {"year": 1999, "premise": "A kite is lost."}
    assert table.catalogue.links["7"]["starring"] == ("Cleo Fox", "Dan Ito")


def test_popularity_comes_from_mentions_of_all_ids(tmp_path: Path) -> None:
    films = {"7": film("The Lost Kite (1999)"), "8": film("Harbour Lights (2001)"), "9": film("The lost kite (1999)")}
    table = load(tmp_path, films, mentions={"7": 1, "9": 3, "8": 1})
    assert {item.id: item.popularity for item in table.catalogue.items} == {"9": 1.0, "8": 0.25}
    assert {item.popularity for item in load(tmp_path, films).catalogue.items} == {0.0}


@pytest.mark.parametrize(
    ("entry", "field", "says"),
    [
        (film(""), "name", "no name"),
        (film("X", name=None), "name", "not text"),
        (film("X", star="Cleo Fox"), "star", "not a list of names"),
        (film("X", genre=[1]), "genre", "not a list of names"),
        ([], "8", "not an object"),
    ],
)
def test_names_entry_and_field(tmp_path: Path, entry: Any, field: str, says: str) -> None:
    with pytest.raises(DatasetError, match=says) as caught:
        load(tmp_path, {"7": film("The Lost Kite"), "8": entry})
    assert (caught.value.row, caught.value.field) == (2, field)


def test_refuses_ids_that_are_none_and_an_empty_table(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="'x' is not an id"):
        load(tmp_path, {"x": film("The Lost Kite")})
    with pytest.raises(DatasetError, match="no items"):
        load(tmp_path, {})


def test_the_catalogue_compiles_like_any_other(tmp_path: Path) -> None:
    films = {str(number): film(f"Part {number} (20{number})", director=[f"D{number % 3}"]) for number in range(10, 20)}
    graph = compile_graph(load(tmp_path, films).catalogue)
    scores = PersonalisedPageRank(graph, weights={"directed_by": 1.0, "starring": 0.1, "written_by": 0.1, "has_genre": 0.1}).scores(
        {"10": 1.0}
    )
    best = [graph.item_ids[position] for position in np.argsort(-scores[graph.item_nodes])[:4]]
    assert set(best) == {"10", "13", "16", "19"}


def test_reads_the_published_table(data: Path) -> None:
    path = data / "redial" / "ievalm" / "id2info.json"
    table = load_item_table(path)
    assert len(table.canonical) == 6583
    assert 6_400 < len(table.catalogue.items) < 6_583
    assert set(table.canonical.values()) == {item.id for item in table.catalogue.items}
    labels = [item.label for item in table.catalogue.items if "year" in item.facts]
    assert len(set(labels)) == len(labels), "title and year name one item"
    assert read_item_table(path) == table.catalogue
