"""How well known entities are, compared with the others of their kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.graph import KnowledgeGraph


def prominence(graph: KnowledgeGraph) -> NDArray[np.float64]:
    """Per node, in units of one item's popularity: an item's own, any other entity's sum over its items."""
    own = np.zeros(len(graph))
    own[graph.item_nodes] = graph.popularity
    head, tail = graph.edges.head, graph.edges.tail
    linked = np.bincount(tail, weights=own[head], minlength=len(graph)) + np.bincount(head, weights=own[tail], minlength=len(graph))
    linked[graph.item_nodes] = own[graph.item_nodes]
    return linked


def popularity_rank(graph: KnowledgeGraph) -> NDArray[np.float64]:
    """Per node, in [0, 1]: the share of the items that an item is at least as popular as, ties in the middle; 0 for other entities."""
    rank = np.zeros(len(graph))
    popularity = graph.popularity
    if len(popularity):
        ordered = np.sort(popularity)
        below, upto = np.searchsorted(ordered, popularity, "left"), np.searchsorted(ordered, popularity, "right")
        rank[graph.item_nodes] = (below + upto) / (2 * len(popularity))
    return rank
