"""The product's sources, asked with what its own rules understand of a data set's dialogue."""

from __future__ import annotations

from typing import Any

import pytest

from crs import registry
from crs.errors import MissingExtraError
from crs.evaluate.baselines import fusion
from crs.evaluate.baselines.understanding import Listener
from crs.evaluate.training import Training
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.types import EntityTarget
from tests.evaluate.baselines.conftest import ODD, talk


@pytest.fixture(scope="module")
def listener(shelf: KnowledgeGraph) -> Listener:
    return Listener(shelf, EntityLinker(shelf))


@pytest.fixture
def without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    create = registry.create

    def refuse(group: str, name: str, resources: registry.Resources) -> Any:
        if name == "vector":
            raise MissingExtraError("dense retrieval", extra="vector")
        return create(group, name, resources)

    monkeypatch.setattr(registry, "create", refuse)


def opinions(listener: Listener, *texts: str) -> dict[str, float]:
    heard = listener.listen(talk("heard", *texts))
    return {p.target.entity: p.polarity for p in heard.memory.preferences.active if isinstance(p.target, EntityTarget)}


def test_the_data_sets_mentions_are_what_opinions_are_about(listener: Listener) -> None:
    said = opinions(listener, "I loved {kraken} but I hated {teapot}")
    assert said["kraken"] > 0 > said["teapot"]


def test_names_that_the_data_set_did_not_mark_are_not_guessed(listener: Listener) -> None:
    assert opinions(listener, "I loved Kraken Bay") == {}


def test_other_entities_are_found_in_the_words(listener: Listener) -> None:
    assert opinions(listener, "I want something cosy")["genre:cosy"] > 0


def test_nothing_that_was_named_comes_back(listener: Listener) -> None:
    query = listener.query(listener.listen(talk("q", "I loved {kraken}", "Then {galleon}?", "No")))
    assert query.mentioned == ("kraken", "galleon")
    assert set(query.exclude) == {"kraken", "galleon"}
    assert query.text == "I loved Kraken Bay\nNo"


def test_a_dialogue_is_understood_the_same_at_once_and_turn_by_turn(shelf: KnowledgeGraph) -> None:
    texts = ("I loved {kraken}", "Do you know {galleon}?", "Yes, not for me. Something cosy?", "{teapot}")
    grown, fresh = Listener(shelf, EntityLinker(shelf)), Listener(shelf, EntityLinker(shelf))
    for length in range(1, len(texts)):
        grown.listen(talk("d", *texts[:length]))
    assert grown.listen(talk("d", *texts)) == fresh.listen(talk("d", *texts))


@pytest.mark.usefixtures("without_vectors")
async def test_fusion_goes_on_without_vectors_and_says_so(training: Training) -> None:
    recommender = fusion.create(training)
    for dialogue in ODD:
        turn = await recommender.respond(dialogue, k=3)
        assert 0 < len(turn.ranked) <= 3
        assert "without 'vector'" in turn.notices[0]
    first = (await recommender.respond(talk("a", "I loved {kraken}"), k=1)).ranked
    assert [candidate.item for candidate in first] == ["galleon"]


@pytest.mark.usefixtures("without_vectors")
async def test_what_a_constraint_rules_out_comes_last_and_is_not_lacking(training: Training) -> None:
    dialogue = talk("a", "I loved {kraken}. It must be cosy, nothing else")
    turn = await fusion.create(training).respond(dialogue, k=10)
    ranked = [candidate.item for candidate in turn.ranked]
    assert sorted(ranked) == sorted(set(training.graph.items) - {"kraken"})
    assert set(ranked[:3]) == {"orchard", "teapot", "unknown"}
    scores = [candidate.score for candidate in turn.ranked]
    assert scores == sorted(scores, reverse=True)


def test_popularity_is_that_of_the_training_dialogues(training: Training) -> None:
    graph = fusion.known_by(training)
    assert graph.items["harbour"].popularity == 1
    assert graph.items["unknown"].popularity == 0
    assert graph.version == training.graph.version
