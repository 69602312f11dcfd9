"""PageRank from the items of the context."""

from __future__ import annotations

from crs.evaluate.baselines import pagerank
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
