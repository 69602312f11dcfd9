"""Item-item sources: what is named together. One matrix each, three ways to fit it (`crs.train.item_item`).

score(j) = sum over the items i named, the newest last, of weight(i) · W[i, j]
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from crs.agents.retrieval.trained.reading import Reading
from crs.agents.retrieval.trained.source import Floats, weight
from crs.models.sparse import load_sparse, save_sparse
from crs.types import CompanyEvidence, Evidence

DECAY = 0.8  # of an item for every other one named since
_FILE = "weights.npz"
_STARTS = 2  # items named with it that are told of


class ItemItem:
    """Scores by a sparse matrix items × items."""

    def __init__(self, name: str, weights: sparse.csr_array, company: Company | None = None) -> None:
        self.name = name
        self.weights = weights
        self._company = company

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """See `TrainedSource.scores`; all 0 where no item was named."""
        return np.asarray((profiles(readings, self.weights.shape[0]) @ self.weights).toarray(), dtype=np.float32)

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """Items named that were named together with this one before."""
        return () if self._company is None else self._company.evidence(reading, column)

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        save_sparse(folder / _FILE, self.weights)

    @classmethod
    def read(cls, name: str, folder: Path, company: Company | None) -> ItemItem:
        """What `write` wrote. Raises ModelError."""
        return cls(name, load_sparse(folder / _FILE), company)


class Company:
    """How many training dialogues name two items together."""

    def __init__(self, counts: sparse.csr_array, items: Sequence[str]) -> None:
        self.counts = counts
        self._items = items

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """The items named and not disliked that were most often named together with this one."""
        row = slice(self.counts.indptr[column], self.counts.indptr[column + 1])
        together = dict(zip(self.counts.indices[row].tolist(), self.counts.data[row].tolist(), strict=True))
        found = [(int(together[named.number]), named.number) for named in reading.items if named.number in together and named.polarity > 0]
        return tuple(
            CompanyEvidence(start=self._items[other], dialogues=count, weight=round(count / (count + 10), 4))
            for count, other in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:_STARTS]
            if other != column
        )


def profiles(readings: Sequence[Reading], items: int) -> sparse.csr_array:
    """Readings × items: what each item named counts."""
    rows = [sorted((named.number, weight(named, place, decay=DECAY)) for place, named in enumerate(reversed(r.items))) for r in readings]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([column for row in rows for column, _ in row], dtype=np.int32)
    values = np.array([value for row in rows for _, value in row], dtype=np.float32)
    return sparse.csr_array((values, columns, ends), shape=(len(rows), items))
