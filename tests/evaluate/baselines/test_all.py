"""What every baseline promises, whatever it is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crs.evaluate.systems import find_system, systems
from crs.evaluate.training import Training
from crs.protocols import BatchRecommender, Recommender
from crs.types import Dialogue, Turn
from tests.evaluate.baselines.conftest import ODD, TALKS, talk

LIGHT = ("bm25-contexts", "dialogue-pagerank", "copy-context", "ease", "item-knn", "pagerank", "popularity", "random")
HEAVY = tuple(pytest.param(name, marks=pytest.mark.slow) for name in ("dense", "fusion"))  # they load an encoder
NAMES = (*LIGHT, *HEAVY)
ASKED = (*ODD, *(talk(f"asked {number}", *texts[:-1]) for number, texts in enumerate(TALKS)))


def made(name: str, training: Training) -> Recommender:
    if name in ("dense", "fusion"):
        pytest.importorskip("sentence_transformers")
        pytest.importorskip("chromadb")
    recommender = find_system(name).create(training)
    assert isinstance(recommender, Recommender)
    return recommender


async def answers(recommender: Recommender, dialogues: tuple[Dialogue, ...], k: int) -> list[Turn]:
    return [await recommender.respond(dialogue, k=k) for dialogue in dialogues]


def test_every_baseline_is_registered() -> None:
    assert {*LIGHT, "dense", "fusion"} <= set(systems())


@pytest.mark.parametrize("name", NAMES)
async def test_it_answers_everything_with_items_of_the_graph(name: str, training: Training) -> None:
    for turn in await answers(made(name, training), ASKED, 5):
        ranked = [candidate.item for candidate in turn.ranked]
        assert len(ranked) <= 5
        assert len(set(ranked)) == len(ranked)
        assert set(ranked) <= set(training.graph.items)
        scores = [candidate.score for candidate in turn.ranked]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("name", NAMES)
async def test_the_answer_depends_on_the_dialogue_alone(name: str, training: Training) -> None:
    forwards = await answers(made(name, training), ASKED, 6)
    backwards = await answers(made(name, training), ASKED[::-1], 6)
    assert [turn.ranked for turn in forwards] == [turn.ranked for turn in reversed(backwards)]


@pytest.mark.parametrize("name", LIGHT)
async def test_asked_together_it_answers_as_if_asked_apart(name: str, training: Training) -> None:
    recommender = made(name, training)
    assert isinstance(recommender, BatchRecommender)
    assert list(await recommender.respond_all(ASKED, k=6)) == await answers(recommender, ASKED, 6)


@pytest.mark.parametrize("name", NAMES)
async def test_a_shorter_ranking_is_the_beginning_of_a_longer_one(name: str, training: Training) -> None:
    recommender = made(name, training)
    longer, shorter = await answers(recommender, ASKED, 6), await answers(recommender, ASKED, 2)
    assert [turn.ranked[:2] for turn in longer] == [turn.ranked for turn in shorter]


@pytest.mark.parametrize("name", NAMES)
async def test_without_training_dialogues_it_still_answers(name: str, training: Training) -> None:
    for turn in await answers(made(name, replace(training, dialogues=())), ASKED, 4):
        assert {candidate.item for candidate in turn.ranked} <= set(training.graph.items)


@pytest.mark.parametrize("name", NAMES)
async def test_what_the_catalogue_says_of_popularity_is_not_seen(name: str, training: Training) -> None:
    graph = training.graph
    changed = {id_: replace(item, popularity=1.0 - item.popularity) for id_, item in graph.items.items()}
    other = type(graph)(
        schema=graph.schema,
        entities=graph.entities,
        items=changed,
        relations=graph.relations,
        sources=graph.sources,
        edges=graph.edges,
        version=graph.version,
    )
    ours = await answers(made(name, training), ASKED, 6)
    theirs = await answers(made(name, replace(training, graph=other)), ASKED, 6)
    assert [turn.ranked for turn in ours] == [turn.ranked for turn in theirs]
