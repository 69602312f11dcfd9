"""Recommenders that are a score for every item: from score arrays to rankings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from crs.agents.retrieval.top import top
from crs.evaluate.turns import ranked_turn
from crs.types import Candidate, Dialogue, Turn

Scores = NDArray[np.float64]  # one per item, in the order of `graph.item_ids`
Scorer = Callable[[Sequence[Dialogue]], Iterator[Scores]]

BATCH = 256  # dialogues scored together: what is kept at once is BATCH × items


class ScoringRecommender:
    """A `Recommender` and `BatchRecommender` that ranks all items by a score; equal scores are ties.

    The scorer gives one array per dialogue, in their order, the same whatever the other dialogues of a batch are. An item
    whose score is not finite is not ranked at all.
    """

    def __init__(self, items: Sequence[str], scorer: Scorer) -> None:
        self._items = tuple(items)
        self._scorer = scorer

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:
        """A turn that ranks up to `k` items."""
        return (await self.respond_all((dialogue,), k=k))[0]

    async def respond_all(self, dialogues: Sequence[Dialogue], *, k: int) -> Sequence[Turn]:
        """One turn for each dialogue, in their order."""
        turns: list[Turn] = []
        for start in range(0, len(dialogues), BATCH):
            batch = dialogues[start : start + BATCH]
            turns.extend(ranked_turn(dialogue, self._best(row, k)) for dialogue, row in zip(batch, self._scorer(batch), strict=True))
        return turns

    def _best(self, row: Scores, k: int) -> list[Candidate]:
        return [Candidate(item=self._items[number], score=float(row[number])) for number in top(row, k, among=np.isfinite(row))]


def backed_off(row: Scores, popularity: Scores) -> Scores:
    """`row` where it says something; items it scores 0 come after all others, by popularity."""
    silent = row == 0
    if not silent.any():
        return row
    lowest = min(float(row.min()), 0.0)
    known: Scores = popularity / (1.0 + popularity.max(initial=0.0))  # in [0, 1)
    return np.where(silent, lowest - 1.0 + known, row)
