"""Contexts of training dialogues that vote for what was recommended in them, whatever makes them similar to the conversation at hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from crs.agents.retrieval.trained.source import Floats
from crs.types import DialogueEvidence, Evidence

VOTERS = 300  # the most similar contexts
_TOLD = 2  # dialogues told of


class Voters:
    """Contexts × items that were recommended there, and of every context the id of its dialogue."""

    def __init__(self, answers: sparse.csr_array, dialogues: Sequence[str]) -> None:
        self.answers = answers
        self.dialogues = dialogues
        self._by_item = answers.tocsc()

    def votes(self, similar: Floats, *, sharpness: float) -> Floats:
        """Of similarities, readings × contexts and 0 or more: the say of the most similar ones, 1 at most, and 0 for all others.

        `sharpness` is the power of a similarity, relative to that of the most similar context.
        """
        if similar.shape[1] > VOTERS:
            least = np.partition(similar, -VOTERS, axis=1)[:, -VOTERS]
            similar = np.where(similar < least[:, None], np.float32(0), similar)
        most = similar.max(axis=1, initial=0.0, keepdims=True)
        return np.asarray((similar / np.where(most > 0, most, 1)) ** sharpness, dtype=np.float32)

    def scores(self, votes: Floats) -> Floats:
        """Readings × items; 0 for an item that no similar context led to."""
        return np.asarray((sparse.csr_array(votes) @ self.answers).toarray(), dtype=np.float32)

    def evidence(self, votes: Floats, column: int) -> tuple[Evidence, ...]:
        """The most similar dialogues in which the item was recommended; `votes` are those of one reading."""
        there = self._by_item.indices[self._by_item.indptr[column] : self._by_item.indptr[column + 1]]
        best = there[np.argsort(-votes[there], kind="stable")]
        said = {self.dialogues[context]: round(float(votes[context]), 4) for context in best[::-1].tolist() if votes[context] > 0}
        return tuple(DialogueEvidence(dialogue=dialogue, weight=share) for dialogue, share in list(said.items())[::-1][:_TOLD])
