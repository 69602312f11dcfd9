"""Lexical retrieval: BM25 (Robertson and Zaragoza 2009) over names and texts of the items, by the bm25s library.

    score = BM25(own words and names of what is liked) - AGAINST · BM25(names of what is disliked)

without the words that stand for a hard constraint, which every answer meets. Names of items do not take part: "I loved
Heat" asks for nothing hot. What is like an item is for the other sources to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.top import Scores, top
from crs.agents.retrieval.words import WordReader, read_stop_words
from crs.content import content_folder
from crs.types import Candidate, Query, TextEvidence

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.registry import Resources

AGAINST = 0.5
EXPLAINED = 20  # candidates that carry the words they share with the query


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
        """Items that share a word with the query, the first ones with the words they share."""
        words = self._reader.search(query)
        wanted = {found: word for found, word in {**words.liked, **words.own}.items() if found not in words.required}
        scores = self._score(wanted) - AGAINST * self._score(words.disliked)
        found = top(scores, k, among=self._constraints.eligible(query) & (scores > 0))
        return [self._candidate(number, float(scores[number]), wanted if rank < EXPLAINED else {}) for rank, number in enumerate(found)]

    def _score(self, words: Iterable[str]) -> Scores:
        known = sorted(set(words) & self._vocabulary)
        if not known:
            return np.zeros(len(self._words))
        return np.asarray(self._index.get_scores(known), dtype=np.float64)

    def _candidate(self, number: int, score: float, wanted: Mapping[str, str]) -> Candidate:
        shared = tuple(word for found, word in wanted.items() if found in self._words[number])
        evidence = (TextEvidence(words=shared, weight=score),) if shared else ()
        return Candidate(item=self.graph.item_ids[number], score=score, parts={"bm25": score}, evidence=evidence)


def create(resources: Resources) -> BM25Retriever:
    """The retriever as settings name it."""
    graph = resources.graph
    return BM25Retriever(graph, Constraints(graph), WordReader(graph, read_stop_words(content_folder("agents") / "retrieval.toml")))
