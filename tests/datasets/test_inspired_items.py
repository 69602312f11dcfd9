"""INSPIRED's films, and what was published about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.inspired_items import inspired_graph
from crs.errors import DatasetError

PAGE = "<http://dbpedia.org/resource/{}>"
TURN = {
    "text": "…",
    "role": "SEEKER",
    "movie": ["The Lost Kite (1999)", "Given (2001)"],
    "movie_link": [PAGE.format("Lost_Kite")],
    "movie_name": ["The Lost Kite"],
}
FILES: dict[str, Any] = {
    "dbpedia/entity2id.json": {PAGE.format("Lost_Kite"): 0, PAGE.format("Ida_Moss"): 1},
    "dbpedia/relation2id.json": {"<http://dbpedia.org/ontology/starring>": 0, "self_loop": 1},
    "dbpedia/dbpedia_subkg.json": {"0": [[1, 0], [0, 1]]},
    "dbpedia/valid_data_dbpedia.jsonl": [TURN],
    "cfcrs/entity2id.json": {"Salt (2001)": 0, "Ida Moss": 1, "sci-fi": 2},
    "cfcrs/entity2type.json": {"Salt (2001)": "movie", "Ida Moss": "person", "sci-fi": "genre"},
    "cfcrs/relation2id.json": {"star": 0, "genre": 1},
    "cfcrs/kg.json": {"0": [[0, 1], [1, 2]]},
}
TITLES = ("The Lost Kite (1999)", "Lost Kite (1999)", "Salt (2001)", "Given (2001)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, value in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    return tmp_path


def test_titles_are_ids_and_those_of_one_film_are_one(tmp_path: Path) -> None:
    items = inspired_graph(tmp_path, TITLES, mentions={"Lost Kite (1999)": 2, "The Lost Kite (1999)": 1, "Salt (2001)": 6})
    assert items.canonical["The Lost Kite (1999)"] == items.canonical["Lost Kite (1999)"] == "Lost Kite (1999)"
    assert [item.popularity for item in items.graph.items.values()] == [1.0, 0.5, 0.0]


def test_sources_agree_on_people(folder: Path) -> None:
    items = inspired_graph(folder, TITLES, sources=("items", "dbpedia", "cfcrs"))
    graph, kite = items.graph, items.canonical["Lost Kite (1999)"]
    (ida,) = graph.tails(kite, "starring")
    assert set(graph.heads(ida, "starring")) == {kite, "Salt (2001)"}
    assert [graph.label(genre) for genre in graph.tails("Salt (2001)", "has_genre")] == ["science fiction"]
    assert graph.degree("Given (2001)") == 0


@pytest.mark.parametrize("turns", [[{"movie": []}], {"movie": []}, [5], "x", [{**TURN, "movie_name": []}]])
def test_refuses_dialogues_that_are_not_as_published(folder: Path, turns: Any) -> None:
    (folder / "dbpedia/valid_data_dbpedia.jsonl").write_text(json.dumps(turns), encoding="utf-8")
    with pytest.raises(DatasetError, match="not as UniCRS publishes it") as caught:
        inspired_graph(folder, TITLES, sources=("dbpedia",))
    assert caught.value.row == 1


def test_says_which_sources_there_are(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="items, dbpedia, cfcrs, bundled"):
        inspired_graph(tmp_path, TITLES, sources=("tmdkg",))


def test_the_published_graphs_describe_most_films(data: Path) -> None:
    items = inspired_graph(data / "inspired", ("Joker (2019)", "Knives Out (2019)", "Parasite (2019)"), sources=("dbpedia", "cfcrs"))
    assert all(items.graph.degree(item) > 3 for item in items.graph.items)
