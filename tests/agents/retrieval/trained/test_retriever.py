"""Trained retrieval in a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.trained import retriever
from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.retriever import SourceRetriever, TrainedRetriever
from crs.agents.retrieval.trained.store import NAMES
from crs.errors import ConfigError
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.queries import sample_queries
from crs.testing.retriever import check_retriever
from crs.types import EntityTarget, Preference, Preferences, Query
from tests.evaluate.baselines.conftest import ODD, TALKS, talk


@pytest.fixture
def resources(model: TrainedModel) -> Resources:
    return Resources(graph=model.graph, linker=model.linker, settings=Settings(), model=model)


def queries(model: TrainedModel) -> list[Query]:
    """Those that come of strange conversations, and some that say what was said."""
    said = (*ODD, *(talk(f"asked {number}", *texts) for number, texts in enumerate(TALKS)))
    return [*sample_queries(model.graph, count=20), *(Query(said=dialogue.utterances) for dialogue in said)]


@pytest.mark.parametrize("novelty", [0.0, 1.0])
async def test_the_model_keeps_the_contract_of_a_retriever(model: TrainedModel, novelty: float) -> None:
    made = TrainedRetriever(model, Constraints(model.graph), novelty=novelty)
    await check_retriever(made, model.graph, queries=queries(model))


@pytest.mark.parametrize("name", NAMES)
async def test_every_source_keeps_the_contract_of_a_retriever(model: TrainedModel, name: str) -> None:
    made = SourceRetriever(model, model.sources[name], Constraints(model.graph))
    await check_retriever(made, model.graph, queries=queries(model))


async def test_what_is_excluded_or_not_wished_stays_out(resources: Resources) -> None:
    sea = Preference(id="p1", target=EntityTarget(entity="genre:sea", kind="genre"), polarity=-1.0, hard=True)
    query = Query(preferences=Preferences(entries=(sea,)), exclude=("saffron",), said=talk("a", "I like {harbour}").utterances)
    found = {candidate.item for candidate in await retriever.create(resources).retrieve(query, k=10)}
    assert found == {"harbour", "orchard", "teapot", "unknown"}


async def test_what_was_said_decides(resources: Resources) -> None:
    made = retriever.create(resources)
    for text, item in (("I like {harbour}", "saffron"), ("pirates like {kraken}", "galleon")):
        dialogue = talk("a", text)
        query = Query(said=dialogue.utterances, exclude=("harbour", "kraken"))
        assert (await made.retrieve(query, k=1))[0].item == item


FACTORIES = {
    "ease": retriever.ease,
    "neighbours": retriever.neighbours,
    "sequence": retriever.sequence,
    "context-words": retriever.context_words,
    "similar-dialogues": retriever.similar_dialogues,
    "dense-dialogues": retriever.dense_dialogues,
    "dialogue-walk": retriever.dialogue_walk,
    "reasoner": retriever.reasoner,
}


@pytest.mark.parametrize("name", FACTORIES)
async def test_a_source_answers_by_itself(resources: Resources, name: str) -> None:
    made = FACTORIES[name](resources)
    assert made.source.name == name
    found = await made.retrieve(Query(said=talk("a", "Pirates please, like {kraken}").utterances), k=3)
    assert found
    assert all(candidate.parts == {name: candidate.score} for candidate in found)


@pytest.mark.parametrize("create", [retriever.create, *FACTORIES.values()])
def test_without_a_model_it_says_how_to_get_one(resources: Resources, create: Callable[[Resources], object]) -> None:
    for other in (None, "a model of another kind"):
        with pytest.raises(ConfigError) as refused:
            create(replace(resources, model=other))
        assert "crs train" in refused.value.hint


def test_a_source_that_the_model_lacks_is_named(resources: Resources) -> None:
    with pytest.raises(ConfigError, match="oracle") as refused:
        retriever.source("oracle")(resources)
    assert "neighbours" in refused.value.hint
