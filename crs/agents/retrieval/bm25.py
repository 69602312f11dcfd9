"""Lexical retrieval: BM25 (Robertson and Zaragoza 2009) over names and texts of the items, by the bm25s library.

    score = BM25(own words and names of what is liked) + SIMILAR · BM25(names of liked items) - AGAINST · BM25(names of what is disliked)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.top import Scores, top
from crs.agents.retrieval.words import SearchWords, WordReader, read_stop_words
from crs.content import content_folder
from crs.types import Candidate, Query, TextEvidence

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.registry import Resources

SIMILAR = 0.3
AGAINST = 0.5


class BM25Retriever:
    """Items whose own words match what the seeker said."""

    def __init__(self, graph: KnowledgeGraph, constraints: Constraints, reader: WordReader) -> None:
        from bm25s import BM25

        self.graph = graph
        self._constraints = constraints
        self._reader = reader
        documents = [reader.document(" ".join((item.name, *item.aliases, item.text))) for item in graph.items.values()]
        self._words = [frozenset(document) for document in documents]
        self._vocabulary = frozenset().union(*self._words)
        self._index = BM25(method="lucene")
        if self._vocabulary:
            self._index.index(documents, show_progress=False)

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """Items that share a word with the query, each with the words it shares."""
        words = self._reader.search(query)
        if not words:
            return ()
        scores = self._score((*words.own, *words.liked))
        scores += SIMILAR * self._score(words.similar) - AGAINST * self._score(words.disliked)
        found = top(scores, k, among=self._constraints.eligible(query) & (scores > 0))
        return [self._candidate(number, float(scores[number]), words) for number in found]

    def _score(self, words: Iterable[str]) -> Scores:
        known = sorted(set(words) & self._vocabulary)
        if not known:
            return np.zeros(len(self._words))
        return np.asarray(self._index.get_scores(known), dtype=np.float64)

    def _candidate(self, number: int, score: float, words: SearchWords) -> Candidate:
        said = {**words.similar, **words.liked, **words.own}
        shared = tuple(word for found, word in said.items() if found in self._words[number])
        return Candidate(
            item=self.graph.item_ids[number], score=score, parts={"bm25": score}, evidence=(TextEvidence(words=shared, weight=score),) if shared else ()
        )


def create(resources: Resources) -> BM25Retriever:
    """The retriever as settings name it."""
    graph = resources.graph
    return BM25Retriever(graph, Constraints(graph), WordReader(graph, read_stop_words(content_folder("agents") / "retrieval.toml")))
