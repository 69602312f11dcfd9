"""The items of a data set, each film once, and what sources say of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.item_graph import ItemGraph, redial_graph, title_graph
from crs.datasets.redial import read_dialogues
from crs.errors import DatasetError
from crs.knowledge_graph.coverage import coverage

PAGE = "<http://dbpedia.org/resource/{}>"
FILES: dict[str, Any] = {
    "ievalm/id2info.json": {
        "11": {"name": "The Lost Kite (1999)", "genre": ["drama"], "director": ["Zoe Stern"], "imdb_id": "tt1"},
        "12": {"name": "Lost Kite", "genre": ["drama"], "imdb_id": "tt1"},
        "13": {"name": "Harbour Lights (1950)", "star": ["Ida Moss"], "imdb_id": "tt3"},
    },
    "dbpedia/entity2id.json": {
        PAGE.format("The_Lost_Kite_(1999_film)"): 0,
        PAGE.format("Harbour_Lights_(film)"): 1,
        PAGE.format("Zoe_Stern_(director)"): 2,
        PAGE.format("Blue_Salt"): 3,
    },
    "dbpedia/relation2id.json": {"<http://dbpedia.org/ontology/director>": 0, "<http://dbpedia.org/ontology/subsequentWork>": 1},
    "dbpedia/dbpedia_subkg.json": {"0": [[0, 2], [1, 3]], "1": [[0, 2]]},
    "dbpedia/item_ids.json": [0, 1, 3],
    "dbpedia_kbrd/entity2entityId.json": {PAGE.format("Harbour_Lights_(film)"): 0, PAGE.format("Ida_Moss"): 1, "14": 2},
    "dbpedia_kbrd/id2entity.json": {"13": PAGE.format("Harbour_Lights_(film)"), "14": None},
    "dbpedia_kbrd/subkg.json": {"0": [[68, 1], [7, 2]], "2": [[68, 1]]},
    "tmdkg/entity2entity_id4.json": {"12": 0, "11": 0, "13": 1, "sea": 2, "thriller": 3},
    "tmdkg/movie_kg4.json": {"0": [[14, 2]], "1": [[0, 3], [14, 2]], "2": [[14, 0], [14, 1]], "3": [[0, 1]]},
}
LIST = """movieId,movieName,nbMentions
11,The Lost Kite  (1999),900
12,Lost Kite,1
13,Harbour Lights (1950),1
14,Salt (2001),1
15,SALT  (2001),1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, value in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    (tmp_path / "movies_with_mentions.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def labels(items: ItemGraph) -> list[str]:
    return [item.label for item in items.graph.items.values()]


def test_the_list_completes_the_table(folder: Path) -> None:
    items = redial_graph(folder)
    assert labels(items) == ["The Lost Kite (1999)", "Harbour Lights (1950)", "Salt (2001)"]
    assert items.canonical == {"11": "11", "12": "11", "13": "13", "14": "14", "15": "14"}


def test_popularity_is_counted_in_what_is_handed_over_and_nowhere_else(folder: Path) -> None:
    assert set(redial_graph(folder).graph.popularity) == {0.0}
    items = redial_graph(folder, mentions={"14": 1, "15": 3, "12": 1, "11": 1})
    assert {item.name: item.popularity for item in items.graph.items.values()} == {
        "The Lost Kite": 0.5,
        "Harbour Lights": 0.0,
        "SALT": 1.0,
    }


def test_published_counts_change_nothing(folder: Path) -> None:
    before = redial_graph(folder).graph.version
    (folder / "movies_with_mentions.csv").write_text(LIST.replace(",900", ",31337"), encoding="utf-8")
    assert redial_graph(folder).graph.version == before


@pytest.mark.parametrize("missing", ["movies_with_mentions.csv", "ievalm/id2info.json"])
def test_either_file_is_enough(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    assert "Harbour Lights (1950)" in labels(redial_graph(folder))


def test_titles_are_enough(tmp_path: Path) -> None:
    items = redial_graph(tmp_path, titles={"1": "Salt (2001)", "2": "Salt  (2001)", "3": ""})
    assert labels(items) == ["Salt (2001)", "3"]
    with pytest.raises(DatasetError, match="no items are named"):
        redial_graph(tmp_path)


def test_loose_titles_of_one_year_are_one_item() -> None:
    titles = {title: title for title in ("The Kite (1999)", "Kite (1999)", "Kite (2000)", "Kite")}
    assert len(title_graph(titles, loose=True).graph.items) == 3
    assert len(title_graph(titles).graph.items) == 4


def test_pages_are_recognised_by_title_and_year(folder: Path) -> None:
    (folder / "dbpedia_kbrd/id2entity.json").unlink()
    graph = redial_graph(folder, sources=("items", "dbpedia")).graph
    assert graph.heads("person:zoe-stern", "directed_by") == ("11", "13")  # one edge stated twice, one by the page alone
    assert {edge.source for edge in graph.edges_of("13", "directed_by")} == {"dbpedia"}


def test_no_source_adds_an_item(folder: Path) -> None:
    graph = redial_graph(folder, sources=("items", "dbpedia", "kbrd", "tmdkg", "bundled")).graph
    assert tuple(graph.items) == ("11", "13", "14")
    assert graph.entity("dbpedia:3").kind == "film"


def test_ids_align_where_a_source_gives_them(folder: Path) -> None:
    graph = redial_graph(folder, sources=("items", "kbrd")).graph
    assert graph.heads("person:ida-moss", "starring") == ("13", "14")
    assert graph.tails("13", "relation 7") == ("14",)


def test_films_that_share_a_node_are_the_dated_one(folder: Path) -> None:
    graph = redial_graph(folder, sources=("items", "tmdkg")).graph
    assert {graph.label(item) for item in graph.heads("tmdkg:2", "has_keyword")} == {"The Lost Kite (1999)", "Harbour Lights (1950)"}
    assert "genre:thriller" not in graph
    assert [graph.label(genre) for genre in graph.tails("13", "has_genre")] == ["thriller"]


def test_without_the_table_its_facts_are_gone_and_its_items_are_not(folder: Path) -> None:
    items = redial_graph(folder, sources=("tmdkg",))
    assert tuple(items.graph.items) == ("11", "13", "14")
    assert set(items.graph.sources) == {"tmdkg"}


def test_says_which_sources_there_are(folder: Path) -> None:
    with pytest.raises(DatasetError, match=r"no source 'wiki'.*items, dbpedia, kbrd, tmdkg, bundled"):
        redial_graph(folder, sources=("items", "wiki"))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("dbpedia_kbrd/id2entity.json", {"13": 5}, "not the address of a page"),
        ("dbpedia_kbrd/subkg.json", {"0": [[68, 77]]}, "is not \\[relation, tail\\]"),
        ("tmdkg/movie_kg4.json", {"0": [[5, 2]]}, "is not \\[relation, tail\\]"),
        ("tmdkg/entity2entity_id4.json", {"sea": "one"}, "is not a number"),
    ],
)
def test_refuses_sources_that_are_not_as_published(folder: Path, name: str, value: Any, says: str) -> None:
    (folder / name).write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(DatasetError, match=says):
        redial_graph(folder, sources=("items", "kbrd", "tmdkg"))


def test_refuses_a_list_without_titles(folder: Path) -> None:
    (folder / "movies_with_mentions.csv").write_text("movieId,nbMentions\n1,5\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="lacks this column") as caught:
        redial_graph(folder)
    assert caught.value.field == "movieName"


def test_the_published_films_are_counted(data: Path) -> None:
    folder = data / "redial"
    mentions = Counter(
        film for dialogue in read_dialogues(folder / "train_data.jsonl") for message in dialogue.messages for film in message.movies
    )
    items = redial_graph(folder, mentions=mentions, sources=("items", "tmdkg"))
    report = coverage(items.graph, canonical=items.canonical)
    assert len(items.canonical) == 6_924
    assert (report.items, report.merged) == (6_825, 99)
    assert report.described > 6_700
    assert items.graph.popularity.max() == 1.0
