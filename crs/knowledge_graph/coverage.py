"""What a graph knows of its items: a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csgraph

from crs.knowledge_graph.graph import KnowledgeGraph

EXAMPLES = 10
QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)


@dataclass(frozen=True, kw_only=True)
class SourceCoverage:
    """What one source says."""

    source: str
    edges: int
    items: int  # items with an edge of it
    alone: int  # items that no other source has an edge of


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Counts over a graph. An item is described if an edge leads from or to it."""

    items: int
    described: int
    with_facts: int  # items with a fact or a text of their own
    undescribed: tuple[str, ...]  # labels of the best known items without an edge
    merged: int  # ids of the data set that became another id's item
    nodes: int
    edges: int
    degrees: Mapping[str, int]  # quantile -> edges of an item
    components: int  # connected parts of the graph, nodes without edges counted
    largest: float  # share of the items in the largest of them
    sources: tuple[SourceCoverage, ...]

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        share = 100 * self.described / self.items if self.items else 0.0
        yield f"{self.items:,} items, {self.described:,} of them described ({share:.1f} %), {self.with_facts:,} with facts of their own"
        yield f"{self.merged:,} ids are another id's item"
        yield f"{self.nodes:,} nodes, {self.edges:,} edges"
        yield f"{self.components:,} components, {100 * self.largest:.1f} % of the items in the largest"
        yield f"edges of an item: {', '.join(f'{name} {count:,}' for name, count in self.degrees.items())}"
        for part in self.sources:
            yield f"{part.source}: {part.edges:,} edges at {part.items:,} items, {part.alone:,} of them described by it alone"
        if self.undescribed:
            more = self.items - self.described - len(self.undescribed)
            yield f"described by no source: {', '.join(self.undescribed)}{f' and {more:,} more' if more else ''}"


def coverage(graph: KnowledgeGraph, *, canonical: Mapping[str, str] | None = None) -> Coverage:
    """Count what the graph knows. `canonical` gives the item of every id that a data set uses."""
    nodes = graph.item_nodes
    touched = np.zeros((len(graph), len(graph.sources)), dtype=bool)
    for end in (graph.edges.head, graph.edges.tail):
        touched[end, graph.edges.source] = True
    said = touched[nodes]
    degree = np.bincount(graph.edges.head, minlength=len(graph)) + np.bincount(graph.edges.tail, minlength=len(graph))
    degree = degree[nodes]
    silent = np.flatnonzero(degree == 0)
    best_known = silent[np.argsort(-graph.popularity[silent], kind="stable")][:EXAMPLES]
    components, label = csgraph.connected_components(graph.adjacency()) if len(graph) else (0, nodes)
    return Coverage(
        items=len(nodes),
        described=int((degree > 0).sum()),
        with_facts=sum(bool(item.facts or item.text) for item in graph.items.values()),
        undescribed=tuple(graph.label(graph.item_ids[number]) for number in best_known.tolist()),
        merged=sum(id_ != item for id_, item in (canonical or {}).items()),
        nodes=len(graph),
        edges=len(graph.edges),
        degrees={_named(share): int(np.quantile(degree, share, method="lower")) for share in QUANTILES} if len(degree) else {},
        components=int(components),
        largest=float(np.bincount(label[nodes]).max() / len(nodes)) if len(nodes) else 0.0,
        sources=tuple(
            SourceCoverage(
                source=name,
                edges=int((graph.edges.source == number).sum()),
                items=int(said[:, number].sum()),
                alone=int((said[:, number] & (said.sum(axis=1) == 1)).sum()),
            )
            for number, name in enumerate(graph.sources)
        ),
    )


def _named(share: float) -> str:
    return {0.0: "least", 0.5: "median", 1.0: "most"}.get(share, f"{100 * share:.0f} %")
