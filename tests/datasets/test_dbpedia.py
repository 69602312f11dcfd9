"""UniCRS's DBpedia sub-graph as a knowledge graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.dbpedia import read_subgraph
from crs.errors import DatasetError
from crs.knowledge_graph.paths import PathFinder

URI = "<http://dbpedia.org/resource/{}>"
FILES: dict[str, Any] = {
    "entity2id.json": {
        URI.format("The_Lost_Kite_(1999_film)"): 0,
        URI.format("Harbour_Lights_(film)"): 1,
        URI.format("Z%C3%B6e_Stern"): 2,
        URI.format("Kite"): 3,
    },
    "relation2id.json": {"<http://dbpedia.org/ontology/director>": 0, "<http://dbpedia.org/ontology/starring>": 1, "self_loop": 2},
    "dbpedia_subkg.json": {"0": [[0, 2], [2, 0], [1, 0]], "1": [[0, 2], [1, 3]], "3": []},
    "item_ids.json": [0, 1],
}


def write(folder: Path, **changes: Any) -> Path:
    for name, value in FILES.items():
        (folder / name).write_text(json.dumps(changes.get(name.removesuffix(".json"), value)), encoding="utf-8")
    return folder


def test_names_come_from_the_addresses(tmp_path: Path) -> None:
    graph = read_subgraph(write(tmp_path))
    assert [entity.name for entity in graph.entities] == ["The Lost Kite", "Harbour Lights", "Zöe Stern", "Kite"]
    assert [item.label for item in graph.items.values()] == ["The Lost Kite (1999)", "Harbour Lights"]
    assert graph.relations == ("director", "starring")


def test_loops_are_dropped(tmp_path: Path) -> None:
    graph = read_subgraph(write(tmp_path))
    assert len(graph.edges.head) == 3
    assert [edge.tail for edge in graph.edges_of("dbpedia:0")] == ["dbpedia:2"]


def test_it_is_walked_like_any_other(tmp_path: Path) -> None:
    path = PathFinder(read_subgraph(write(tmp_path))).best("dbpedia:0", "dbpedia:1")
    assert [edge.relation for edge in path] == ["director", "director"]


def test_without_a_list_of_items_there_are_none(tmp_path: Path) -> None:
    (write(tmp_path) / "item_ids.json").unlink()
    graph = read_subgraph(tmp_path)
    assert len(graph) == 4
    assert not graph.items


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"dbpedia_subkg": {"9": [[0, 1]]}}, "'9' is not an entity"),
        ({"dbpedia_subkg": {"0": [[0, 9]]}}, r"\[0, 9\] is not \[relation, tail\]"),
        ({"dbpedia_subkg": {"0": [[7, 1]]}}, r"\[7, 1\] is not"),
        ({"dbpedia_subkg": {"0": [[0]]}}, r"\[0\] is not"),
        ({"dbpedia_subkg": {"0": 5}}, "'0' is not an entity with its edges"),
        ({"entity2id": {"a": 1, "b": 1}}, "stands for 'a' too"),
        ({"entity2id": {"a": "1"}}, "is not a number"),
        ({"item_ids": {"0": 1}}, "not a list"),
        ({"item_ids": [99]}, "99 is not the number of an entity"),
    ],
)
def test_refuses_files_that_do_not_belong_together(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(DatasetError, match=says) as caught:
        read_subgraph(write(tmp_path, **changes))
    assert caught.value.file is not None


def test_says_which_file_is_missing(tmp_path: Path) -> None:
    (write(tmp_path) / "dbpedia_subkg.json").unlink()
    with pytest.raises(DatasetError, match="missing"):
        read_subgraph(tmp_path)


def test_reads_the_published_graph(data: Path) -> None:
    stats = read_subgraph(data / "redial" / "dbpedia").stats()
    assert (stats["nodes"], stats["edges"], stats["items"]) == (31_161, 81_321, 6_281)
