"""Item coverage@k: how much of the catalogue is ever recommended (Ge, Delgado-Battenfeld and Jannach, RecSys 2010).

    number of candidates that are among the first k of any ranking / number of candidates

It grows with the number of rankings, so only runs over the same instances can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.metrics.metric import Floats, Weights
from crs.evaluate.metrics.reference import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage(Cutoff):
    """Share of the candidates that are recommended at least once."""

    label = "coverage"
    bounds = (0.0, 1.0)
    reference: Reference = field(repr=False)

    def value(self, outcomes: Sequence[Outcome]) -> float:
        """The coverage of a run; 0 if there are no candidates."""
        return float(self.weighted([outcomes])(np.ones((1, 1), dtype=np.int64))[0])

    def weighted(self, groups: Sequence[Sequence[Outcome]]) -> Callable[[Weights], Floats]:
        """The coverage by how often each group is taken."""
        from scipy import sparse

        numbers = self.reference.numbers
        shown = [{numbers[item] for outcome in group for item in outcome.ranking[: self.k] if item in numbers} for group in groups]
        item = np.array([number for group in shown for number in group], dtype=np.int64)
        owner = np.repeat(np.arange(len(groups)), [len(group) for group in shown])
        shows = sparse.csr_array((np.ones(len(item), dtype=np.float32), (item, owner)), shape=(len(numbers), len(groups)))

        def coverage(weights: Weights) -> Floats:
            times = shows @ (weights > 0).T.astype(np.float32)  # whole numbers, exact in any order of summation
            values: Floats = np.count_nonzero(times, axis=0) / max(1, len(numbers))
            return values

        return coverage
