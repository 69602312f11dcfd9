"""Personalised PageRank on the ReDial DBpedia graph against networkx, same parameters, in one run.

    python bench/pagerank.py [--seeds 25] [--json FILE]

Every seed set is three items drawn at random. The rival gets the same weighted graph (undirected, all relations 1, hubs not
damped), the same damping and personalisation: at its default tolerance, where it stops early, and at ours. What is right is
said by networkx at a tolerance of 1e-12. A walk with damped hubs and one with a negative seed are timed beside it.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import random
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from _report import arguments, milliseconds, quantile, report

from crs.datasets.dbpedia import read_subgraph
from crs.datasets.folder import data_folder
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import DAMPING, PersonalisedPageRank, Scores

TOP = 50
Walk = Callable[[Sequence[str]], Scores]


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
    plain, damped = PersonalisedPageRank(graph, hub_damping=0), PersonalisedPageRank(graph, hub_damping=0.5)
    rival = to_undirected(graph)
    rng = random.Random(0)
    drawn = [rng.sample(graph.item_ids, 3) for _ in range(options.seeds)]
    walks: dict[str, Walk] = {
        "crs": lambda seeds: plain.scores(dict.fromkeys(seeds, 1.0)),
        "networkx, its tolerance": lambda seeds: rival_scores(rival, graph, seeds, 1e-6),
        "networkx, our tolerance": lambda seeds: rival_scores(rival, graph, seeds, plain.tolerance / len(graph)),
        "crs, hubs damped": lambda seeds: damped.scores(dict.fromkeys(seeds, 1.0)),
        "crs, one negative seed": lambda seeds: damped.scores({seeds[0]: 1, seeds[1]: 1, seeds[2]: -1}),
    }
    truth = [rival_scores(rival, graph, seeds, 1e-12 / len(graph)) for seeds in drawn]
    scores: dict[str, list[Scores]] = {name: [] for name in walks}
    times: dict[str, list[float]] = {name: [] for name in walks}
    for seeds in drawn:  # side by side: what else the machine does meets all alike
        for name, walk in walks.items():
            scores[name].append(walk(seeds))
            times[name] += milliseconds(partial(walk, seeds), repeat=1 if name.startswith("networkx") else 5, warm=0)
    rows = []
    for name in walks:
        row: dict[str, Any] = {
            "walk": name,
            "p50 ms": quantile(times[name], 0.5),
            "p95 ms": quantile(times[name], 0.95),
            "times slower": quantile(times[name], 0.5) / quantile(times["crs"], 0.5),
        }
        if name == "crs" or name.startswith("networkx"):
            pairs = list(zip(scores[name], truth, strict=True))
            row |= {
                f"same top {TOP} %": 100 * float(np.mean([len(set(top(a)) & set(top(b))) / TOP for a, b in pairs])),
                "in the same order %": 100 * float(np.mean([top(a) == top(b) for a, b in pairs])),
                "largest L1 error": max(float(np.abs(a - b).sum()) for a, b in pairs),
            }
        rows.append(row)
    rows.append({"walk": "crs, reading and compiling the graph (once)", "p50 ms": read})
    title = f"Personalised PageRank, {len(graph):,} nodes, {len(graph.edges.head):,} edges, {options.seeds} seed sets"
    rows.append({"walk": "crs, preparing the walk (once)", "p50 ms": first})
    report(title, rows, options.json)


def to_undirected(graph: KnowledgeGraph) -> nx.Graph[int]:
    """The weighted graph that the walk sees: several edges between two nodes add up."""
    undirected: nx.Graph[int] = nx.Graph()
    undirected.add_nodes_from(range(len(graph)))
    for head, tail in zip(graph.edges.head.tolist(), graph.edges.tail.tolist(), strict=True):
        known = undirected.get_edge_data(head, tail, {"weight": 0})["weight"]
        undirected.add_edge(head, tail, weight=known + 1)
    return undirected


def rival_scores(rival: nx.Graph[int], graph: KnowledgeGraph, seeds: Sequence[str], tolerance: float) -> Scores:
    """What networkx answers, as an array."""
    personal = {graph.index(seed): 1.0 for seed in seeds}
    scores = nx.pagerank(rival, alpha=DAMPING, personalization=personal, tol=tolerance, max_iter=1_000)
    return np.array([scores[node] for node in range(len(graph))])


def top(scores: Scores) -> list[int]:
    """The best nodes; scores that agree to nine digits are equal and stand in node order."""
    order: list[int] = np.lexsort((np.arange(len(scores)), -np.round(scores, 9))).tolist()
    return order[:TOP]


if __name__ == "__main__":
    main()
