"""Random, popularity and copying."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crs.evaluate.baselines import copy_context, popularity, random_items
from crs.evaluate.baselines.scoring import backed_off
from crs.evaluate.training import Training
from crs.protocols import Recommender
from crs.types import Dialogue
from tests.evaluate.baselines.conftest import talk


async def ranked(recommender: Recommender, dialogue: Dialogue, k: int = 10) -> list[str]:
    return [candidate.item for candidate in (await recommender.respond(dialogue, k=k)).ranked]


async def test_random_orders_all_items_anew_for_every_dialogue_and_seed(training: Training) -> None:
    recommender = random_items.create(training)
    one, other = await ranked(recommender, talk("one", "Hi")), await ranked(recommender, talk("other", "Hi"))
    assert sorted(one) == sorted(other) == sorted(training.graph.items)
    assert one != other
    assert one == await ranked(recommender, talk("one", "Something else"))
    assert one != await ranked(random_items.create(replace(training, seed=1)), talk("one", "Hi"))


async def test_popularity_counts_mentions_in_training_dialogues(training: Training) -> None:
    turn = await popularity.create(training).respond(talk("any", "I like {teapot}"), k=10)
    scores = {candidate.item: candidate.score for candidate in turn.ranked}
    assert scores == {item: training.mentions[item] for item in training.graph.items}
    assert turn.ranked[0].item == "harbour"
    assert scores["unknown"] == 0  # which the catalogue calls the best known


async def test_items_mentioned_equally_often_are_tied(training: Training) -> None:
    turn = await popularity.create(replace(training, dialogues=())).respond(talk("any", "Hi"), k=10)
    assert {candidate.score for candidate in turn.ranked} == {0.0}


async def test_copying_gives_what_was_named_last_first_and_nothing_else(training: Training) -> None:
    recommender = copy_context.create(training)
    dialogue = talk("copy", "I like {kraken} and {teapot}", "{galleon}?", "No. More like {kraken}")
    assert await ranked(recommender, dialogue) == ["kraken", "galleon", "teapot"]
    assert await ranked(recommender, talk("nothing", "Hello")) == []


def test_items_that_a_model_does_not_know_follow_by_popularity() -> None:
    row = backed_off(np.array([0.0, -2.0, 3.0, 0.0]), np.array([1.0, 9.0, 9.0, 5.0]))
    assert np.argsort(-row).tolist() == [2, 1, 3, 0]
