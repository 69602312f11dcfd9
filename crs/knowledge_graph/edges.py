"""The edges of a graph, column by column."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]

COLUMNS = ("head", "relation", "tail", "source")


@dataclass(frozen=True, kw_only=True)
class EdgeArrays:
    """All edges, column by column; `relation` and `source` index into the graph's name lists."""

    head: Ints
    relation: Ints
    tail: Ints
    source: Ints

    def __len__(self) -> int:
        return len(self.head)

    def kept(self, which: NDArray[np.generic]) -> EdgeArrays:
        """The edges at these positions, or where the mask is true."""
        return EdgeArrays(**{name: getattr(self, name)[which] for name in COLUMNS})

    def distinct(self, *, nodes: int) -> EdgeArrays:
        """Every statement once, as it was made first, in that order; `nodes` is the number of nodes that it is about."""
        if not len(self):
            return self
        key = (self.relation.astype(np.int64) * nodes + self.head) * nodes + self.tail
        order = np.argsort(key, kind="stable")
        again = np.zeros(len(self), dtype=bool)
        again[order[1:]] = key[order[1:]] == key[order[:-1]]
        return self.kept(~again) if again.any() else self

    def named(self, sources: Sequence[str]) -> tuple[EdgeArrays, tuple[str, ...]]:
        """The edges and the names of the sources that are left among them, in the order they are met."""
        used, first = np.unique(self.source, return_index=True)
        met = used[np.argsort(first)]
        renumbered = np.zeros(len(sources), dtype=np.int32)
        renumbered[met] = np.arange(len(met), dtype=np.int32)
        return replace(self, source=renumbered[self.source]), tuple(sources[number] for number in met.tolist())


class EdgeColumns:
    """Edges that are still collected: four numbers each, sixteen bytes."""

    def __init__(self) -> None:
        self._head, self._relation, self._tail, self._source = (array("i") for _ in COLUMNS)

    def extend(self, head: array[int], relation: int, tail: array[int], source: int) -> None:
        """Add edges of one relation from each of `head` to its counterpart in `tail`."""
        self._head += head
        self._relation += array("i", (relation,)) * len(head)
        self._tail += tail
        self._source += array("i", (source,)) * len(head)

    def arrays(self) -> EdgeArrays:
        """What was collected so far, as arrays of its own."""
        return EdgeArrays(
            head=np.array(self._head, dtype=np.int32),
            relation=np.array(self._relation, dtype=np.int32),
            tail=np.array(self._tail, dtype=np.int32),
            source=np.array(self._source, dtype=np.int32),
        )
