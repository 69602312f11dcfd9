"""Items as weighted bags of the entities they are linked to: what two items have in common, in numbers.

An entity weighs weight(relation) · idf ** RARITY with idf = log(items / items that have it): what few items share says more
about them than what most share. An item's row is divided by its length ** LENGTH, so that long rows are not alike to everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from crs.knowledge_graph.graph import KnowledgeGraph

Floats = NDArray[np.float64]

# Chosen on the held-out likes of crs/agents/retrieval/walk.py: recall at 10 is .223 with these, .198 with the root of idf and full length.
RARITY = 1.0
LENGTH = 0.5


class ItemFeatures:
    """The matrix items × nodes of one graph; prepared once."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.position = {item: number for number, item in enumerate(graph.item_ids)}
        weights = {name: relation.weight for name, relation in graph.schema.relations.items()}
        links = graph.adjacency(weights)[graph.item_nodes].tocsr()
        shared_by = np.bincount(links.indices, minlength=len(graph))
        with np.errstate(divide="ignore"):
            idf = np.where(shared_by > 0, np.log(len(graph.items) / np.maximum(shared_by, 1)), 0.0)
        self._rarity = np.maximum(idf, 0.0) ** RARITY
        links.data = links.data * self._rarity[links.indices]
        common = links.data * (shared_by[links.indices] > 1)  # what only one item has makes it no less like the others
        row = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
        length = np.sqrt(np.bincount(row, weights=common**2, minlength=links.shape[0]))
        scale = np.divide(1.0, length**LENGTH, out=np.ones_like(length), where=length > 0)
        self.matrix = sparse.csr_array(sparse.diags_array(scale) @ links)

    def profile(self, seeds: Mapping[str, float]) -> Floats:
        """What a bag of entities and items asks for, as a weight per node: an item stands for its row, an entity for itself."""
        wanted = np.zeros(len(self.graph))
        for entity, weight in seeds.items():
            if entity in self.position:
                row = self.position[entity]
                part = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
                wanted[self.matrix.indices[part]] += weight * self.matrix.data[part]
            elif entity in self.graph:
                wanted[self.graph.index(entity)] += weight * self._rarity[self.graph.index(entity)]
        return wanted

    def rows(self, items: Sequence[str]) -> sparse.csr_array:
        """The rows of these items, in their order."""
        return self.matrix[[self.position[item] for item in items]]

    def similarity(self, items: Sequence[str]) -> Floats:
        """Cosine of every pair of `items`, as a square matrix."""
        rows = self.rows(items)
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        unit = sparse.diags_array(np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)) @ rows
        cosine: Floats = (unit @ unit.T).toarray()
        return cosine
