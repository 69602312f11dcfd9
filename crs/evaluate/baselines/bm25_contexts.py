"""Conversation as retrieval (Gupta et al., "Conversational recommendation as retrieval", 2023): BM25 over training contexts.

A document is an item: its own words and those of all that was said in training dialogues before the recommender named it.
The query is what was said so far, a turn counting the less the longer it is ago.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from crs.agents.retrieval.words import WordReader, read_stop_words
from crs.content import content_folder
from crs.evaluate.baselines.profile import Profiles, popularity
from crs.evaluate.baselines.scoring import Scores, ScoringRecommender, backed_off
from crs.evaluate.training import Training
from crs.types import Dialogue

# Chosen on a held-out tenth of ReDial's training dialogues.
SATURATION = 8.0  # k1: that a word was said in many contexts of an item says much
LENGTH = 0.1  # b: a long document is that of an item recommended often, little is held against it
DECAY = 0.9  # what a turn counts compared with the one after it


def documents(training: Training, reader: WordReader) -> list[list[str]]:
    """The words of every item, in the order of `graph.item_ids`."""
    profiles = Profiles(training.graph)
    words = [reader.document(" ".join((item.name, *item.aliases, item.text))) for item in training.graph.items.values()]
    for labelled in training.dialogues:
        said: list[str] = []
        for utterance in labelled.dialogue.utterances:
            if utterance.role == "recommender":
                for item in {mention.entity for mention in utterance.mentions} & profiles.column.keys():
                    words[profiles.column[item]].extend(said)
            said.extend(reader.document(utterance.text))
    return words


def create(training: Training) -> ScoringRecommender:
    """The index over the training dialogues; items that share no word with the dialogue come last, by popularity."""
    reader = WordReader(training.graph, read_stop_words(content_folder("agents") / "retrieval.toml"))
    return ScoringRecommender(training.graph.item_ids, Scorer(documents(training, reader), reader, popularity(training)))


class Scorer:
    """BM25 scores of all items for the words of dialogues."""

    def __init__(
        self,
        documents: Sequence[Sequence[str]],
        reader: WordReader,
        counts: Scores,
        *,
        saturation: float = SATURATION,
        length: float = LENGTH,
        decay: float = DECAY,
    ) -> None:
        from bm25s import BM25

        self._reader = reader
        self._counts = counts
        self._decay = decay
        self._vocabulary: dict[str, int] = {}
        self._weights = sparse.csr_array((0, len(documents)))
        if any(documents):
            index = BM25(method="lucene", k1=saturation, b=length)
            index.index(documents, show_progress=False)
            self._vocabulary = dict(index.vocab_dict)
            parts = (index.scores["data"], index.scores["indices"], index.scores["indptr"])
            words = len(parts[2]) - 1
            self._weights = sparse.csc_array(parts, shape=(len(documents), words)).T.tocsr()

    def __call__(self, dialogues: Sequence[Dialogue]) -> Iterator[Scores]:
        """One array per dialogue."""
        found = (self._queries(dialogues) @ self._weights).toarray()
        return (backed_off(row.astype(np.float64), self._counts) for row in found)

    def _queries(self, dialogues: Sequence[Dialogue]) -> sparse.csr_array:
        """Dialogues × words, by weight."""
        rows = [self._query(dialogue) for dialogue in dialogues]
        ends = np.cumsum([0, *(len(row) for row in rows)])
        words = np.array([word for row in rows for word, _ in row], dtype=np.int32)
        weights = np.array([weight for row in rows for _, weight in row], dtype=np.float64)
        return sparse.csr_array((weights, words, ends), shape=(len(rows), self._weights.shape[0]))

    def _query(self, dialogue: Dialogue) -> list[tuple[int, float]]:
        weights: defaultdict[int, float] = defaultdict(float)
        for age, utterance in enumerate(reversed(dialogue.utterances)):
            for word in self._reader.document(utterance.text):
                if word in self._vocabulary:
                    weights[self._vocabulary[word]] += self._decay**age
        return sorted(weights.items())
