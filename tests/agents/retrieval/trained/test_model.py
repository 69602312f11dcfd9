"""A trained model ranks everything, candidates first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.retrieval.trained.model import EXPLAINED, Ranked, TrainedModel
from crs.types import CompanyEvidence
from tests.evaluate.baselines.conftest import GAMES, ODD, TALKS, talk

ASKED = (*ODD, *(talk(f"asked {number}", *texts[:-1]) for number, texts in enumerate(TALKS)))
masks = st.lists(st.booleans(), min_size=len(GAMES), max_size=len(GAMES)).map(np.array)


def ranked(model: TrainedModel, number: int, **options: object) -> Ranked:
    reading = model.reader.read(ASKED[number].utterances, {"kraken": -1.0})
    return model.rank(reading, model.scores([reading])[0], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_everything_is_ranked_once_by_falling_score(model: TrainedModel, number: int) -> None:
    found = ranked(model, number)
    assert sorted(found.columns.tolist()) == list(range(len(GAMES)))
    assert np.isfinite(found.scores).all()
    assert (np.diff(found.scores) <= 0).all()
    assert found.parts.shape == (len(model.sources), len(GAMES))


@given(st.integers(0, len(ASKED) - 1), masks, st.sampled_from((0.0, 0.7)))
@settings(max_examples=40)
def test_only_what_may_be_returned_is_ranked(model: TrainedModel, number: int, among: np.ndarray, novelty: float) -> None:
    found = ranked(model, number, among=among, novelty=novelty)
    assert sorted(found.columns.tolist()) == np.flatnonzero(among).tolist()
    assert (np.diff(found.scores) <= 0).all()
    assert found.chances.sum() <= 1


def test_scores_are_one_row_a_source(model: TrainedModel) -> None:
    readings = [model.reader.read(dialogue.utterances, {}) for dialogue in ASKED]
    scores = model.scores(readings)
    assert scores.shape == (len(ASKED), len(model.sources), len(GAMES))
    for place, source in enumerate(model.sources.values()):
        np.testing.assert_array_equal(scores[:, place], source.scores(readings))


def test_chances_belong_to_candidates_and_rise_with_the_score(model: TrainedModel) -> None:
    for number in range(len(ASKED)):
        found = ranked(model, number)
        assert (np.diff(found.chances) <= 1e-7).all()
        assert 0 <= found.chances.sum() < 1


def test_novelty_takes_what_is_popular_down(model: TrainedModel) -> None:
    popularity = np.expm1(model.features.popularity)
    mean = [
        np.mean([popularity[ranked(model, number, novelty=novelty).columns[:2]].mean() for number in range(len(ASKED))])
        for novelty in (0.0, 1.0, 4.0)
    ]
    assert mean[0] > mean[1] > mean[2]


def test_candidates_say_why(model: TrainedModel) -> None:
    reading = model.reader.read(talk("a", "I loved {harbour}").utterances, {})
    found = model.candidates(reading, k=3)
    assert len(found) == 3
    best = next(candidate for candidate in found if candidate.item == "saffron")
    assert best.parts.keys() == model.sources.keys()
    assert best.chance is not None
    assert 0 < best.chance < 1
    assert CompanyEvidence(start="harbour", dialogues=4, weight=round(4 / 14, 4)) in best.evidence
    assert len(set(best.evidence)) == len(best.evidence)


def test_only_the_first_say_why(model: TrainedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = model.reader.read(talk("a", "I loved {harbour}").utterances, {})
    monkeypatch.setattr("crs.agents.retrieval.trained.model.EXPLAINED", 1)
    assert EXPLAINED > 1
    assert [bool(candidate.evidence) for candidate in model.candidates(reading, k=7)] == [True, *[False] * 6]


@pytest.mark.parametrize(("k", "count"), [(-1, 0), (0, 0), (1, 1), (100, len(GAMES))])
def test_as_many_as_asked_for_and_there_are(model: TrainedModel, k: int, count: int) -> None:
    assert len(model.candidates(model.reader.read((), {}), k=k)) == count


def test_a_shorter_ranking_is_the_beginning_of_a_longer_one(model: TrainedModel) -> None:
    reading = model.reader.read(ASKED[-1].utterances, {})
    assert model.candidates(reading, k=7)[:3] == model.candidates(reading, k=3)
