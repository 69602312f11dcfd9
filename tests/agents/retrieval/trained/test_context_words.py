"""BM25 over items: the weights, and a query that forgets what was said long ago."""

from __future__ import annotations

import bm25s
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from crs.agents.retrieval.trained.context_words import DECAY, ContextWords, bm25, word_rows
from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.words import WordReader
from crs.train.sources import Fitted
from tests.evaluate.baselines.conftest import GAMES, talk

TERMS = 6
corpora = st.lists(st.lists(st.integers(0, TERMS - 1), min_size=1, max_size=8), min_size=1, max_size=6)


def counts(corpus: list[list[int]]) -> sparse.csr_array:
    return sparse.csr_array(np.array([[float(row.count(term)) for term in range(TERMS)] for row in corpus], dtype=np.float32))


@given(corpora, st.sampled_from((0.6, 1.5)), st.sampled_from((0.0, 0.4, 1.0)))
@settings(max_examples=40)
def test_weights_are_those_of_bm25s(corpus: list[list[int]], saturation: float, length: float) -> None:
    found = bm25(counts(corpus), saturation=saturation, length=length).toarray()
    other = bm25s.BM25(k1=saturation, b=length, method="lucene")
    other.index((corpus, {str(term): term for term in range(TERMS)}), show_progress=False)
    for term in {term for row in corpus for term in row}:
        # Lucene leaves out the factor (k1 + 1), which is the same for all.
        np.testing.assert_allclose(found[:, term] / (saturation + 1), other.get_scores([str(term)]), atol=1e-5)


def test_weights_by_hand() -> None:
    """Two documents, "a a b" and "b": a is in one of them, the mean length is 2."""
    found = bm25(sparse.csr_array(np.array([[2.0, 1.0], [0.0, 1.0]])), saturation=1.0, length=0.5).toarray()
    a, b = np.log(1 + 1.5 / 1.5), np.log(1 + 0.5 / 2.5)
    np.testing.assert_allclose(found, [[a * 4 / (2 + 1.25), b * 2 / (1 + 1.25)], [0, b * 2 / (1 + 0.75)]], rtol=1e-5)


def test_no_documents_have_no_weights() -> None:
    assert bm25(sparse.csr_array((3, 2)), saturation=1.0, length=0.5).nnz == 0


def test_rows_of_words_are_a_matrix() -> None:
    assert word_rows([{2: 1.0, 0: 0.5}, {}], 3).toarray().tolist() == [[0.5, 0, 1], [0, 0, 0]]
    assert word_rows([], 3).shape == (0, 3)


def test_a_word_counts_less_for_every_turn_since(reader: Reader, words: WordReader) -> None:
    source = ContextWords(words, {"tea": 0, "silk": 1}, sparse.csr_array(np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32)))
    reading = reader.read(talk("a", "silk", "hm", "tea and tea, and bread").utterances, {})
    np.testing.assert_allclose(source.scores([reading]), [[2, DECAY**2, 0]], rtol=1e-6)


def test_what_is_said_before_an_item_leads_to_it(fitted: Fitted, reader: Reader) -> None:
    source = next(one for one in fitted.sources if isinstance(one, ContextWords))
    asked = ("spices", "cannons and pirates", "a cosy rain", "apples", "the weather")
    scores = source.scores([reader.read(talk("a", text).utterances, {}) for text in asked])
    best = [list(GAMES)[column] for column in scores.argmax(axis=1)]
    assert best[0] in ("harbour", "saffron")
    assert best[1] in ("kraken", "galleon")
    assert best[2:4] == ["orchard", "orchard"]
    assert not scores[4].any()
