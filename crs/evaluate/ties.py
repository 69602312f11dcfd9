"""From what a recommender returned to the ranking that is scored: nobody gets a hit by luck or by breaking the contract."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from typing import Literal

from crs.errors import ContractError
from crs.evaluate.instance import Instance, Outcome
from crs.types import Candidate, Turn

Unknown = Literal["refuse", "drop", "miss"]


def outcome(
    turn: Turn, instance: Instance, *, items: Container[str], depth: int, asked: int | None = None, unknown: Unknown = "refuse"
) -> Outcome:
    """What `turn` answered to `instance`; see `ranking`."""
    return Outcome(instance=instance, ranking=ranking(turn.ranked, instance, items=items, depth=depth, asked=asked, unknown=unknown))


def ranking(
    candidates: Sequence[Candidate],
    instance: Instance,
    *,
    items: Container[str],
    depth: int,
    asked: int | None = None,
    unknown: Unknown = "refuse",
) -> tuple[str, ...]:
    """At most `depth` items, best first, in the order of `candidates`, without those that the instance excludes.

    Where neighbours have the same score, targets come after the others. A list of `asked` candidates was cut by the system: if
    it ends in a tie, more items may have that score, so the targets in this tie are left out. `unknown` says what becomes of a
    candidate that is not in `items`: refused, taken out, or kept in its place, where it can only be a miss.

    Raises:
        ContractError: a candidate comes twice, has a score that is not a number, or is unknown and to be refused.
    """
    _check(candidates, items, unknown)
    cut = asked is not None and len(candidates) >= asked
    known = [candidate for candidate in candidates if unknown != "drop" or candidate.item in items]
    order = [item for tied in _ties(known, cut=cut, targets=frozenset(instance.targets)) for item in tied]
    return tuple(item for item in order if item not in instance.excluded)[:depth]


def _ties(candidates: Sequence[Candidate], *, cut: bool, targets: frozenset[str]) -> Iterator[list[str]]:
    """The items of every run of equal scores, targets last."""
    runs = [[candidate.item for candidate in run] for _, run in groupby(candidates, key=lambda candidate: candidate.score)]
    for number, run in enumerate(runs, start=1):
        others, hits = [item for item in run if item not in targets], [item for item in run if item in targets]
        yield others if cut and number == len(runs) and len(run) > 1 else others + hits


def _check(candidates: Sequence[Candidate], items: Container[str], unknown: Unknown) -> None:
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.item in seen:
            raise ContractError(f"'{candidate.item}' is ranked twice", hint="a recommender ranks every item at most once")
        if math.isnan(candidate.score):
            raise ContractError(f"the score of '{candidate.item}' is not a number", hint="scores must be numbers")
        if unknown == "refuse" and candidate.item not in items:
            raise ContractError(f"'{candidate.item}' is not an item of the catalogue", hint="rank ids of the graph's items")
        seen.add(candidate.item)
