"""The kept graph is never a stale one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crs.content import content_folder
from crs.errors import CatalogueError
from crs.knowledge_graph import cache
from crs.knowledge_graph.cache import KEPT, cached_graph

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph

SCHEMA = """
format = 1
name = "wines"
[item]
kind = "wine"
singular = "wine"
plural = "wines"
table = "wines.csv"
[kinds.grape]
singular = "grape"
plural = "grapes"
[relations.made_of]
column = "grapes"
kind = "grape"
noun = "grape"
plural = "grapes"
"""


@pytest.fixture
def wines(tmp_path: Path) -> Path:
    folder = tmp_path / "wines"
    folder.mkdir()
    (folder / "schema.toml").write_text(SCHEMA)
    (folder / "wines.csv").write_text("id,name,grapes\nred,A Red,Merlot; Syrah\nwhite,A White,Riesling\n")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every time a graph is compiled."""
    compiled: list[int] = []
    compile_graph = cache.compile_graph
    monkeypatch.setattr(cache, "compile_graph", lambda catalogue: (compiled.append(1), compile_graph(catalogue))[1])
    return compiled


def same(one: KnowledgeGraph, two: KnowledgeGraph) -> bool:
    return (one.version, one.entities, dict(one.items), one.stats()) == (two.version, two.entities, dict(two.items), two.stats())


def test_a_graph_is_compiled_once(wines: Path, home: Path, builds: list[int]) -> None:
    first, second = cached_graph(wines, home), cached_graph(wines, home)
    assert same(first, second)
    assert cached_graph(wines / "schema.toml", home).version == first.version
    assert len(builds) == 1


@pytest.mark.parametrize(("file", "text"), [("wines.csv", "Merlot"), ("schema.toml", 'singular = "grape"')])
def test_any_change_of_the_catalogue_compiles_it_again(wines: Path, home: Path, builds: list[int], file: str, text: str) -> None:
    before = cached_graph(wines, home)
    path = wines / file
    path.write_text(path.read_text().replace(text, text.replace("e", "E", 1)))
    assert cached_graph(wines, home).version != before.version
    assert len(builds) == 2
    path.write_text(path.read_text().replace(text.replace("e", "E", 1), text))
    assert same(cached_graph(wines, home), before)
    assert len(builds) == 2


def test_a_damaged_one_is_compiled_again(wines: Path, home: Path, builds: list[int]) -> None:
    before = cached_graph(wines, home)
    (kept,) = (home / "graphs").iterdir()
    (kept / "edges.npz").write_bytes(b"broken")
    assert same(cached_graph(wines, home), before)
    assert same(cached_graph(wines, home), before)
    assert len(builds) == 2


def test_a_home_that_cannot_be_written_means_compiling_each_time(wines: Path, tmp_path: Path, builds: list[int]) -> None:
    (tmp_path / "file").write_text("")
    assert len(cached_graph(wines, tmp_path / "file").items) == 2
    assert len(cached_graph(wines, tmp_path / "file").items) == 2
    assert len(builds) == 2


def test_a_broken_catalogue_is_an_error_and_keeps_nothing(wines: Path, home: Path) -> None:
    (wines / "wines.csv").write_text("id,name\nred,\n")
    with pytest.raises(CatalogueError, match="row 2"):
        cached_graph(wines, home)
    assert not home.exists()


def test_only_the_newest_are_kept(wines: Path, home: Path) -> None:
    for number in range(KEPT + 3):
        (wines / "wines.csv").write_text(f"id,name,grapes\nred,Number {number},Merlot\n")
        cached_graph(wines, home)
    assert len(list((home / "graphs").iterdir())) == KEPT


def test_the_bundled_catalogue(graph: KnowledgeGraph, home: Path) -> None:
    for _ in range(2):
        assert same(cached_graph(content_folder("knowledge_graph"), home), graph)
    shutil.rmtree(home)
