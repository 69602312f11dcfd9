"""A graph on disk: what is saved is what is loaded, and damage is noticed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import GraphError, StorageError
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.storage import load_graph, load_schema, save_graph
from crs.types import Edge, Entity, Item
from tests.knowledge_graph.conftest import graph_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def same(one: KnowledgeGraph, other: KnowledgeGraph) -> bool:
    return (
        one.schema == other.schema
        and one.entities == other.entities
        and list(one.items.items()) == list(other.items.items())
        and (one.relations, one.sources, one.version) == (other.relations, other.sources, other.version)
        and all(np.array_equal(getattr(one.edges, name), getattr(other.edges, name)) for name in ("head", "relation", "tail", "source"))
    )


def test_the_bundled_graph_comes_back(graph: KnowledgeGraph, tmp_path: Path) -> None:
    save_graph(graph, tmp_path / "graph")
    assert same(load_graph(tmp_path / "graph"), graph)


@given(
    names=st.lists(TEXT, min_size=2, max_size=6, unique=True),
    facts=st.dictionaries(
        TEXT, st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), TEXT), max_size=3
    ),
    edges=st.sets(st.tuples(st.integers(0, 5), TEXT, st.integers(0, 5), TEXT), max_size=10),
)
def test_any_graph_comes_back(names: list[str], facts: dict[str, int | float | str], edges: set[tuple[int, str, int, str]]) -> None:
    builder = GraphBuilder(graph_of([], nodes=0).schema)
    for number, name in enumerate(names):
        if number % 2:
            builder.add_entity(Entity(id=name, kind="node", name=name, aliases=(name,)))
        else:
            builder.add_item(Item(id=name, kind="thing", name=name, label=name, facts=facts, text=name, popularity=0.1 * number))
    for head, relation, tail, source in sorted(edges):
        if head != tail and max(head, tail) < len(names):
            builder.add_edge(Edge(head=names[head], relation=relation, tail=names[tail], source=source))
    graph = builder.build(version="v")
    with TemporaryDirectory() as folder:
        save_graph(graph, Path(folder) / "graph")
        assert same(load_graph(Path(folder) / "graph"), graph)


def test_saving_replaces_what_was_there_and_leaves_nothing_else(garden: KnowledgeGraph, cellar: KnowledgeGraph, tmp_path: Path) -> None:
    save_graph(cellar, tmp_path / "graph")
    (tmp_path / "graph" / "left_over.txt").write_text("old")
    save_graph(garden, tmp_path / "graph")
    assert same(load_graph(tmp_path / "graph"), garden)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "graph"))] == ["graph"]
    assert not (tmp_path / "graph" / "left_over.txt").exists()


def test_nothing_is_pickled(garden: KnowledgeGraph, tmp_path: Path) -> None:
    save_graph(garden, tmp_path / "graph")
    assert {path.name for path in (tmp_path / "graph").iterdir()} == {"manifest.json", "nodes.jsonl", "items.jsonl", "edges.npz"}
    with np.load(tmp_path / "graph" / "edges.npz", allow_pickle=False) as arrays:
        assert {arrays[name].dtype for name in arrays.files} == {np.dtype(np.int32)}


def test_says_where_there_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="there is no graph here"):
        load_graph(tmp_path)


def test_says_what_cannot_be_written(garden: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError) as caught:
        save_graph(garden, tmp_path / "file" / "graph")
    assert caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_says_what_may_not_be_written(garden: KnowledgeGraph, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="cannot be written"):
        save_graph(garden, tmp_path / "graph")


def test_a_failed_save_leaves_the_old_graph(
    garden: KnowledgeGraph, cellar: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_graph(garden, tmp_path / "graph")
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(source).name == "fresh":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StorageError, match="No space left"):
        save_graph(cellar, tmp_path / "graph")
    assert same(load_graph(tmp_path / "graph"), garden)


def change_manifest(**values: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return change


def change_edges(name: str, value: int, dtype: type = np.int32) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with np.load(folder / "edges.npz") as arrays:
            columns = {column: arrays[column].copy() for column in arrays.files}
        columns[name] = columns[name].astype(dtype)
        columns[name][0] = value
        np.savez(folder / "edges.npz", **columns)

    return change


def cut(name: str, share: float) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: int(len(data) * share)])

    return change


@pytest.mark.parametrize(
    "damage",
    [
        change_manifest(format=99),
        change_manifest(nodes=1),
        change_manifest(relations=["one"]),
        change_manifest(schema={}),
        lambda folder: (folder / "manifest.json").write_text("[]"),
        lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe"),
        cut("manifest.json", 0.5),
        cut("nodes.jsonl", 0.7),
        cut("items.jsonl", 0.7),
        cut("edges.npz", 0.7),
        cut("edges.npz", 0.0),
        change_edges("head", 10_000),
        change_edges("tail", -1),
        change_edges("relation", 77),
        change_edges("source", 5),
        change_edges("head", 0, np.float64),
        lambda folder: (folder / "items.jsonl").write_text((folder / "items.jsonl").read_text().replace('"rose"', '"moss"', 1)),
        lambda folder: (folder / "edges.npz").unlink(),
    ],
)
def test_notices_damage(garden: KnowledgeGraph, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    save_graph(garden, tmp_path / "graph")
    damage(tmp_path / "graph")
    with pytest.raises(GraphError) as caught:
        load_graph(tmp_path / "graph")
    assert caught.value.hint
    assert caught.value.file == str(tmp_path / "graph")


def test_never_loads_objects(garden: KnowledgeGraph, tmp_path: Path) -> None:
    save_graph(garden, tmp_path / "graph")
    np.savez(tmp_path / "graph" / "edges.npz", head=np.array([{}], dtype=object), relation=[0], tail=[0], source=[0])
    with pytest.raises(GraphError, match="damaged"):
        load_graph(tmp_path / "graph")


def test_the_schema_is_known_before_the_rest_is_read(garden: KnowledgeGraph, tmp_path: Path) -> None:
    save_graph(garden, tmp_path / "graph")
    assert load_schema(tmp_path / "graph") == garden.schema
    with pytest.raises(GraphError, match="there is no graph here"):
        load_schema(tmp_path)
    for damage in ("{", "[]", '{"schema": {}}'):
        (tmp_path / "graph" / "manifest.json").write_text(damage, encoding="utf-8")
        with pytest.raises(GraphError, match="cannot be read"):
            load_schema(tmp_path / "graph")
