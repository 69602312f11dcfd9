"""Opened data sets, described by more sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crs.datasets.dataset import Dataset
from crs.datasets.describe import describe, usual_sources
from crs.datasets.item_graph import title_graph
from crs.errors import DatasetError
from tests.datasets.test_opendialkg_items import FILES

TITLES = {"Lost Kite": "Lost Kite", "Salt": "Salt", "Casablanca": "Casablanca (1942)"}


def opened(name: str) -> Dataset:
    items = title_graph(TITLES, mentions={"Salt": 1})
    return Dataset(name=name, graph=items.graph, canonical=items.canonical, splits={})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, value in FILES.items():
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    return tmp_path


def test_the_items_stay_and_what_is_said_of_them_grows(folder: Path) -> None:
    before = opened("opendialkg")
    after = describe(before, ("facts",), folder)
    assert tuple(after.graph.items) == tuple(before.graph.items)
    assert list(after.graph.popularity) == list(before.graph.popularity)
    assert after.graph.degree("Salt") == 1


def test_all_is_every_source(folder: Path) -> None:
    assert describe(opened("opendialkg"), ("all",), folder).graph.degree("Casablanca") > 3
    assert describe(opened("own"), ("all",), folder).graph.degree("Salt") == 0


def test_says_what_there_is(folder: Path) -> None:
    with pytest.raises(DatasetError, match="sources: items, facts, bundled"):
        describe(opened("opendialkg"), ("wiki",), folder)


def test_only_what_the_bundled_catalogue_knows_is_described_by_it() -> None:
    assert usual_sources("redial") == ("items", "bundled")
    assert usual_sources("own") == ("items",)
