"""Personalised PageRank over the conversation-entity graph, the retrieval of G-CRS (Qiu et al., PAKDD 2025, arXiv 2503.06430).

Items, their attributes and the training dialogues are nodes of one graph. A walk from what was named, with its sign, leads over facts
and over other people's conversations; items and similar dialogues are read off the same scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from crs.agents.retrieval.trained.reading import Reading
from crs.agents.retrieval.trained.source import Floats, weight
from crs.knowledge_graph.pagerank import RandomWalk, signed_restart
from crs.models.arrays import load_arrays, save_arrays
from crs.models.sparse import load_sparse, save_sparse
from crs.types import DialogueEvidence, Evidence

DECAY = 0.8  # of an item for every other one named since, and of an entity for every turn
ENTITY = 2.0  # what an entity weighs as a seed: it is said for a reason, an item is often only an example
TOLERANCE = 1e-4
_FLOOR = 1e-7  # of a score, before its logarithm is taken
_BATCH = 64  # walks at once
_TOLD = 2


class DialogueWalk:
    """A walk whose first nodes are those of the model's graph; the dialogues come after them."""

    name = "dialogue-walk"

    def __init__(self, walker: RandomWalk, item_nodes: NDArray[np.int32], dialogues: Sequence[str]) -> None:
        self._walker = walker
        self._item_nodes = item_nodes
        self._dialogues = dialogues
        self._walked = lru_cache(1)(lambda reading: self._walk([reading])[:, 0])  # evidence is asked item by item

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """Logarithms of the walk's scores, see `TrainedSource.scores`; all equal where nothing was named."""
        found = np.empty((len(readings), len(self._item_nodes)), dtype=np.float32)
        for start in range(0, len(readings), _BATCH):
            part = readings[start : start + _BATCH]
            found[start : start + len(part)] = self._walk(part)[self._item_nodes].T
        return np.asarray(np.log(np.maximum(found, 0.0) + np.float32(_FLOOR)), dtype=np.float32)

    def _walk(self, readings: Sequence[Reading]) -> Floats:
        """Nodes × readings."""
        restarts = np.zeros((self._walker.steps.shape[0], len(readings)), dtype=np.float32)
        for number, reading in enumerate(readings):
            seeds = np.zeros(len(restarts))
            for place, named in enumerate(reversed(reading.items)):
                seeds[self._item_nodes[named.number]] += weight(named, place, decay=DECAY)
            for named in reading.entities:
                seeds[named.number] += ENTITY * weight(named, named.age, decay=DECAY)
            restarts[:, number] = signed_restart(self._walker, seeds)
        return np.asarray(self._walker.walk(restarts), dtype=np.float32)

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """The dialogues the walk came to most of those that name the item."""
        scores = self._walked(reading)
        steps, node = self._walker.steps, int(self._item_nodes[column])
        there = steps.indices[steps.indptr[node] : steps.indptr[node + 1]]
        first = steps.shape[0] - len(self._dialogues)
        there = there[there >= first]
        best = there[np.argsort(-scores[there], kind="stable")][:_TOLD]
        return tuple(
            DialogueEvidence(dialogue=self._dialogues[int(node) - first], weight=round(float(scores[node]), 6))
            for node in best
            if scores[node] > 0
        )

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        save_sparse(folder / "steps.npz", self._walker.steps)
        save_arrays(
            folder / "walk.npz",
            {
                "damping": np.array(self._walker.damping),
                "item_nodes": self._item_nodes,
                "dialogues": np.array(self._dialogues, dtype=np.str_),
            },
        )

    @classmethod
    def read(cls, folder: Path) -> DialogueWalk:
        """What `write` wrote. Raises ModelError."""
        arrays = load_arrays(folder / "walk.npz", "damping", "item_nodes", "dialogues")
        steps: sparse.csr_array = load_sparse(folder / "steps.npz")
        walker = RandomWalk(steps, damping=float(arrays["damping"]), tolerance=TOLERANCE)
        return cls(walker, arrays["item_nodes"], arrays["dialogues"].tolist())
