"""Edges as columns, and the builder that collects them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import GraphError
from crs.knowledge_graph.graph import GraphBuilder
from crs.types import Edge, Entity
from tests.knowledge_graph.conftest import graph_of

ROWS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from("ab"), st.integers(0, 4), st.sampled_from("xyz")), max_size=30)


def builder(nodes: int) -> GraphBuilder:
    empty = GraphBuilder(graph_of([], nodes=0).schema)
    for number in range(nodes):
        empty.add_entity(Entity(id=f"n{number}", kind="node", name=f"Node {number}"))
    return empty


@given(ROWS)
def test_a_statement_counts_once_for_who_made_it_first(rows: list[tuple[int, str, int, str]]) -> None:
    build = builder(5)
    first: dict[tuple[str, str, str], str] = {}
    for head, relation, tail, source in rows:
        if head != tail:
            build.add_edge(Edge(head=f"n{head}", relation=relation, tail=f"n{tail}", source=source))
            first.setdefault((f"n{head}", relation, f"n{tail}"), source)
    graph = build.build(version="1")
    edges = [graph.edge_at(number) for number in range(len(graph.edges))]
    assert [((edge.head, edge.relation, edge.tail), edge.source) for edge in edges] == list(first.items())
    assert graph.sources == tuple(dict.fromkeys(first.values()))


@given(ROWS)
def test_links_are_edges(rows: list[tuple[int, str, int, str]]) -> None:
    one, other = builder(5), builder(5)
    for head, relation, tail, source in rows:
        if head != tail:
            one.add_edge(Edge(head=f"n{head}", relation=relation, tail=f"n{tail}", source=source))
            other.add_links([(f"n{head}", f"n{tail}")], relation, source=source)
    graphs = one.build(version="1"), other.build(version="1")
    edges = [[graph.edge_at(number) for number in range(len(graph.edges))] for graph in graphs]
    assert edges[0] == edges[1]


@pytest.mark.parametrize("last", [("n1", "n9"), ("n1", "n1")])
def test_all_links_are_added_or_none(last: tuple[str, str]) -> None:
    build = builder(2)
    with pytest.raises(GraphError):
        build.add_links([("n0", "n1"), last], "a", source="x")
    graph = build.build(version="1")
    assert (len(graph.edges), graph.relations, graph.sources) == (0, (), ())


def test_a_hundred_thousand_edges_are_no_matter() -> None:
    build = builder(1_000)
    build.add_links(((f"n{number % 999}", f"n{number % 999 + 1}") for number in range(100_000)), "a", source="x")
    assert len(build.build(version="1").edges) == 999
