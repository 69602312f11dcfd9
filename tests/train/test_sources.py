"""Fitting all sources."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from crs.agents.retrieval.trained.store import NAMES
from crs.agents.retrieval.words import WordReader
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.cases import ReadDialogue
from crs.train.sources import Fitted, check_names, fit_sources
from tests.evaluate.baselines.conftest import GAMES


def test_all_are_fitted_in_the_order_they_are_asked_for(fitted: Fitted) -> None:
    assert tuple(source.name for source in fitted.sources) == NAMES
    assert fitted.seconds.keys() == set(NAMES)
    assert len(fitted.epochs) == 2


def test_counts_are_dialogues_that_name_an_item(fitted: Fitted) -> None:
    assert dict(zip(GAMES, fitted.counts.tolist(), strict=True)) == {
        "harbour": 5, "saffron": 4, "kraken": 3, "galleon": 2, "orchard": 1, "teapot": 2, "unknown": 0,
    }  # fmt: skip


def test_some_are_fitted_as_all_are(fitted: Fitted, dialogues: Sequence[ReadDialogue], shelf: KnowledgeGraph, words: WordReader) -> None:
    told: list[str] = []
    some = fit_sources(dialogues, shelf, words, names=("popularity", "ease"), told=lambda what, _: told.append(what))
    assert [source.name for source in some.sources] == told == ["popularity", "ease"]
    assert some.epochs == ()
    readings = [dialogue.whole for dialogue in dialogues]
    for source in some.sources:
        whole = next(other for other in fitted.sources if other.name == source.name)
        assert source.scores(readings).tobytes() == whole.scores(readings).tobytes()


def test_of_no_dialogues_every_source_still_answers(shelf: KnowledgeGraph, words: WordReader, dialogues: Sequence[ReadDialogue]) -> None:
    for source in fit_sources([], shelf, words).sources:
        assert source.scores([dialogues[0].whole]).shape == (1, len(GAMES))


@pytest.mark.parametrize("names", [("ease", "oracle", "popularity"), ("ease",), ("popularity", "popularity"), ()])
def test_names_that_cannot_be_fitted_are_refused(names: tuple[str, ...], shelf: KnowledgeGraph, words: WordReader) -> None:
    with pytest.raises(ConfigError) as refused:
        check_names(names)
    assert "popularity" in refused.value.hint
    with pytest.raises(ConfigError):
        fit_sources([], shelf, words, names=names)
