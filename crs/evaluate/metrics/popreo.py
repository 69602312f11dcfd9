"""Popularity-based ranking-based equal opportunity@k (Zhu, Wang and Caverlee, SIGIR 2020; groups as in Anelli et al., SIGIR 2021).

    rate(g) = number of targets of group g of rank <= k / number of targets of group g
    PopREO = standard deviation of the rates / mean of the rates, over the groups short head and long tail

0 is equal opportunity, 1 the worst: one group has all the hits. A group without targets has no rate; without any hit all rates are
equal and the value is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.metrics.metric import Floats, Weights
from crs.evaluate.metrics.reference import Reference


@dataclass(frozen=True, kw_only=True, slots=True)
class PopREO(Cutoff):
    """How unequal the chances of popular and long-tail targets are; lower is better."""

    label = "popreo"
    bounds = (0.0, 1.0)
    reference: Reference = field(repr=False)

    def value(self, outcomes: Sequence[Outcome]) -> float:
        """The inequality of a run."""
        return float(self.weighted([outcomes])(np.ones((1, 1), dtype=np.int64))[0])

    def weighted(self, groups: Sequence[Sequence[Outcome]]) -> Callable[[Weights], Floats]:
        """The inequality by how often each group of outcomes is taken."""
        counts = np.array([self._counts(group) for group in groups], dtype=np.int64).reshape(len(groups), 2, 2)

        def inequality(weights: Weights) -> Floats:
            hits, targets = np.moveaxis(np.tensordot(weights, counts, axes=1), 1, 0)  # each of shape (runs, 2)
            rates = hits / np.maximum(targets, 1)
            spread, total = np.abs(rates[:, 0] - rates[:, 1]), rates.sum(axis=1)  # of two rates: deviation and mean, both doubled
            comparable = (targets > 0).all(axis=1) & (total > 0)
            values: Floats = np.divide(spread, total, out=np.zeros(len(weights)), where=comparable)
            return values

        return inequality

    def _counts(self, outcomes: Sequence[Outcome]) -> NDArray[np.int64]:
        """Hits and targets (rows) in the short head and in the long tail (columns)."""
        counts = np.zeros((2, 2), dtype=np.int64)
        for outcome in outcomes:
            for target, rank in zip(outcome.instance.targets, self.target_ranks(outcome), strict=True):
                group = int(target not in self.reference.head)
                counts[0, group] += rank is not None
                counts[1, group] += 1
        return counts
