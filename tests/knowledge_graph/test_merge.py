"""Several graphs as one: nothing is lost, nothing is said twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import GraphError
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.merge import Part, merge
from crs.knowledge_graph.schema import ItemSchema, KindSchema, RelationSchema, Schema
from crs.types import Edge, Entity, Item

KINDS = ("maker", "place")
NAMES = ("Ada", "Bor", "ADA", "Cleo")


def graph_of(prefix: str, nodes: list[tuple[str, str]], edges: list[tuple[int, str, int]], *, source: str = "") -> KnowledgeGraph:
    """A graph of nodes (kind, name) with ids "<prefix><number>"; those of the kind "thing" are items."""
    schema = Schema(
        name=prefix or "none",
        item=ItemSchema(kind="thing", singular="thing", plural="things", table="none.csv"),
        kinds={kind: KindSchema(singular=kind, plural=f"{kind}s") for kind in KINDS},
        relations={name: RelationSchema(column=name, kind="maker", noun=name, plural=name) for _, name, _ in edges},
    )
    builder = GraphBuilder(schema)
    for number, (kind, name) in enumerate(nodes):
        if kind == "thing":
            builder.add_item(Item(id=f"{prefix}{number}", kind=kind, name=name, label=name))
        else:
            builder.add_entity(Entity(id=f"{prefix}{number}", kind=kind, name=name))
    for head, relation, tail in edges:
        if head != tail:
            builder.add_edge(Edge(head=f"{prefix}{head}", relation=relation, tail=f"{prefix}{tail}", source=source or prefix))
    return builder.build(version=f"{prefix} {nodes} {edges}")


@st.composite
def graphs(draw: st.DrawFn, prefix: str) -> KnowledgeGraph:
    nodes = draw(st.lists(st.tuples(st.sampled_from(("thing", *KINDS)), st.sampled_from(NAMES)), min_size=1, max_size=6))
    ends = st.integers(0, len(nodes) - 1)
    edges = draw(st.lists(st.tuples(ends, st.sampled_from(["made_by", "sold_in"]), ends), max_size=12))
    return graph_of(prefix, nodes, edges)


def stated(graph: KnowledgeGraph) -> set[tuple[str, str, str]]:
    edges = (graph.edge_at(number) for number in range(len(graph.edges)))
    return {(edge.head, edge.relation, edge.tail) for edge in edges}


@given(one=graphs("a"), other=graphs("b"), third=graphs("c"))
def test_every_edge_of_every_graph_is_in_the_merge(one: KnowledgeGraph, other: KnowledgeGraph, third: KnowledgeGraph) -> None:
    merged = merge(one, Part(graph=other), Part(graph=third))
    expected = {
        (ids[head], relation, ids[tail])
        for graph, ids in zip((one, other, third), merged.ids, strict=True)
        for head, relation, tail in stated(graph)
        if ids[head] != ids[tail]
    }
    assert stated(merged.graph) == expected
    assert len(merged.graph.edges) == len(expected)  # each counted once


@given(graphs("a"))
def test_merged_with_itself_a_graph_is_what_it_was(graph: KnowledgeGraph) -> None:
    assert merge(graph, Part(graph=graph)).graph is graph


@given(one=graphs("a"), other=graphs("b"))
def test_ids_stay_and_merging_again_changes_nothing(one: KnowledgeGraph, other: KnowledgeGraph) -> None:
    merged = merge(one, Part(graph=other))
    assert [entity.id for entity in merged.graph.entities[: len(one)]] == [entity.id for entity in one.entities]
    assert merged.ids[0] == {entity.id: entity.id for entity in one.entities}
    assert merge(merged.graph, Part(graph=other, same=merged.ids[1])).graph is merged.graph


@given(one=graphs("a"), other=graphs("b"))
def test_every_entity_is_somewhere_and_keeps_its_kind(one: KnowledgeGraph, other: KnowledgeGraph) -> None:
    merged = merge(one, Part(graph=other))
    for graph, ids in zip((one, other), merged.ids, strict=True):
        for entity in graph.entities:
            assert merged.graph.entity(ids[entity.id]).kind == entity.kind
    assert merged.joined == len(one) + len(other) - len(merged.graph)


def test_the_same_kind_and_name_are_one_entity() -> None:
    one = graph_of("a", [("thing", "Cup"), ("maker", "Zoë")], [(0, "made_by", 1)])
    other = graph_of("b", [("thing", "Jug"), ("maker", "ZOE"), ("place", "Zoe")], [(0, "made_by", 1), (0, "sold_in", 2)])
    merged = merge(one, Part(graph=other))
    assert merged.ids[1] == {"b0": "b0", "b1": "a1", "b2": "b2"}
    assert merged.graph.heads("a1", "made_by") == ("a0", "b0")


def test_a_name_that_two_share_joins_nobody() -> None:
    one = graph_of("a", [("maker", "Ada")], [])
    other = graph_of("b", [("maker", "Ada"), ("maker", "Ada")], [])
    assert len(merge(one, Part(graph=other)).graph) == 3


def test_items_are_one_only_where_somebody_says_so() -> None:
    one, other = graph_of("a", [("thing", "Cup")], []), graph_of("b", [("thing", "Cup"), ("thing", "Jug")], [])
    assert set(merge(one, Part(graph=other)).graph.items) == {"a0", "b0", "b1"}
    aligned = merge(one, Part(graph=other, same={"b0": "a0"}), add_items=False).graph
    assert set(aligned.items) == {"a0"}
    assert aligned.entity("b1").kind == "thing"


def test_a_statement_made_twice_counts_for_the_first_source() -> None:
    nodes = [("thing", "Cup"), ("maker", "Ada")]
    one = graph_of("", nodes, [(0, "made_by", 1)], source="one")
    other = graph_of("", nodes, [(0, "made_by", 1), (0, "sold_in", 1)], source="other")
    merged = merge(one, Part(graph=other)).graph
    assert [(edge.relation, edge.source) for edge in merged.edges_of("0")] == [("made_by", "one"), ("sold_in", "other")]
    assert set(merged.schema.relations) == {"made_by", "sold_in"}


def test_items_that_are_one_complete_each_other() -> None:
    def shop(year: int, text: str, **facts: int) -> KnowledgeGraph:
        builder = GraphBuilder(graph_of("", [], []).schema)
        builder.add_item(
            Item(id="x", kind="thing", name="Cup", label="Cup", facts={"year": year, **facts}, text=text, aliases=(f"Cup {year}",))
        )
        return builder.build(version=str(year))

    item = merge(shop(1999, ""), Part(graph=shop(2000, "A cup.", weight=3))).graph.items["x"]
    assert item.facts == {"year": 1999, "weight": 3}
    assert (item.text, item.aliases) == ("A cup.", ("Cup 1999", "Cup 2000"))


def test_an_edge_between_what_is_one_is_gone() -> None:
    one = graph_of("a", [("thing", "Cup")], [])
    other = graph_of("b", [("thing", "Cup"), ("thing", "Cup")], [(0, "made_by", 1)])
    merged = merge(one, Part(graph=other, same={"b0": "a0", "b1": "a0"})).graph
    assert len(merged.edges) == 0
    assert merged.edges.head.dtype == np.int32


def test_refuses_what_is_the_same_as_nothing() -> None:
    graph = graph_of("a", [("thing", "Cup")], [])
    with pytest.raises(GraphError, match="'a0' is said to be 'z9'"):
        merge(graph, Part(graph=graph, same={"a0": "z9"}))
