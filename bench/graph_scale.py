"""How building, keeping and walking a graph grow with it, from ten thousand to ten million edges.

    python bench/graph_scale.py [--largest 10000000] [--json FILE] [--plot FILE.html]

Every graph is synthetic: a tenth as many nodes as edges, a tenth of the nodes items, eight relations, tails drawn so that
few entities are shared by many items. Each size runs in a process of its own, which reports its peak of memory. What draws
the numbers is not counted; what makes ids, entities and edges of them is.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from _report import Row, arguments, milliseconds, quantile, report

from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.knowledge_graph.schema import ItemSchema, KindSchema, RelationSchema, Schema
from crs.knowledge_graph.storage import load_graph, save_graph
from crs.types import Entity, Item

RELATIONS = 8
SMALLEST = 10_000
WALKS = 5


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--largest", type=int, default=10_000_000, help="edges of the largest graph")
    parser.add_argument("--plot", type=Path, default=None, metavar="FILE", help="draw the growth as a page (.html)")
    parser.add_argument("--edges", type=int, default=None, help="one size, measured in this process, as a line of JSON")
    options = parser.parse_args()
    if options.edges is not None:
        print(json.dumps(measure(options.edges)))
        return
    rows = []
    for exponent in range(2 * round(np.log10(options.largest / SMALLEST)) + 1):
        edges = int(round(SMALLEST * 10 ** (exponent / 2), -3))
        done = subprocess.run([sys.executable, __file__, "--edges", str(edges)], check=True, stdout=subprocess.PIPE, text=True)
        rows.append(json.loads(done.stdout))
        print(f"{edges:,} edges measured", file=sys.stderr)
    report("Graphs that grow", rows, options.json)
    if options.plot is not None:
        plot(rows, options.plot)


def measure(edges: int) -> Row:
    """Build, save, load and walk one graph."""
    head, relation, tail = draw(edges)
    start = time.perf_counter()
    graph = build(head, relation, tail, nodes=edges // 10)
    built = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        save_graph(graph, Path(folder, "graph"))
        saved = time.perf_counter()
        size = sum(path.stat().st_size for path in Path(folder, "graph").iterdir())
        del graph
        begun = time.perf_counter()
        graph = load_graph(Path(folder, "graph"))
        loaded = time.perf_counter()
    walk = PersonalisedPageRank(graph)
    prepared = time.perf_counter()
    rng = np.random.default_rng(1)
    seeds = [dict.fromkeys(rng.choice(graph.item_ids, size=3).tolist(), 1.0) for _ in range(WALKS)]
    waiting = iter(seeds)
    times = milliseconds(lambda: walk.scores(next(waiting)), repeat=WALKS, warm=0)
    return {
        "edges": len(graph.edges),
        "nodes": len(graph),
        "build s": built - start,
        "save s": saved - built,
        "MB on disk": size / 1e6,
        "load s": loaded - begun,
        "prepare walk s": prepared - loaded,
        "walk p50 ms": quantile(times, 0.5),
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def draw(edges: int) -> tuple[np.ndarray[Any, Any], ...]:
    """Numbers of heads (items), relations and tails; a tail's chance falls as its number grows."""
    rng = np.random.default_rng(0)
    nodes = edges // 10
    items = nodes // 10
    head = rng.integers(0, items, edges)
    tail = items + ((nodes - items) * rng.random(edges) ** 2).astype(np.int64)
    return head, np.sort(rng.integers(0, RELATIONS, edges)), tail


def build(head: np.ndarray[Any, Any], relation: np.ndarray[Any, Any], tail: np.ndarray[Any, Any], *, nodes: int) -> KnowledgeGraph:
    """The graph, through the builder that every table goes through."""
    builder = GraphBuilder(schema())
    ids = [f"thing:{number}" for number in range(nodes)]
    for number, id_ in enumerate(ids):
        if number < nodes // 10:
            builder.add_item(Item(id=id_, kind="thing", name=f"Thing number {number}", label=f"Thing number {number}"))
        else:
            builder.add_entity(Entity(id=id_, kind="node", name=f"Node number {number}"))
    ends = np.searchsorted(relation, np.arange(RELATIONS + 1))
    for number in range(RELATIONS):
        part = slice(int(ends[number]), int(ends[number + 1]))
        links = ((ids[one], ids[other]) for one, other in zip(head[part].tolist(), tail[part].tolist(), strict=True))
        builder.add_links(links, f"relation {number}", source="drawn")
    return builder.build(version="drawn")


def schema() -> Schema:
    return Schema(
        name="drawn",
        item=ItemSchema(kind="thing", singular="thing", plural="things", table="none.csv"),
        kinds={"node": KindSchema(singular="node", plural="nodes")},
        relations={
            name: RelationSchema(column=name, kind="node", noun=name, plural=name)
            for name in (f"relation {number}" for number in range(RELATIONS))
        },
    )


def plot(rows: Sequence[Row], path: Path) -> None:
    """Time and memory over the number of edges, both axes logarithmic."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    edges = [row["edges"] for row in rows]
    for name in ("build s", "save s", "load s", "prepare walk s"):
        figure.add_trace(Scatter(x=edges, y=[row[name] for row in rows], name=name, mode="lines+markers"))
    figure.add_trace(Scatter(x=edges, y=[row["walk p50 ms"] / 1000 for row in rows], name="walk s", mode="lines+markers"))
    figure.add_trace(Scatter(x=edges, y=[row["peak MB"] / 1000 for row in rows], name="peak GB", mode="lines+markers", line_dash="dot"))
    figure.update_xaxes(type="log", title="edges")
    figure.update_yaxes(type="log", title="seconds, gigabytes")
    figure.update_layout(title="Graphs that grow", template="plotly_white")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.write_html(path, include_plotlyjs=True)


if __name__ == "__main__":
    main()
