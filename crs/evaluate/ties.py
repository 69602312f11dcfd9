"""From what a recommender returned to the ranking that is scored: nobody gets a hit by luck or by breaking the contract."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from typing import Literal

from crs.errors import ContractError
from crs.evaluate.instance import Instance, Outcome
from crs.types import Candidate, Turn

Unknown = Literal["refuse", "drop", "miss"]
Tied = tuple[tuple[int, int], ...]


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
    known = [candidate for candidate in candidates if unknown != "drop" or candidate.item in items]
    cut = asked is not None and len(candidates) >= asked
    return resolved([candidate.item for candidate in known], tied([candidate.score for candidate in known]), instance, depth=depth, cut=cut)


def tied(scores: Sequence[float]) -> Tied:
    """First and last place, from 1, of every stretch of neighbours with one score."""
    found, start = [], 0
    for place in range(1, len(scores) + 1):
        if place == len(scores) or scores[place] != scores[start]:
            if place - start > 1:
                found.append((start + 1, place))
            start = place
    return tuple(found)


def resolved(items: Sequence[str], ties: Tied, instance: Instance, *, depth: int, cut: bool) -> tuple[str, ...]:
    """`ranking` of distinct items of which these stretches are tied; `cut` where more items may have the score of the last."""
    targets, order = frozenset(instance.targets), list(items)
    for start, end in reversed(ties):  # from the end, so that places before stay what they are
        run = order[start - 1 : end]
        hits = [] if cut and end == len(items) else [item for item in run if item in targets]
        order[start - 1 : end] = [item for item in run if item not in targets] + hits
    return tuple(item for item in order if item not in instance.excluded)[:depth]


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
