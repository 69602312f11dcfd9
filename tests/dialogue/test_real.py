"""The built-in agents behind the manager: what holds for any words at all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crs.bot import Bot, load
from crs.dialogue.components import assemble
from crs.dialogue.recommender import PipelineRecommender
from crs.errors import ConfigError, InputError, MissingExtraError, TextError
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.audit import Audit
from crs.testing.conversation import check_bot
from crs.testing.extractor import check_extractor
from crs.testing.recommender import check_recommender
from crs.types import Dialogue, Utterance

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.knowledge_graph.linking import EntityLinker

WORDS = [
    "I liked",
    "I hate",
    "no",
    "not",
    "something",
    "like",
    "but",
    "funnier",
    "horror",
    "Casablanca",
    "Spirited Away",
    "Alien",
    "The Thing",
    "1990s",
]
WORDS += [
    "under two hours",
    "before 1980",
    "French",
    "the second",
    "that one",
    "why?",
    "who directed it?",
    "undo",
    "forget that",
    "thanks",
    "bye",
    "yes",
]
WORDS += [
    "Nolan",
    "surprise me",
    "recommend",
    "more",
    "less violent",
    "shorter",
    "hello",
    "what do you know about me?",
    "I don't care",
    "😀",
    "\x00",
    "ß",
    "…",
]


@pytest.fixture(scope="module")
def resources(graph: KnowledgeGraph, linker: EntityLinker, tmp_path_factory: pytest.TempPathFactory) -> Resources:
    return Resources(graph=graph, linker=linker, settings=Settings(home=tmp_path_factory.mktemp("real"), vector=False))


@pytest.fixture(scope="module")
def bot(resources: Resources) -> Iterator[Bot]:
    with load(resources.graph, settings=resources.settings) as bot:
        yield bot


sessions = count()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)), min_size=1, max_size=5))
def test_any_words_at_all_get_an_answer_that_keeps_the_promises(bot: Bot, texts: list[str]) -> None:
    session, audit = f"fuzz {next(sessions)}", Audit(bot.graph)
    for text in texts:
        try:
            turn = bot.chat(text, session=session)
        except TextError:
            continue
        assert audit.observe(turn) == (), text
        assert turn.notices == (), text
    bot.forget(session) if session in bot.sessions() else None


async def test_the_built_in_extractor_conforms(resources: Resources) -> None:
    components, _ = assemble(resources)
    await check_extractor(components.extractor.members[0].component, resources.graph, texts=WORDS)


def test_the_bot_conforms(bot: Bot) -> None:
    check_bot(bot)


async def test_the_recommender_conforms(resources: Resources) -> None:
    await check_recommender(PipelineRecommender(resources, assemble(resources)[0]), resources.graph)


async def test_the_recommender_reads_the_dialogue_that_it_is_given(resources: Resources) -> None:
    recommender = PipelineRecommender(resources, assemble(resources)[0])
    said = Dialogue(id="d").said(Utterance(role="seeker", text="I loved Casablanca and I want a musical"))
    said = said.said(Utterance(role="recommender", text="What about Cabaret?", shown=("cabaret-1972",)))
    turn = await recommender.respond(said.said(Utterance(role="seeker", text="No. Show me other ones.")), k=50)
    assert len(turn.ranked) > 20
    assert not {"casablanca-1942", "cabaret-1972"} & {c.item for c in turn.ranked}
    assert {"genre:musical", "casablanca-1942"} <= {p.target.entity for p in turn.understood.preferences.active}


async def test_the_recommender_needs_the_seekers_words_last(resources: Resources) -> None:
    recommender = PipelineRecommender(resources, assemble(resources)[0])
    spoken = Dialogue(id="d").said(Utterance(role="recommender", text="hello"))
    for dialogue, k in ((Dialogue(id="d"), 5), (spoken, 5), (spoken.said(Utterance(role="seeker", text="hi")), 0)):
        with pytest.raises(InputError):
            await recommender.respond(dialogue, k=k)


def test_the_bot_and_the_recommender_say_the_same(bot: Bot, resources: Resources) -> None:
    text = "I loved Casablanca. Recommend something like it!"
    turn = bot.chat(text, session="same")
    recommender = PipelineRecommender(resources, assemble(resources)[0])
    again = asyncio.run(recommender.respond(Dialogue(id="same").said(Utterance(role="seeker", text=text)), k=20))
    assert [c.item for c in again.ranked] == [c.item for c in turn.ranked]
    assert [r.item for r in again.recommendations] == [r.item for r in turn.recommendations]


def test_a_missing_extra_is_said_once_and_done_without(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MissingExtraError("dense retrieval", extra="vector")

    monkeypatch.setattr("crs.agents.retrieval.vector.require_extra", missing)
    with load(resources.graph, settings=resources.settings.model_copy(update={"vector": True})) as bot:
        assert len(bot.notices) == 1
        assert "pip install 'crs-agents[vector]'" in bot.notices[0]
        turn = bot.chat("I loved Casablanca", session="no extra")
    assert turn.recommendations
    assert turn.notices == ()


def test_loading_tells_how_far_it_is(resources: Resources) -> None:
    told: list[tuple[str, float]] = []
    load(resources.graph, settings=resources.settings, progress=lambda step, share: told.append((step, share))).close()
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1
    assert all(step for step, _ in told)


def test_settings_that_name_nothing_are_refused(resources: Resources) -> None:
    for changed in ({"extractor": "none"}, {"retrievers": ("graph", "none")}, {"policy": "none"}):
        with pytest.raises(ConfigError, match="'none' is not registered") as raised:
            load(resources.graph, settings=resources.settings.model_copy(update=changed))
        assert "known:" in raised.value.hint
