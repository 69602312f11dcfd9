"""Fitting the sources that read words: documents of items, and contexts of dialogues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from crs.agents.retrieval.trained.context_words import ContextWords, bm25, word_rows
from crs.agents.retrieval.trained.dense_dialogues import DenseDialogues, Remembering, context_vectors
from crs.agents.retrieval.trained.similar_dialogues import SimilarDialogues, terms_of
from crs.agents.retrieval.words import WordReader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.cases import Case, ReadDialogue

# Chosen on ReDial's validation split.
OWN_WORDS = 2.0  # what a word of the item's own text counts, against one that was said
SAID_BEFORE = 0.95  # what a turn counts compared with the one after it, in the document of an item named then
DOCUMENT_SATURATION, DOCUMENT_LENGTH = 8.0, 0.2
CONTEXT_SATURATION, CONTEXT_LENGTH = 1.2, 0.5


def context_words(dialogues: Sequence[ReadDialogue], graph: KnowledgeGraph, reader: WordReader) -> ContextWords:
    """Documents of the items: their own words, and what was said before anybody named them."""
    documents: list[defaultdict[str, float]] = [defaultdict(float) for _ in graph.items]
    for document, item in zip(documents, graph.items.values(), strict=True):
        for word in reader.document(" ".join((item.name, *item.aliases, item.text))):
            document[word] += OWN_WORDS
    for dialogue in dialogues:
        said = [reader.document(turn.text) for turn in dialogue.whole.turns]
        for place, turn in enumerate(dialogue.whole.turns):
            for column in turn.items:
                for age, words in enumerate(reversed(said[:place])):
                    for word in words:
                        documents[column][word] += SAID_BEFORE**age
    vocabulary, counts = _numbered(documents)
    weights = bm25(counts, saturation=DOCUMENT_SATURATION, length=DOCUMENT_LENGTH)
    return ContextWords(reader, vocabulary, _by_term(weights))


def similar_dialogues(dialogues: Sequence[ReadDialogue], items: int, reader: WordReader) -> SimilarDialogues:
    """The contexts of dialogues that have words, and the new items that were named there."""
    cases = _new_named(dialogues)
    contexts: list[defaultdict[str, float]] = []
    for case in cases:
        context: defaultdict[str, float] = defaultdict(float)
        for term, value in terms_of(case.reading, reader):
            context[term] += value
        contexts.append(context)
    vocabulary, counts = _numbered(contexts)
    weights = bm25(counts, saturation=CONTEXT_SATURATION, length=CONTEXT_LENGTH)
    return SimilarDialogues(reader, vocabulary, _by_term(weights), _answers(cases, items), [case.dialogue for case in cases])


def dense_dialogues(dialogues: Sequence[ReadDialogue], items: int, encoder: Remembering) -> DenseDialogues:
    """The same contexts by their meaning. Takes about a minute for ten thousand turns that the encoder does not remember."""
    cases = _new_named(dialogues)
    vectors = context_vectors([case.reading for case in cases], encoder)
    kept = vectors.astype(np.float16).astype(np.float32)  # as it is written
    return DenseDialogues(encoder, kept, _answers(cases, items), [case.dialogue for case in cases])


def _new_named(dialogues: Sequence[ReadDialogue]) -> list[Case]:
    return [case for dialogue in dialogues if dialogue.spoken for case in dialogue.cases if case.new]


def _answers(cases: Sequence[Case], items: int) -> sparse.csr_array:
    return word_rows([dict.fromkeys(case.new, 1.0) for case in cases], items)


def _numbered(rows: Sequence[Mapping[str, float]]) -> tuple[dict[str, int], sparse.csr_array]:
    """The terms of all rows, numbered in alphabetical order, and the rows as a matrix."""
    vocabulary = {term: number for number, term in enumerate(sorted({term for row in rows for term in row}))}
    return vocabulary, word_rows([{vocabulary[term]: value for term, value in row.items()} for row in rows], len(vocabulary))


def _by_term(weights: sparse.csr_array) -> sparse.csr_array:
    turned = sparse.csr_array(weights.T.tocsr())
    turned.sort_indices()
    return turned.astype(np.float32)
