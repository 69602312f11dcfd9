"""How well known entities are, compared with the others of their kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.graph import KnowledgeGraph


def prominence(graph: KnowledgeGraph) -> NDArray[np.float64]:
    """Per node, in units of one item's popularity: an item's own, any other entity's sum over its items.

    An item counts by the weight of the relation that links it: who directed more than who wrote.
    """
    own = np.zeros(len(graph))
    own[graph.item_nodes] = graph.popularity if graph.popularity.any() else 1.0
    relations = graph.schema.relations
    weights = np.array([relations[name].weight if name in relations else 1.0 for name in graph.relations] or [1.0])
    head, tail, weight = graph.edges.head, graph.edges.tail, weights[graph.edges.relation]
    linked = np.bincount(tail, weights=own[head] * weight, minlength=len(graph))
    linked += np.bincount(head, weights=own[tail] * weight, minlength=len(graph))
    linked[graph.item_nodes] = own[graph.item_nodes]
    return linked.astype(np.float64)
