"""Personalised PageRank on the ReDial DBpedia graph against networkx, same parameters, in one run.

    python bench/pagerank.py [--seeds 25] [--json FILE]

Every seed set is three items drawn at random. The rival gets the same weighted graph (undirected, all relations 1, hubs not
damped), the same damping and personalisation: at its default tolerance, where it stops early, and at ours. Our default walk
(hubs damped) and one with a negative seed are timed beside it.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx
import numpy as np
from _report import arguments, milliseconds, quantile, report
from numpy.typing import NDArray

from crs.datasets.dbpedia import read_subgraph
from crs.datasets.folder import data_folder
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import DAMPING, PersonalisedPageRank

TOP = 50
Walk = Callable[[Sequence[str]], NDArray[np.float64]]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--seeds", type=int, default=25, help="seed sets")
    options = parser.parse_args()
    folder = data_folder()
    if folder is None:
        sys.exit("no data: set CRS_DATA_DIR")
    start = time.perf_counter()
    graph = read_subgraph(folder / "redial" / "dbpedia")
    read = (time.perf_counter() - start) * 1000
    first = milliseconds(lambda: PersonalisedPageRank(graph, hub_damping=0), repeat=1, warm=0)[0]
    plain, damped = PersonalisedPageRank(graph, hub_damping=0), PersonalisedPageRank(graph)
    rival = to_undirected(graph)
    rng = random.Random(0)
    drawn = [rng.sample(graph.item_ids, 3) for _ in range(options.seeds)]
    ours = measure("crs", lambda seeds: plain.scores(dict.fromkeys(seeds, 1.0)), drawn, repeat=5)
    theirs = measure("networkx, its tolerance", lambda seeds: rival_scores(rival, graph, seeds, 1e-6), drawn)
    exact = measure("networkx, our tolerance", lambda seeds: rival_scores(rival, graph, seeds, 1e-8 / len(graph)), drawn)
    hubs = measure("crs, hubs damped (default)", lambda seeds: damped.scores(dict.fromkeys(seeds, 1.0)), drawn, repeat=5)
    signed = measure("crs, one negative seed", lambda s: damped.scores({s[0]: 1, s[1]: 1, s[2]: -1}), drawn, repeat=5)
    rows = []
    for result in (ours, theirs, exact, hubs, signed):
        compared = result in (ours, theirs)
        rows.append(
            {
                "walk": result["name"],
                "p50 ms": quantile(result["times"], 0.5),
                "p95 ms": quantile(result["times"], 0.95),
                "times slower": quantile(result["times"], 0.5) / quantile(ours["times"], 0.5),
                f"same top {TOP} %": 100 * float(np.mean([overlap(a, b) for a, b in pairs(result, exact)])) if compared else None,
                "in the same order %": 100 * float(np.mean([top(a) == top(b) for a, b in pairs(result, exact)])) if compared else None,
                "largest L1 error": max(float(np.abs(a - b).sum()) for a, b in pairs(result, exact)) if compared else None,
            }
        )
    title = f"Personalised PageRank, {len(graph):,} nodes, {len(graph.edges.head):,} edges, {options.seeds} seed sets (read and compiled in {read:,.0f} ms)"
    rows.append({"walk": "crs, preparing the walk (once)", "p50 ms": first})
    report(title, rows, options.json)


def measure(name: str, walk: Walk, drawn: Sequence[Sequence[str]], *, repeat: int = 1) -> dict[str, Any]:
    """Wall times in ms of every seed set, and its scores."""
    scores = [walk(seeds) for seeds in drawn]
    times = [value for seeds in drawn for value in milliseconds(lambda seeds=seeds: walk(seeds), repeat=repeat, warm=0)]
    return {"name": name, "times": times, "scores": scores}


def to_undirected(graph: KnowledgeGraph) -> nx.Graph[int]:
    """The weighted graph that the walk sees: several edges between two nodes add up."""
    undirected: nx.Graph[int] = nx.Graph()
    undirected.add_nodes_from(range(len(graph)))
    for head, tail in zip(graph.edges.head.tolist(), graph.edges.tail.tolist(), strict=True):
        known = undirected.get_edge_data(head, tail, {"weight": 0})["weight"]
        undirected.add_edge(head, tail, weight=known + 1)
    return undirected


def rival_scores(rival: nx.Graph[int], graph: KnowledgeGraph, seeds: Sequence[str], tolerance: float) -> NDArray[np.float64]:
    """What networkx answers, as an array."""
    personal = {graph.index(seed): 1.0 for seed in seeds}
    scores = nx.pagerank(rival, alpha=DAMPING, personalization=personal, tol=tolerance, max_iter=1_000)
    return np.array([scores[node] for node in range(len(graph))])


def pairs(one: dict[str, Any], other: dict[str, Any]) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    return list(zip(one["scores"], other["scores"], strict=True))


def overlap(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return len(set(top(one)) & set(top(other))) / TOP


def top(scores: NDArray[np.float64]) -> list[int]:
    """The best nodes; scores that agree to nine digits are equal and stand in node order."""
    order: list[int] = np.lexsort((np.arange(len(scores)), -np.round(scores, 9))).tolist()
    return order[:TOP]


if __name__ == "__main__":
    main()
