"""Fitting item-item matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from crs.agents.retrieval.trained.reading import Reader
from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.baselines.ease import fit
from crs.train import item_item
from crs.train.cases import ReadDialogue, read_dialogues
from tests.evaluate.baselines.conftest import GAMES, talk

COLUMN = {item: number for number, item in enumerate(GAMES)}
bags = arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(2, 6)), elements=st.integers(0, 1))


def matrix_of(bag: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array(bag.astype(np.float32))


def followed(reader: Reader, *texts: str) -> np.ndarray:
    found = read_dialogues([LabelledDialogue(dialogue=talk("a", *texts))], reader)
    return item_item.sequence(list(found), len(GAMES)).toarray()


def test_occurrences_mark_what_a_dialogue_names(dialogues: Sequence[ReadDialogue]) -> None:
    found = item_item.occurrences(dialogues, len(GAMES)).toarray()
    assert found[0].tolist() == [1, 1, 0, 0, 0, 0, 0]
    assert found[4].tolist() == [0, 0, 1, 1, 0, 0, 0]  # twice named, marked once
    assert found[:, COLUMN["harbour"]].sum() == 5


@given(bags)
@settings(max_examples=40)
def test_ease_with_all_weights_is_ease(bag: np.ndarray) -> None:
    whole = fit(matrix_of(bag), penalty=item_item.PENALTY)
    expected = np.zeros((bag.shape[1],) * 2, dtype=np.float32)
    expected[np.ix_(whole.columns, whole.columns)] = whole.weights
    np.testing.assert_array_equal(item_item.ease(matrix_of(bag)).toarray(), expected)


@given(bags, st.integers(1, 3))
@settings(max_examples=40)
def test_ease_keeps_the_largest_weights_of_every_item(bag: np.ndarray, kept: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = item_item.ease(matrix_of(bag)).toarray()
        patch.setattr(item_item, "KEPT", kept)
        found = item_item.ease(matrix_of(bag)).toarray()
    for row, all_of_it in zip(found, whole, strict=True):
        assert np.count_nonzero(row) <= kept
        np.testing.assert_array_equal(row[row != 0], all_of_it[row != 0])
        least = np.sort(np.abs(all_of_it))[::-1][min(kept, len(row)) - 1]
        assert (np.abs(all_of_it[row == 0]) <= least).all()


@given(bags)
@settings(max_examples=40)
def test_company_counts_dialogues_with_both(bag: np.ndarray) -> None:
    found = item_item.company(matrix_of(bag)).toarray()
    expected = bag.astype(int).T @ bag.astype(int)
    np.fill_diagonal(expected, 0)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("make", [item_item.ease, item_item.neighbours, item_item.company])
def test_of_nothing_comes_nothing(make: object) -> None:
    assert callable(make)
    found = make(sparse.csr_array((0, 4), dtype=np.float32))
    assert found.shape == (4, 4)
    assert found.nnz == 0


def test_neighbours_are_symmetric_and_no_item_is_its_own(dialogues: Sequence[ReadDialogue]) -> None:
    found = item_item.neighbours(item_item.occurrences(dialogues, len(GAMES))).toarray()
    np.testing.assert_allclose(found, found.T, atol=1e-7)
    assert not found.diagonal().any()
    assert found[COLUMN["harbour"]].argmax() == COLUMN["saffron"]


def test_sequence_leads_from_what_was_named_to_what_came_after(reader: Reader) -> None:
    found = followed(reader, "I like {harbour}", "{saffron}?")
    assert found[COLUMN["harbour"], COLUMN["saffron"]] > 0
    assert np.count_nonzero(found) == 1


def test_what_is_nearer_counts_more_and_what_a_seeker_brings_up_less(reader: Reader) -> None:
    found = followed(reader, "I like {harbour} and {kraken}", "{saffron}?", "I know {teapot}")
    saffron, teapot = found[:, COLUMN["saffron"]], found[:, COLUMN["teapot"]]
    assert saffron[COLUMN["kraken"]] > saffron[COLUMN["harbour"]] > 0
    assert teapot[COLUMN["saffron"]] < saffron[COLUMN["kraken"]]
    assert teapot[COLUMN["saffron"]] > teapot[COLUMN["kraken"]] > teapot[COLUMN["harbour"]] > 0


def test_what_was_named_before_does_not_follow(reader: Reader) -> None:
    found = followed(reader, "I like {harbour}", "{saffron}?", "Hm", "{harbour}, {saffron}!")
    assert np.count_nonzero(found) == 1


def test_sequence_of_nothing_is_empty() -> None:
    assert item_item.sequence([], 3).toarray().tolist() == [[0, 0, 0]] * 3
