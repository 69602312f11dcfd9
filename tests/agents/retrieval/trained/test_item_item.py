"""Item-item sources: what was named counts, the newest the most, and what is disliked counts against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from crs.agents.retrieval.trained.item_item import DECAY, Company, ItemItem, profiles
from crs.agents.retrieval.trained.reading import Named, Reading
from crs.agents.retrieval.trained.source import AGAINST, KNOWN, weight
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.cases import ReadDialogue
from crs.train.sources import Fitted
from crs.types import CompanyEvidence
from tests.agents.retrieval.trained.conftest import company
from tests.evaluate.baselines.conftest import GAMES

COLUMN = {item: number for number, item in enumerate(GAMES)}


def named(*items: tuple[int, float]) -> Reading:
    """Columns with polarities, the newest last."""
    count = len(items)
    return Reading(
        items=tuple(Named(number=number, age=count - place, role="seeker", polarity=p) for place, (number, p) in enumerate(items))
    )


def test_an_item_counts_less_for_every_one_named_since() -> None:
    row = profiles([named((2, 1.0), (0, 1.0), (1, 1.0))], 4).toarray()[0]
    np.testing.assert_allclose(row, [DECAY, 1.0, DECAY**2, 0.0], rtol=1e-6)


def test_what_is_disliked_counts_against_and_what_has_no_opinion_half() -> None:
    row = profiles([named((0, -1.0)), named((0, 0.0)), named((0, 0.5))], 1).toarray()[:, 0]
    np.testing.assert_allclose(row, [-AGAINST, KNOWN, 0.5], rtol=1e-6)


@given(st.floats(-1, 1), st.integers(0, 20))
def test_no_item_weighs_more_than_one_that_was_just_liked(polarity: float, place: int) -> None:
    one = Named(number=0, age=0, role="seeker", polarity=polarity)
    assert -AGAINST <= weight(one, place, decay=DECAY) <= 1.0
    assert (weight(one, place, decay=DECAY) < 0) == (polarity * AGAINST < 0)


def test_scores_are_the_profile_times_the_matrix() -> None:
    matrix = np.array([[0, 2, 1], [0, 0, 0], [4, 0, 0]], dtype=np.float32)
    source = ItemItem("ease", sparse.csr_array(matrix))
    scores = source.scores([named((0, 1.0), (2, -1.0)), Reading()])
    np.testing.assert_allclose(scores, [[-4 * AGAINST, 2 * DECAY, DECAY], [0, 0, 0]], rtol=1e-6)


@pytest.mark.parametrize("name", ["ease", "neighbours", "sequence"])
def test_a_dislike_turns_the_scores(fitted: Fitted, name: str) -> None:
    source = next(one for one in fitted.sources if one.name == name)
    for_, against = source.scores([named((COLUMN["harbour"], 1.0)), named((COLUMN["harbour"], -1.0))])
    np.testing.assert_allclose(against, -AGAINST * for_, rtol=1e-5)
    assert for_.argmax() == COLUMN["saffron"]


def test_evidence_counts_dialogues_that_name_both(fitted: Fitted, shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue]) -> None:
    said = [{one.number for one in dialogue.whole.items} for dialogue in dialogues]
    source = company(fitted, shelf)
    told = 0
    for column in COLUMN.values():
        for ground in source.evidence(named(*((other, 1.0) for other in COLUMN.values())), column):
            assert isinstance(ground, CompanyEvidence)
            assert ground.start != list(GAMES)[column]
            assert ground.dialogues == sum({column, COLUMN[ground.start]} <= items for items in said) > 0
            told += 1
    assert told > len(GAMES)


def test_evidence_names_only_what_is_not_disliked_and_the_most_frequent_first(fitted: Fitted, shelf: KnowledgeGraph) -> None:
    harbour, galleon, saffron = COLUMN["harbour"], COLUMN["galleon"], COLUMN["saffron"]
    source = company(fitted, shelf)
    found = source.evidence(named((COLUMN["kraken"], 1.0), (harbour, 1.0)), saffron)
    assert [ground.start for ground in found if isinstance(ground, CompanyEvidence)] == ["harbour", "kraken"]
    assert source.evidence(named((harbour, -1.0)), saffron) == source.evidence(named((harbour, 0.0)), saffron) == ()
    assert source.evidence(named((galleon, 1.0)), COLUMN["unknown"]) == ()


def test_only_neighbours_tell_of_company(fitted: Fitted) -> None:
    found = {
        one.name for one in fitted.sources if isinstance(one, ItemItem) and one.evidence(named((COLUMN["harbour"], 1.0)), COLUMN["saffron"])
    }
    assert found == {"neighbours"}


def test_company_of_what_is_alone_is_nothing() -> None:
    alone = Company(sparse.csr_array((2, 2), dtype=np.int32), ["a", "b"])
    assert alone.evidence(named((0, 1.0)), 1) == ()
