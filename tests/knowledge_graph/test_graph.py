"""The compiled graph: nodes, edges both ways, and other forms of the same."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import GraphError
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.types import Edge, Entity, Item
from tests.knowledge_graph.conftest import graph_of

NODES = 8
EDGES = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.sampled_from(["a", "b", "c"]), st.integers(0, NODES - 1)).filter(
        lambda edge: edge[0] != edge[2]
    ),
    max_size=30,
)


def test_follows_edges_both_ways(garden: KnowledgeGraph) -> None:
    assert garden.tails("apple", "likes_light") == ("light:sun", "light:shade")
    assert garden.heads("family:rosaceae", "member_of") == ("rose", "apple")
    assert garden.heads("light:sun") == ("rose", "apple")
    assert garden.neighbours("fern") == ("family:polypodiaceae", "light:shade", "tag:soft")
    assert garden.degree("light:sun") == 2


def test_asks_one_relation_only(garden: KnowledgeGraph) -> None:
    assert [edge.tail for edge in garden.edges_of("rose", "tagged")] == ["tag:thorny", "tag:scented"]
    assert garden.edges_of("rose", "grown_by") == ()
    assert garden.tails("rose", "grown_by") == ()


def test_knows_the_direction_of_an_edge(garden: KnowledgeGraph) -> None:
    edge = Edge(head="rose", relation="member_of", tail="family:rosaceae")
    assert garden.has_edge(edge)
    assert not garden.has_edge(Edge(head=edge.tail, relation=edge.relation, tail=edge.head))
    assert not garden.has_edge(Edge(head="rose", relation="tagged", tail="family:rosaceae"))
    assert not garden.has_edge(Edge(head="rose", relation="member_of", tail="family:poaceae"))


def test_says_where_an_edge_was_stated(garden: KnowledgeGraph) -> None:
    assert {edge.source for edge in garden.edges_of("rose")} == {"plants.csv"}


def test_finds_the_edges_between_two_nodes_from_either_end() -> None:
    graph = graph_of([(0, "a", 1), (1, "b", 0), (0, "a", 2)], nodes=3)
    assert graph.edges_between("n0", "n1") == graph.edges_between("n1", "n0")
    assert [edge.relation for edge in graph.edges_between("n0", "n1")] == ["a", "b"]
    assert graph.edges_between("n1", "n2") == ()


def test_reads_labels_off_items_and_names_off_entities(garden: KnowledgeGraph) -> None:
    assert garden.label("rose") == "Rose (1753)"
    assert garden.label("family:rosaceae") == "Rosaceae"


def test_lines_items_up_with_their_nodes(graph: KnowledgeGraph) -> None:
    assert [graph.entities[node].id for node in graph.item_nodes] == list(graph.item_ids)
    assert graph.popularity.shape == (len(graph.items),)
    assert graph.popularity.max() == 1.0


def test_lists_entities_of_one_kind(garden: KnowledgeGraph) -> None:
    assert [entity.name for entity in garden.of_kind("light")] == ["sun", "shade"]


def test_says_what_it_does_not_hold(garden: KnowledgeGraph) -> None:
    assert "moss" not in garden
    for ask in (garden.index, garden.entity, garden.label, garden.degree, garden.neighbours):
        with pytest.raises(GraphError, match="no entity 'moss'"):
            ask("moss")


def test_counts_itself(garden: KnowledgeGraph) -> None:
    stats = garden.stats()
    assert (stats["items"], stats["nodes"], stats["edges"]) == (3, len(garden), len(garden.edges.head))
    assert stats["kinds"] == {"plant": 3, "family": 2, "light": 2, "tag": 4}
    assert sum(stats["relations"].values()) == stats["edges"]
    assert stats["isolated"] == 0


def test_an_empty_graph_is_a_graph() -> None:
    graph = graph_of([], nodes=0)
    assert len(graph) == 0
    assert graph.stats()["mean_degree"] == 0.0
    assert graph.adjacency().shape == (0, 0)


@given(EDGES)
def test_both_directions_agree(edges: list[tuple[int, str, int]]) -> None:
    graph = graph_of(edges, nodes=NODES)
    assert len(graph.edges.head) == len(set(edges))
    for head, relation, tail in edges:
        assert f"n{tail}" in graph.tails(f"n{head}", relation)
        assert f"n{head}" in graph.heads(f"n{tail}", relation)
        assert f"n{head}" in graph.neighbours(f"n{tail}")
        assert graph.has_edge(Edge(head=f"n{head}", relation=relation, tail=f"n{tail}"))
    assert sum(graph.degree(f"n{node}") for node in range(NODES)) == 2 * len(set(edges))


@given(EDGES)
def test_the_matrix_is_symmetric_and_sums_the_weights(edges: list[tuple[int, str, int]]) -> None:
    graph = graph_of(edges, nodes=NODES)
    weights = {"a": 2.0, "b": 0.5}
    matrix = graph.adjacency(weights).toarray()
    np.testing.assert_array_equal(matrix, matrix.T)
    expected = np.zeros((NODES, NODES))
    for head, relation, tail in set(edges):
        expected[head, tail] += weights.get(relation, 1.0)
        expected[tail, head] += weights.get(relation, 1.0)
    np.testing.assert_allclose(matrix, expected)


@given(EDGES)
def test_networkx_is_given_the_same_graph(edges: list[tuple[int, str, int]]) -> None:
    graph = graph_of(edges, nodes=NODES)
    other = graph.to_networkx()
    assert list(other) == [entity.id for entity in graph.entities]
    stated = {(edge.head, edge.tail, edge.relation) for entity in graph.entities for edge in graph.edges_of(entity.id)}
    assert set(other.edges(keys=True)) == stated


class TestBuilder:
    """What cannot be built is refused."""

    ITEM = Item(id="x", kind="thing", name="X", label="X")

    def builder(self) -> GraphBuilder:
        return GraphBuilder(graph_of([], nodes=0).schema)

    def test_refuses_an_id_twice(self) -> None:
        builder = self.builder()
        builder.add_item(self.ITEM)
        with pytest.raises(GraphError, match="share the id 'x'"):
            builder.add_item(self.ITEM)
        with pytest.raises(GraphError, match="share the id 'x'"):
            builder.add_entity(Entity(id="x", kind="node", name="Another"))

    def test_takes_the_same_entity_twice(self) -> None:
        builder = self.builder()
        for _ in range(2):
            builder.add_entity(Entity(id="n", kind="node", name="N"))
        assert len(builder.build(version="1")) == 1

    def test_refuses_edges_to_nowhere_and_to_itself(self) -> None:
        builder = self.builder()
        builder.add_item(self.ITEM)
        with pytest.raises(GraphError, match="unknown entity 'y'"):
            builder.add_edge(Edge(head="x", relation="a", tail="y"))
        with pytest.raises(GraphError, match="to itself"):
            builder.add_edge(Edge(head="x", relation="a", tail="x"))

    def test_a_built_graph_does_not_change_any_more(self) -> None:
        builder = self.builder()
        builder.add_item(self.ITEM)
        graph = builder.build(version="1")
        builder.add_item(Item(id="y", kind="thing", name="Y", label="Y"))
        assert list(graph.items) == ["x"]

    def test_keeps_the_order_of_the_tables(self, garden: KnowledgeGraph) -> None:
        numbers = [garden.index(entity.id) for entity in garden.entities]
        assert all(one < other for one, other in pairwise(numbers))
