"""Facts out of the graph, or an honest "I don't know"."""

from __future__ import annotations

import re

import pytest

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Act, Block, EntityTarget, Inform, Question, QuestionBlock, TextBlock

from .conftest import Respond


async def _tell(respond: Respond, item: str | None, attribute: str | None, *, seed: int = 0, **understood: object) -> Block:
    question = Question(item=item, attribute=attribute, text="?")
    (block,) = await respond(Inform(question=question), acts=(Act.ASK_FACT,), understood={"question": question, **understood}, seed=seed)
    return block


@pytest.mark.parametrize(
    ("attribute", "answer"),
    [
        ("directed_by", "Ridley Scott directed Alien."),
        ("runtime", "Alien runs 117 minutes."),
        ("year", "Alien came out in 1979."),
        ("has_genre", "Alien is filed under horror and science fiction."),
        ("made_in", "Alien comes from the United Kingdom and the United States."),
    ],
)
async def test_facts(respond: Respond, attribute: str, answer: str) -> None:
    assert await _tell(respond, "alien-1979", attribute) == TextBlock(text=answer)


async def test_the_description_is_told_as_it_is(respond: Respond, graph: KnowledgeGraph) -> None:
    assert await _tell(respond, "alien-1979", "premise") == TextBlock(text=str(graph.items["alien-1979"].facts["premise"]))


@pytest.mark.parametrize("seed", range(8))
async def test_what_the_schema_has_no_word_for(respond: Respond, seed: int) -> None:
    block = await _tell(respond, "alien-1979", None, seed=seed)
    assert isinstance(block, TextBlock)
    assert re.search(r"don't (know|have)", block.text)
    assert "director" in block.text, "it says what it could tell"
    assert not re.search(r"\d", block.text)


@pytest.mark.parametrize("seed", range(8))
async def test_a_fact_the_catalogue_lacks(respond: Respond, graph: KnowledgeGraph, seed: int) -> None:
    alone = next(item for item in graph.items if not graph.tails(item, "part_of"))
    block = await _tell(respond, alone, "part_of", seed=seed)
    assert isinstance(block, TextBlock)
    assert re.search(r"don't (know|have)", block.text)
    assert "series" in block.text


@pytest.mark.parametrize("seed", range(8))
async def test_an_item_that_is_not_here(respond: Respond, seed: int) -> None:
    block = await _tell(respond, None, "directed_by", seed=seed, unknown=("Purple Teapot",))
    assert isinstance(block, TextBlock)
    assert "“Purple Teapot”" in block.text


async def test_an_item_that_is_not_clear(respond: Respond) -> None:
    assert isinstance(await _tell(respond, None, "directed_by"), QuestionBlock)


def test_targets_are_what_the_tests_think(graph: KnowledgeGraph) -> None:
    assert EntityTarget(entity="alien-1979", kind=graph.entity("alien-1979").kind).kind == graph.schema.item.kind
