"""Paths: every hop is an edge, they join, and the one that convinces comes first."""

from __future__ import annotations

import time
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.errors import GraphError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import HOP, MIXED, PathFinder, holds
from crs.types import Edge
from tests.knowledge_graph.conftest import graph_of

NODES = 9
EDGES = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.sampled_from(["a", "b"]), st.integers(0, NODES - 1)).filter(lambda edge: edge[0] != edge[2]),
    max_size=24,
)
HOPS = st.integers(1, 5)


def visited(path: tuple[Edge, ...], start: str) -> list[str]:
    nodes = [start]
    for edge in path:
        nodes.append(edge.tail if edge.head == nodes[-1] else edge.head)
    return nodes


def cost(graph: KnowledgeGraph, path: tuple[Edge, ...], start: str) -> float:
    """The documented cost, computed plainly."""
    from math import log2

    between = visited(path, start)[1:-1]
    weights = {name: relation.weight for name, relation in graph.schema.relations.items()}
    total = sum(HOP - log2(weights[edge.relation]) for edge in path)
    total += sum(log2(1 + len(graph.neighbours(node))) for node in between)
    return total + MIXED * sum(one.relation != other.relation for one, other in pairwise(path))


@settings(max_examples=150, deadline=None)
@given(EDGES, HOPS)
def test_every_path_holds(edges: list[tuple[int, str, int]], hops: int) -> None:
    graph = graph_of(edges, nodes=NODES, weights={"a": 1.0, "b": 0.5})
    paths = PathFinder(graph).paths("n0", "n1", max_hops=hops, limit=10)
    for path in paths:
        assert holds(graph, path, start="n0", goal="n1")
        assert 1 <= len(path) <= hops
        nodes = visited(path, "n0")
        assert len(set(nodes)) == len(nodes), "no entity is visited twice"
    assert len({tuple(visited(path, "n0")) for path in paths}) == len(paths), "no two paths visit the same"


@settings(max_examples=150, deadline=None)
@given(EDGES, HOPS)
def test_finds_a_path_whenever_there_is_one(edges: list[tuple[int, str, int]], hops: int) -> None:
    graph = graph_of(edges, nodes=NODES)
    plain = graph.to_networkx().to_undirected()
    reachable = nx.has_path(plain, "n0", "n1") and nx.shortest_path_length(plain, "n0", "n1") <= hops
    assert bool(PathFinder(graph).best("n0", "n1", max_hops=hops)) == reachable


@settings(max_examples=100, deadline=None)
@given(EDGES, st.integers(1, 3))
def test_the_best_costs_least(edges: list[tuple[int, str, int]], hops: int) -> None:
    graph = graph_of([(head, "a", tail) for head, _, tail in edges], nodes=NODES)
    best = PathFinder(graph).best("n0", "n1", max_hops=hops)
    every = nx.all_simple_edge_paths(nx.Graph(graph.to_networkx()), "n0", "n1", cutoff=hops)
    costs = [cost(graph, tuple(graph.edges_between(one, other)[0] for one, other in path), "n0") for path in every]
    assert (cost(graph, best, "n0") if best else None) == (pytest.approx(min(costs)) if costs else None)


@settings(max_examples=100, deadline=None)
@given(EDGES, st.integers(1, 4))
def test_there_and_back_cost_the_same(edges: list[tuple[int, str, int]], hops: int) -> None:
    finder = PathFinder(graph_of(edges, nodes=NODES, weights={"a": 1.0, "b": 0.5}))
    there, back = finder.best("n0", "n1", max_hops=hops), finder.best("n1", "n0", max_hops=hops)
    assert bool(there) == bool(back)
    if there:
        assert cost(finder.graph, there, "n0") == pytest.approx(cost(finder.graph, back, "n1"))


@given(EDGES)
def test_more_room_never_finds_worse(edges: list[tuple[int, str, int]]) -> None:
    finder = PathFinder(graph_of(edges, nodes=NODES))
    costs = [cost(finder.graph, path, "n0") for hops in range(1, 5) if (path := finder.best("n0", "n1", max_hops=hops))]
    assert costs == sorted(costs, reverse=True)


