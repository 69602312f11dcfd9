"""OpenDialKG's items and their published facts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.opendialkg_items import opendialkg_graph
from crs.errors import DatasetError

FILES: dict[str, Any] = {
    "entity2id.json": {"Lost Kite": 0, "1999": 1, "Ida Moss": 2, "Salt": 3, "Norwegian Language": 4},
    "relation2id.json": {"year": 0, "actor": 1, "language": 2},
    "kg.json": {"0": [[0, 1], [1, 2], [1, 2], [2, 4]], "3": [[1, 2]]},
    "item_ids.json": [0],
    "id2info.json": {"3": {"name": "Salt"}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, value in FILES.items():
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    return tmp_path


def test_items_are_named_by_their_names(folder: Path) -> None:
    items = opendialkg_graph(folder, ("Harbour Lights", "Lost Kite"), mentions={"Salt": 2})
    assert tuple(items.graph.items) == ("Salt", "Harbour Lights", "Lost Kite")
    assert items.graph.items["Lost Kite"].facts == {"year": 1999}
    assert items.graph.items["Salt"].popularity == 1.0


def test_facts_are_edges_and_years_are_not(folder: Path) -> None:
    graph = opendialkg_graph(folder).graph
    assert graph.heads("opendialkg:2", "starring") == ("Lost Kite", "Salt")
    assert [graph.label(tail) for tail in graph.tails("Lost Kite", "in_language")] == ["Norwegian"]
    assert graph.degree("opendialkg:1") == 0


def test_without_facts_names_are_enough(folder: Path, tmp_path: Path) -> None:
    assert len(opendialkg_graph(folder, sources=("items",)).graph.edges) == 0
    (folder / "kg.json").unlink()
    assert tuple(opendialkg_graph(tmp_path, ("Salt",)).graph.items) == ("Salt",)


def test_refuses_facts_that_do_not_belong_together(folder: Path) -> None:
    (folder / "kg.json").write_text(json.dumps({"0": [[9, 1]]}), encoding="utf-8")
    with pytest.raises(DatasetError, match="is not \\[relation, tail\\]"):
        opendialkg_graph(folder)


def test_the_published_facts_describe_their_items(data: Path) -> None:
    graph = opendialkg_graph(data / "opendialkg").graph
    assert len(graph.items) > 3_600
    assert sum(graph.degree(item) > 0 for item in graph.items) > 0.99 * len(graph.items)
