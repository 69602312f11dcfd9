"""EASE and item-item neighbours."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from crs.evaluate.baselines import ease, item_knn
from crs.evaluate.training import Training
from tests.evaluate.baselines.conftest import talk
from tests.evaluate.baselines.test_simple import ranked

bags = arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(1, 6)), elements=st.integers(0, 1))


@given(bags, st.sampled_from((0.5, 10.0, 200.0)))
@settings(max_examples=40)
def test_ease_is_the_closed_form(bag: np.ndarray, penalty: float) -> None:
    x = bag.astype(np.float64)
    inverse = np.linalg.inv(x.T @ x + penalty * np.eye(x.shape[1]))
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0)
    found = ease.fit(sparse.csr_array(bag.astype(np.float32)), penalty=penalty)
    profiles = np.eye(x.shape[1], dtype=np.float32)
    rows = np.array(list(found.scores(sparse.csr_array(profiles))))
    seen = x.any(axis=0)
    expected = np.where(np.outer(seen, seen), weights, 0)
    np.testing.assert_allclose(rows, expected, atol=1e-4)


@given(bags, st.sampled_from((0.0, 10.0)))
@settings(max_examples=40)
def test_neighbours_are_the_shrunk_cosine(bag: np.ndarray, shrinkage: float) -> None:
    x = bag.astype(np.float64)
    count = x.sum(axis=0)
    below = np.sqrt(np.outer(count, count)) + shrinkage
    expected = np.divide(x.T @ x, below, out=np.zeros_like(below), where=below > 0)
    np.fill_diagonal(expected, 0)
    found = item_knn.similarities(sparse.csr_array(bag.astype(np.float32)), shrinkage=shrinkage)
    np.testing.assert_allclose(found.toarray(), expected, atol=1e-6)


async def test_what_is_named_together_is_recommended(training: Training) -> None:
    for model in (ease, item_knn):
        recommender = model.create(training)
        assert (await ranked(recommender, talk("a", "I like {harbour}")))[0] == "saffron"
        assert (await ranked(recommender, talk("b", "I like {kraken}")))[0] == "galleon"


async def test_where_nothing_known_is_named_popular_items_come(training: Training) -> None:
    for model in (ease, item_knn):
        recommender = model.create(training)
        assert (await ranked(recommender, talk("c", "I like {unknown}")))[0] == "harbour"
        assert (await ranked(recommender, talk("d", "Hello")))[0] == "harbour"
