"""Small catalogues and random graphs to test on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.schema import ItemSchema, KindSchema, RelationSchema, Schema
from crs.types import Edge, Entity, Item

DATA = Path(__file__).parents[1] / "data"

PLANTS_SCHEMA = """
format = 1
name = "plants"
[item]
kind = "plant"
singular = "plant"
plural = "plants"
table = "plants.csv"
name = "name"
aliases = "aliases"
label = "{name} ({year})"
popularity = "known"
text = ["note", "tags"]
[kinds.family]
singular = "family"
plural = "families"
[kinds.light]
singular = "light"
plural = "lights"
closed = true
values = { sun = ["sunny"], shade = [] }
[kinds.tag]
singular = "tag"
plural = "tags"
[relations.member_of]
column = "family"
kind = "family"
required = true
noun = "family"
plural = "families"
[relations.likes_light]
column = "light"
kind = "light"
noun = "light"
plural = "lights"
weight = 0.5
[relations.tagged]
column = "tags"
kind = "tag"
noun = "tag"
plural = "tags"
[fields.year]
column = "year"
required = true
minimum = 1500
maximum = 2100
noun = "year"
[fields.height]
column = "height"
minimum = 0
maximum = 100
integer = false
noun = "height"
[texts.note]
column = "note"
"""

PLANTS = """id,name,aliases,year,family,light,tags,height,known,note
rose,Rose,Rosa; Queen of flowers,1753,Rosaceae,sun,thorny; scented,1.5,8,"A bush, and a song."
fern,Fern,,1753,Polypodiaceae,shade,soft,0.6,2,Likes the damp.
apple,Apple,,1768,Rosaceae,sun; shade,edible,4,4,
"""


@pytest.fixture
def plants(tmp_path: Path) -> Callable[..., Path]:
    """Writes a catalogue folder: plants(table=…, schema=…) with text or bytes."""

    def write(*, table: str | bytes | None = PLANTS, schema: str = PLANTS_SCHEMA, name: str = "plants.csv") -> Path:
        folder = tmp_path / "plants"
        folder.mkdir(exist_ok=True)
        (folder / "schema.toml").write_text(schema.replace("plants.csv", name), encoding="utf-8")
        if table is not None:
            (folder / name).write_bytes(table.encode() if isinstance(table, str) else table)
        return folder

    return write


@pytest.fixture
def garden(plants: Callable[..., Path]) -> KnowledgeGraph:
    """The small catalogue, compiled."""
    return compile_graph(read_catalogue(plants()))


@pytest.fixture(scope="session")
def cellar() -> KnowledgeGraph:
    """The second domain, compiled."""
    return compile_graph(read_catalogue(DATA / "wines"))


def graph_of(edges: list[tuple[int, str, int]], *, nodes: int, items: int = 0, weights: dict[str, float] | None = None) -> KnowledgeGraph:
    """A graph of nodes n0, n1, … of which the first `items` are items."""
    relations = sorted({relation for _, relation, _ in edges} | set(weights or {}))
    schema = Schema(
        name="random",
        item=ItemSchema(kind="thing", singular="thing", plural="things", table="none.csv"),
        kinds={"node": KindSchema(singular="node", plural="nodes")},
        relations={
            name: RelationSchema(column=name, kind="node", noun=name, plural=name, weight=(weights or {}).get(name, 1.0))
            for name in relations
        },
    )
    builder = GraphBuilder(schema)
    for number in range(nodes):
        if number < items:
            builder.add_item(Item(id=f"n{number}", kind="thing", name=f"Thing {number}", label=f"Thing {number}"))
        else:
            builder.add_entity(Entity(id=f"n{number}", kind="node", name=f"Node {number}"))
    builder.add_edges(Edge(head=f"n{head}", relation=relation, tail=f"n{tail}", source="test") for head, relation, tail in edges)
    return builder.build(version="test")
