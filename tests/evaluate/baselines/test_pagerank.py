"""PageRank from the items of the context."""

from __future__ import annotations

from dataclasses import replace

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.baselines import dialogue_pagerank, pagerank
from crs.evaluate.training import Training
from tests.evaluate.baselines.conftest import talk
from tests.evaluate.baselines.test_simple import ranked


async def test_items_near_to_what_was_named_come_first(training: Training) -> None:
    assert (await ranked(pagerank.create(training), talk("a", "I like {kraken}")))[0] == "galleon"
    both = await ranked(pagerank.create(training), talk("b", "I like {kraken} and {harbour}"))
    assert set(both[:2]) == {"galleon", "saffron"}


async def test_what_was_named_comes_after_what_was_found(training: Training) -> None:
    found = await ranked(pagerank.create(training), talk("a", "I like {kraken} and {galleon}, also {teapot}"))
    assert set(found[:2]) == {"orchard", "unknown"}


async def test_a_walk_over_dialogues_finds_what_no_fact_joins(training: Training) -> None:
    talks = [talk(f"d{number}", "I like {kraken} and {teapot}") for number in range(5)]
    together = replace(training, dialogues=tuple(LabelledDialogue(dialogue=one) for one in talks))
    assert (await ranked(dialogue_pagerank.create(together), talk("a", "I like {kraken}")))[0] == "teapot"
    assert (await ranked(pagerank.create(together), talk("a", "I like {kraken}")))[0] == "galleon"
