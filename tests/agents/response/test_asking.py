"""Questions and clarifications."""

from __future__ import annotations

import pytest

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Act, Ask, Clarify, QuestionBlock, TextBlock

from .conftest import Respond

GENRE = Ask(attribute="has_genre", options=("genre:comedy", "genre:drama", "genre:horror"))


async def test_the_question_is_the_schemas_and_the_options_are_labels(respond: Respond, graph: KnowledgeGraph) -> None:
    asked = set()
    for seed in range(20):
        question = (await respond(GENRE, acts=(Act.REQUEST,), seed=seed))[-1]
        assert isinstance(question, QuestionBlock)
        assert question.attribute == "has_genre"
        assert question.options == ("comedy", "drama", "horror")
        asked.add(question.text)
    assert asked == set(graph.schema.relations["has_genre"].question)


async def test_numeric_options_are_readable(respond: Respond) -> None:
    question = (await respond(Ask(attribute="year", options=("1980-1989", "1990-1999", "2000-2009"))))[-1]
    assert isinstance(question, QuestionBlock)
    assert question.options == ("the 1980s", "the 1990s", "the 2000s")


async def test_a_question_comes_after_what_was_understood(respond: Respond) -> None:
    first, question = await respond(Ask(attribute="year"), "+genre:comedy")
    assert isinstance(first, TextBlock)
    assert "omedies" in first.text
    assert isinstance(question, QuestionBlock)


async def test_after_a_refusal_it_owns_up(respond: Respond) -> None:
    for seed in range(8):
        first, _ = await respond(GENRE, acts=(Act.REJECT,), shown=("alien-1979",), seed=seed)
        assert isinstance(first, TextBlock)
        assert any(word in first.text for word in ("wrong", "missed", "rather have"))


@pytest.mark.parametrize("seed", range(8))
async def test_items_of_one_name_are_told_apart_by_year(respond: Respond, seed: int) -> None:
    (question,) = await respond(Clarify(text="The Thing", options=("the-thing-1982", "the-thing-2011")), seed=seed)
    assert isinstance(question, QuestionBlock)
    assert "the 1982 or the 2011 one" in question.text
    assert question.options == ("The Thing (1982)", "The Thing (2011)")


@pytest.mark.parametrize("seed", range(8))
async def test_entities_of_several_kinds_are_told_apart_by_kind(respond: Respond, seed: int) -> None:
    (question,) = await respond(Clarify(text="Batman", options=("series:batman", "batman-1989")), seed=seed)
    assert isinstance(question, QuestionBlock)
    assert question.options == ("Batman (series)", "Batman (1989)")
    assert "Batman (series) or Batman (1989)" in question.text
