"""Paths between two entities that convince: short, by strong relations, over entities that few others share.

The cost of a path, in bits, is the sum of what a listener must accept:

    per hop                          HOP + log2(1 / weight(relation))
    per entity in between            log2(1 + its neighbours)        (a hub explains little: it joins everything)
    per joint with another relation  MIXED                           ("both directed by X" beats "X directed one and wrote the other")

Walks from the start and from the goal meet in the middle, each kept as arrays, so that a hub costs microseconds per
thousand neighbours. The two ends may be hubs; in between, hubs lose by their cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Edge

HOP = 3.0
MIXED = 1.0
_SPARE = 4  # walks kept to a node for every path asked for: some of them cross the other side's walk

Numbers = NDArray[np.int64]
Costs = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class _Walks:
    """Simple walks of one length from one entity: a row of nodes each, first column where they started."""

    nodes: Numbers
    cost: Costs

    @property
    def last(self) -> Numbers:
        end: Numbers = self.nodes[:, -1]
        return end


class PathFinder:
    """Finds paths in one graph; the arrays are prepared once."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        weights = {name: relation.weight for name, relation in graph.schema.relations.items()}
        self._relation_cost = np.array([-np.log2(weights.get(name, 1.0)) for name in graph.relations] or [0.0])
        head, tail = graph.edges.head.astype(np.int64), graph.edges.tail.astype(np.int64)
        cost = HOP + self._relation_cost[graph.edges.relation]
        start, end, cost = np.concatenate((head, tail)), np.concatenate((tail, head)), np.concatenate((cost, cost))
        order = np.lexsort((cost, end, start))
        start, end, cost = start[order], end[order], cost[order]
        first = np.ones(len(start), dtype=bool)  # of several edges between two nodes the cheapest counts
        first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
        degree = np.bincount(start[first], minlength=len(graph))
        self._row_end = np.concatenate(([0], np.cumsum(degree))).astype(np.int64)
        self._neighbour, self._cost = end[first], cost[first]
        self._between = np.log2(1.0 + degree)

    def best(self, start: str, goal: str, *, max_hops: int = 3) -> tuple[Edge, ...]:
        """The most convincing path of at most `max_hops` edges, from `start` to `goal`; empty if there is none or they are the same.

        Raises:
            GraphError: an end is not in the graph.
        """
        return next(iter(self.paths(start, goal, max_hops=max_hops, limit=1)), ())

    def paths(self, start: str, goal: str, *, max_hops: int = 3, limit: int = 5) -> tuple[tuple[Edge, ...], ...]:
        """Up to `limit` paths, most convincing first; no two of them visit the same entities in the same order.

        Each path is its edges in walking order, every edge in the direction in which the graph states it.

        Raises:
            GraphError: an end is not in the graph.
        """
        origin, target = self.graph.index(start), self.graph.index(goal)
        if origin == target or max_hops < 1 or limit < 1:
            return ()
        found: list[tuple[float, tuple[int, ...]]] = []
        ahead, back = self._still(origin), self._still(target)
        for hops in range(1, max_hops + 1):
            if hops % 2:
                ahead = self._extend(ahead, avoid=target, keep=_SPARE * limit)
            else:
                back = self._extend(back, avoid=origin, keep=_SPARE * limit)
            found += self._join(ahead, back, _SPARE * limit)
        ranked = sorted((self._edges(nodes) for _, nodes in sorted(found)[: 2 * limit]), key=lambda path: path[0])
        return tuple(edges for _, edges in ranked[:limit])

    def _still(self, node: int) -> _Walks:
        return _Walks(nodes=np.array([[node]], dtype=np.int64), cost=np.zeros(1))

    def _extend(self, walks: _Walks, *, avoid: int, keep: int) -> _Walks:
        """The walks one step longer, no node twice, the `keep` cheapest to each node; none goes on from `avoid`."""
        going = walks.last != avoid
        nodes, cost = walks.nodes[going], walks.cost[going]
        row, step = self._steps(nodes[:, -1])
        after = self._neighbour[step]
        total = cost[row] + self._cost[step]
        if nodes.shape[1] > 1:
            total = total + self._between[nodes[row, -1]]
        simple = ~(nodes[row] == after[:, None]).any(axis=1)
        row, after, total = row[simple], after[simple], total[simple]
        kept = _lowest_of_each(after, total, keep)
        return _Walks(nodes=np.column_stack((nodes[row[kept]], after[kept])), cost=total[kept])

    def _steps(self, nodes: Numbers) -> tuple[Numbers, Numbers]:
        """For each node all its rows of `_neighbour`: (position in `nodes`, position in `_neighbour`)."""
        begin, count = self._row_end[nodes], self._row_end[nodes + 1] - self._row_end[nodes]
        row = np.repeat(np.arange(len(nodes)), count)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return row, begin[row] + offset

    def _join(self, ahead: _Walks, back: _Walks, keep: int) -> list[tuple[float, tuple[int, ...]]]:
        """The cheapest paths made of a walk from the start and one from the goal that end on the same node."""
        order = np.argsort(back.last, kind="stable")
        meeting = back.last[order]
        low, high = np.searchsorted(meeting, ahead.last, side="left"), np.searchsorted(meeting, ahead.last, side="right")
        count = high - low
        first = np.repeat(np.arange(len(count)), count)
        second = order[low[first] + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)]
        cost = ahead.cost[first] + back.cost[second]
        if back.nodes.shape[1] > 1:
            cost = cost + self._between[ahead.last[first]]
        found: list[tuple[float, tuple[int, ...]]] = []
        for pick in np.argsort(cost, kind="stable")[:keep]:
            path = (*ahead.nodes[first[pick]].tolist(), *back.nodes[second[pick]][-2::-1].tolist())
            if len(set(path)) == len(path):
                found.append((float(cost[pick]), path))
        return found

    def _edges(self, nodes: Sequence[int]) -> tuple[float, tuple[Edge, ...]]:
        """The cheapest edges along these nodes, joints of two relations counted, by dynamic programming."""
        best: dict[str, tuple[float, tuple[Edge, ...]]] = {}
        for number, (one, other) in enumerate(pairwise(nodes)):
            through = float(self._between[one]) if number else 0.0
            steps: dict[str, tuple[float, tuple[Edge, ...]]] = {}
            for edge in self.graph.edges_between(self.graph.entities[one].id, self.graph.entities[other].id):
                cost = HOP + through + float(self._relation_cost[self.graph.relations.index(edge.relation)])
                options = [(total + (MIXED if relation != edge.relation else 0.0), path) for relation, (total, path) in best.items()]
                total, path = min(options, key=lambda option: option[0], default=(0.0, ()))
                if edge.relation not in steps or total + cost < steps[edge.relation][0]:
                    steps[edge.relation] = (total + cost, (*path, edge))
            best = steps
        return min(best.values(), key=lambda option: option[0])


def _lowest_of_each(group: Numbers, cost: Costs, count: int) -> Numbers:
    """Positions of the `count` lowest costs of every group."""
    order = np.lexsort((cost, group))
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = group[order[1:]] != group[order[:-1]]
    rank = np.arange(len(order)) - np.flatnonzero(begins)[np.cumsum(begins) - 1]
    kept: Numbers = order[rank < count]
    return kept


def holds(graph: KnowledgeGraph, hops: Sequence[Edge], *, start: str | None = None, goal: str | None = None) -> bool:
    """Whether every hop is an edge of the graph and each goes on where the one before it ended.

    `start` and `goal` also fix the ends. No hops hold nothing: False.
    """
    if not hops or not all(graph.has_edge(hop) for hop in hops):
        return False
    here = {hops[0].head, hops[0].tail} if start is None else {start}
    for hop in hops:
        here = {tail for head, tail in ((hop.head, hop.tail), (hop.tail, hop.head)) if head in here}
    return bool(here) if goal is None else goal in here