def test_a_rare_entity_convinces_more_than_a_hub() -> None:
    hub, rare = 2, 3
    edges = [(0, "a", hub), (1, "a", hub), (0, "a", rare), (1, "a", rare)] + [(leaf, "a", hub) for leaf in range(4, 40)]
    path = PathFinder(graph_of(edges, nodes=40)).best("n0", "n1")
    assert visited(path, "n0") == ["n0", "n3", "n1"]


def test_a_strong_relation_convinces_more_than_a_weak_one() -> None:
    edges = [(0, "weak", 2), (1, "weak", 2), (0, "strong", 3), (1, "strong", 3)]
    path = PathFinder(graph_of(edges, nodes=4, weights={"weak": 0.2, "strong": 1.0})).best("n0", "n1")
    assert [edge.relation for edge in path] == ["strong", "strong"]


def test_one_relation_convinces_more_than_two() -> None:
    edges = [(0, "a", 2), (1, "a", 2), (1, "b", 2)]
    path = PathFinder(graph_of(edges, nodes=3, weights={"a": 0.9, "b": 1.0})).best("n0", "n1")
    assert [edge.relation for edge in path] == ["a", "a"]


def test_says_why_two_items_belong_together(graph: KnowledgeGraph) -> None:
    path = PathFinder(graph).best("alien-1979", "blade-runner-1982")
    assert [(edge.relation, edge.tail) for edge in path] == [("directed_by", "person:ridley-scott")] * 2


def test_avoids_hubs_while_there_is_anything_better(graph: KnowledgeGraph) -> None:
    finder = PathFinder(graph)
    paths = finder.paths("alien-1979", "aliens-1986", max_hops=2, limit=3)
    between = {visited(path, "alien-1979")[1] for path in paths}
    assert not between & {"country:united-states", "language:english"}


def test_there_is_nothing_to_say_about_itself(graph: KnowledgeGraph) -> None:
    finder = PathFinder(graph)
    assert finder.best("alien-1979", "alien-1979") == ()
    assert finder.paths("alien-1979", "aliens-1986", limit=0) == ()
    assert finder.paths("alien-1979", "aliens-1986", max_hops=0) == ()


def test_refuses_unknown_ends(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError):
        PathFinder(graph).best("alien-1979", "nothing")


def test_is_not_slow_at_hubs(graph: KnowledgeGraph) -> None:
    finder = PathFinder(graph)
    hubs = sorted((entity.id for entity in graph.entities), key=graph.degree)[-4:]
    times = []
    for start in hubs:
        for goal in (*hubs, "alien-1979"):
            begin = time.perf_counter()
            finder.paths(start, goal, max_hops=3)
            times.append(time.perf_counter() - begin)
    assert min(times) < 0.005
    assert sorted(times)[len(times) // 2] < 0.05


class TestHolds:
    """The check that every path passes before anybody hears of it."""

    FIRST = Edge(head="rose", relation="member_of", tail="family:rosaceae")
    SECOND = Edge(head="apple", relation="member_of", tail="family:rosaceae")
    THIRD = Edge(head="apple", relation="likes_light", tail="light:shade")

    def test_true_paths_hold(self, garden: KnowledgeGraph) -> None:
        assert holds(garden, [self.FIRST, self.SECOND, self.THIRD])
        assert holds(garden, [self.FIRST, self.SECOND], start="rose", goal="apple")

    def test_an_empty_path_holds_nothing(self, garden: KnowledgeGraph) -> None:
        assert not holds(garden, [])

    def test_an_invented_edge_breaks_it(self, garden: KnowledgeGraph) -> None:
        assert not holds(garden, [self.FIRST, Edge(head="fern", relation="member_of", tail="family:rosaceae")])

    def test_a_turned_edge_breaks_it(self, garden: KnowledgeGraph) -> None:
        assert not holds(garden, [Edge(head=self.FIRST.tail, relation="member_of", tail="rose")])

    def test_a_gap_breaks_it(self, garden: KnowledgeGraph) -> None:
        assert not holds(garden, [self.FIRST, self.THIRD])

    def test_other_ends_break_it(self, garden: KnowledgeGraph) -> None:
        assert not holds(garden, [self.FIRST, self.SECOND], start="apple", goal="rose")
        assert not holds(garden, [self.FIRST, self.SECOND], start="fern")
        assert not holds(garden, [self.FIRST, self.SECOND], goal="family:rosaceae")
