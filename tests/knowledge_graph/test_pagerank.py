"""Personalised PageRank: a distribution, the same as networkx's, with likes and dislikes."""

from __future__ import annotations

import time

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.errors import ConfigError, GraphError, InputError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank, signed_restart
from tests.knowledge_graph.conftest import graph_of

NODES = 12
EDGES = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.sampled_from(["a", "b"]), st.integers(0, NODES - 1)).filter(lambda edge: edge[0] != edge[2]),
    max_size=40,
)
SEEDS = st.dictionaries(st.integers(0, NODES - 1), st.floats(0.1, 10), min_size=1, max_size=4)
WEIGHTS = {"a": 1.0, "b": 0.3}


def named(seeds: dict[int, float]) -> dict[str, float]:
    return {f"n{node}": weight for node, weight in seeds.items()}


@settings(max_examples=150, deadline=None)
@given(EDGES, SEEDS, st.floats(0.1, 0.95))
def test_is_what_networkx_computes(edges: list[tuple[int, str, int]], seeds: dict[int, float], damping: float) -> None:
    graph = graph_of(edges, nodes=NODES)
    other = nx.MultiGraph()
    other.add_nodes_from(range(NODES))
    other.add_edges_from((head, tail, {"weight": WEIGHTS[relation]}) for head, relation, tail in set(edges))
    expected = nx.pagerank(other, alpha=damping, personalization=seeds, tol=1e-14, max_iter=5_000)
    walk = PersonalisedPageRank(graph, damping=damping, weights=WEIGHTS, hub_damping=0, tolerance=1e-12)
    np.testing.assert_allclose(walk.scores(named(seeds)), [expected[node] for node in range(NODES)], atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(EDGES, SEEDS, st.floats(-0.9, 2))
def test_positive_seeds_give_a_distribution(edges: list[tuple[int, str, int]], seeds: dict[int, float], hub_damping: float) -> None:
    scores = PersonalisedPageRank(graph_of(edges, nodes=NODES), hub_damping=hub_damping, tolerance=1e-10).scores(named(seeds))
    assert scores.min() >= 0
    assert scores.sum() == pytest.approx(1, abs=1e-6)
    assert scores.shape == (NODES,)


@settings(max_examples=50, deadline=None)
@given(EDGES, SEEDS)
def test_only_proportions_of_seeds_count(edges: list[tuple[int, str, int]], seeds: dict[int, float]) -> None:
    walk = PersonalisedPageRank(graph_of(edges, nodes=NODES), tolerance=1e-12)
    scaled = {node: 7 * weight for node, weight in seeds.items()}
    np.testing.assert_allclose(walk.scores(named(seeds)), walk.scores(named(scaled)), atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(EDGES, SEEDS, SEEDS, st.floats(0, 2))
def test_dislikes_take_a_share_of_their_own_walk_off(
    edges: list[tuple[int, str, int]], likes: dict[int, float], dislikes: dict[int, float], share: float
) -> None:
    dislikes = {node: weight for node, weight in dislikes.items() if node not in likes}
    walk = PersonalisedPageRank(graph_of(edges, nodes=NODES), negative_share=share, tolerance=1e-12)
    both = walk.scores(named(likes) | {seed: -weight for seed, weight in named(dislikes).items()})
    ratio = min(1.0, sum(dislikes.values()) / sum(likes.values()))
    against = walk.scores(named(dislikes))
    np.testing.assert_allclose(both, walk.scores(named(likes)) - share * ratio * against, atol=1e-9)


@given(EDGES, SEEDS)
def test_dislikes_alone_never_recommend(edges: list[tuple[int, str, int]], seeds: dict[int, float]) -> None:
    scores = PersonalisedPageRank(graph_of(edges, nodes=NODES), tolerance=1e-10).scores({f"n{node}": -1.0 for node in seeds})
    assert scores.max() <= 1e-9
    assert all(scores[node] < 0 for node in seeds)


def test_no_seeds_no_scores(garden: KnowledgeGraph) -> None:
    walk = PersonalisedPageRank(garden)
    assert not walk.scores({}).any()
    assert not walk.scores({"rose": 0.0}).any()


def test_a_disliked_neighbourhood_sinks(garden: KnowledgeGraph) -> None:
    walk = PersonalisedPageRank(garden)
    fern = garden.index("fern")
    liked = walk.scores({"apple": 1.0})
    disliked = walk.scores({"apple": 1.0, "light:shade": -1.0})
    assert disliked[fern] < 0 < liked[fern]


def test_a_heavier_relation_carries_more() -> None:
    graph = graph_of([(0, "strong", 1), (0, "weak", 2)], nodes=3, weights={"strong": 1.0, "weak": 0.25})
    scores = PersonalisedPageRank(graph, hub_damping=0, tolerance=1e-12).scores({"n0": 1.0})
    assert scores[1] / scores[2] == pytest.approx(4)


def test_weights_given_go_before_those_of_the_schema() -> None:
    graph = graph_of([(0, "strong", 1), (0, "weak", 2)], nodes=3, weights={"strong": 1.0, "weak": 0.25})
    scores = PersonalisedPageRank(graph, weights={"strong": 0.0}, tolerance=1e-12).scores({"n0": 1.0})
    assert scores[1] == pytest.approx(0, abs=1e-9)
    assert scores[2] > 0


def test_damped_hubs_are_entered_less() -> None:
    spokes = [(0, "a", hub) for hub in (1, 2)] + [(leaf, "a", 1) for leaf in range(3, 11)] + [(11, "a", 2)]
    graph = graph_of(spokes, nodes=12)
    plain = PersonalisedPageRank(graph, hub_damping=0).scores({"n0": 1.0})
    damped = PersonalisedPageRank(graph, hub_damping=1).scores({"n0": 1.0})
    assert damped[1] < plain[1]
    assert damped[2] > plain[2]


def test_a_seed_without_edges_keeps_its_restarts() -> None:
    graph = graph_of([(0, "a", 1)], nodes=3)
    assert PersonalisedPageRank(graph).scores({"n2": 1.0}).tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    "wrong",
    [{"damping": 0}, {"damping": 1}, {"hub_damping": -1}, {"negative_share": -0.1}, {"tolerance": 0}, {"weights": {"member_of": -1.0}}],
)
def test_refuses_parameters_out_of_range(garden: KnowledgeGraph, wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        PersonalisedPageRank(garden, **wrong)  # type: ignore[arg-type]


def test_refuses_unknown_and_endless_seeds(garden: KnowledgeGraph) -> None:
    walk = PersonalisedPageRank(garden)
    with pytest.raises(GraphError):
        walk.scores({"moss": 1.0})
    for weight in (float("nan"), float("inf")):
        with pytest.raises(InputError):
            walk.scores({"rose": weight})


def test_finds_the_sequel_next_to_the_original(graph: KnowledgeGraph) -> None:
    scores = PersonalisedPageRank(graph).scores({"alien-1979": 1.0})[graph.item_nodes]
    best = [graph.item_ids[position] for position in np.argsort(-scores)[:4]]
    assert best[0] == "alien-1979"
    assert "aliens-1986" in best


def test_takes_milliseconds(graph: KnowledgeGraph) -> None:
    walk = PersonalisedPageRank(graph)
    seeds = dict.fromkeys(graph.item_ids[:5], 1.0)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        walk.scores(seeds)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.01


@settings(max_examples=60)
@given(EDGES, st.lists(st.dictionaries(st.integers(0, NODES - 1), st.floats(-10, 10), max_size=4), min_size=1, max_size=4))
def test_several_walks_at_once_are_the_same_as_one_by_one(edges: list[tuple[int, str, int]], walks: list[dict[int, float]]) -> None:
    walker = PersonalisedPageRank(graph_of(edges, nodes=NODES), weights=WEIGHTS, tolerance=1e-10).walker
    weights = np.array([[seeds.get(node, 0.0) for node in range(NODES)] for seeds in walks])
    restarts = np.stack([signed_restart(walker, weight) for weight in weights], axis=1)
    together = walker.walk(restarts)
    for number in range(len(walks)):
        np.testing.assert_allclose(together[:, number], walker.walk(restarts[:, number]), atol=1e-9)
