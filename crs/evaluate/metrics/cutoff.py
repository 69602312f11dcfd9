"""What all metrics that look at the first k places share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crs.errors import InputError
from crs.evaluate.instance import Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Cutoff:
    """A metric of the first `k` places of a ranking.

    Raises:
        InputError: k is below 1.
    """

    label: ClassVar[str]
    k: int

    def __post_init__(self) -> None:
        if self.k < 1:
            raise InputError(f"{self.label}@{self.k} looks at no place", hint="k is 1 or more")

    @property
    def name(self) -> str:
        """The metric and its k, "recall@10"."""
        return f"{self.label}@{self.k}"

    def target_ranks(self, outcome: Outcome) -> list[int | None]:
        """For every target its rank from 1, None if it is not among the first k."""
        top = outcome.ranking[: self.k]  # searching k places is quicker than numbering a whole ranking
        return [top.index(target) + 1 if target in top else None for target in outcome.instance.targets]

    def hits(self, outcome: Outcome) -> list[int]:
        """The ranks up to k, from 1 and ascending, that hold a target."""
        targets = outcome.instance.targets
        return [rank for rank, item in enumerate(outcome.ranking[: self.k], start=1) if item in targets]


def distinct_targets(outcome: Outcome) -> int:
    """Number of different items among the targets: two ids of a data set can name one item."""
    return len(set(outcome.instance.targets))
