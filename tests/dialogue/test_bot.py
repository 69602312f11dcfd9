"""Talking to the bot, from every kind of caller."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crs.bot import Bot
from crs.errors import ConfigError, InputError, SessionError, TextError
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.fakes import Before, RecommendsFirst, simple_components
from crs.types import RecommendationBlock, TextBlock, Turn, dump, parse

if TYPE_CHECKING:
    from conftest import MakeBot

    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.knowledge_graph.linking import EntityLinker


def test_a_turn_says_what_happened(bot: Bot, graph: KnowledgeGraph) -> None:
    turn = bot.chat("I liked Casablanca", session="s")
    assert (turn.session, turn.number, turn.text) == ("s", 1, "I liked Casablanca")
    assert [p.target.entity for p in turn.understood.preferences.active] == ["casablanca-1942"]
    assert len(turn.recommendations) == 3
    assert all(r.item in graph.items for r in turn.recommendations)
    assert "casablanca-1942" not in {r.item for r in turn.recommendations}
    assert all(graph.label(r.item) in turn.reply for r in turn.recommendations)
    assert set(turn.timings) == {"understand", "retrieve", "rank", "decide", "respond"}
    assert graph.version in turn.versions["catalogue"]
    assert str(turn) == turn.reply
    assert parse(Turn, dump(turn)) == turn


def test_nothing_is_recommended_twice(bot: Bot) -> None:
    shown = [r.item for _ in range(5) for r in bot.chat("more", session="s").recommendations]
    assert len(shown) == 15
    assert len(set(shown)) == 15


def test_empty_text_is_a_turn_like_any_other(bot: Bot) -> None:
    assert bot.chat("   ", session="s").text == ""
    assert bot.chat("more", session="s").number == 2


@pytest.mark.parametrize("text", ["x" * 4001, "a lone \ud800 surrogate"])
def test_text_that_cannot_be_accepted_leaves_no_trace(bot: Bot, text: str) -> None:
    with pytest.raises(TextError) as raised:
        bot.chat(text, session="s")
    assert raised.value.hint
    assert bot.sessions() == ()
    with pytest.raises(TextError):
        list(bot.stream(text, session="s"))


@pytest.mark.parametrize("name", ["", " padded ", "x" * 201, "a\x00b", "\ud800"])
def test_a_name_has_to_be_readable(bot: Bot, name: str) -> None:
    with pytest.raises(SessionError, match="visible characters"):
        bot.chat("hello", session=name)
    with pytest.raises(SessionError, match="visible characters"):
        bot.chat("hello", key=name)


def test_an_unknown_session_is_an_error_in_one_line(bot: Bot) -> None:
    for call in (bot.preferences, bot.history, bot.undo, bot.forget):
        with pytest.raises(SessionError, match="no session 'nobody'"):
            call("nobody")


def test_blocks_are_streamed_as_they_are_said(make_bot: MakeBot) -> None:
    said = threading.Event()

    class Pausing:
        async def respond(self, *_: Any) -> Any:
            yield TextBlock(text="first")
            # Goes on only once the first block was heard: nothing is held back until the reply is complete.
            assert await asyncio.to_thread(said.wait, 10)
            yield TextBlock(text="second")

    stream = make_bot(responder=Pausing()).stream("hello", session="s")
    assert next(stream) == TextBlock(text="first")
    said.set()
    second, turn = stream
    assert second == TextBlock(text="second")
    assert isinstance(turn, Turn)
    assert turn.blocks == (TextBlock(text="first"), second)
    assert turn.reply == "first second"


def test_a_turn_whose_listener_leaves_is_finished(make_bot: MakeBot) -> None:
    bot = make_bot()
    stream = bot.stream("hello", session="s")
    next(stream)
    del stream
    assert bot.chat("more", session="s").number == 2
    assert [turn.text for turn in bot.history("s")] == ["hello", "more"]


async def test_the_async_twins_do_the_same(bot: Bot) -> None:
    turn = await bot.achat("I liked Casablanca", session="s")
    parts = [part async for part in bot.astream("more", session="s")]
    assert parts[-1].number == 2
    assert tuple(parts[:-1]) == parts[-1].blocks
    assert any(isinstance(part, RecommendationBlock) for part in parts)
    assert await bot.ahistory("s") == (turn, parts[-1]) == bot.history("s")
    assert await bot.apreferences("s") == bot.preferences("s")
    assert (await bot.aretract("s", "p1")).active == ()
    assert [p.id for p in (await bot.aundo("s")).active] == ["p1"]
    assert [p.polarity for p in (await bot.aprefer("s", "casablanca-1942", -1)).active] == [-1.0]
    assert await bot.asessions() == ("s",)
    await bot.aforget("s")
    assert await bot.asessions() == ()
    await bot.aclose()


async def test_the_sync_twins_work_inside_a_running_loop(bot: Bot) -> None:
    assert bot.chat("hello", session="s").number == 1
    assert [type(part) for part in bot.stream("more", session="s")][-1] is Turn


async def test_a_cancelled_caller_does_not_cancel_the_turn(make_bot: MakeBot) -> None:
    started = threading.Event()

    async def announce() -> None:
        started.set()
        await asyncio.sleep(0.05)

    bot = make_bot(policy=Before(RecommendsFirst(), announce))
    waiting = asyncio.create_task(bot.achat("hello", session="s"))
    await asyncio.to_thread(started.wait)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await bot.achat("more", session="s")).number == 2
    assert [turn.text for turn in await bot.ahistory("s")] == ["hello", "more"]


def test_the_same_key_gives_the_stored_turn(make_bot: MakeBot) -> None:
    runs = []
    bot = make_bot(policy=Before(RecommendsFirst(), lambda: runs.append(1)))
    first = bot.chat("hello", session="s", key="k")
    assert bot.chat("hello", session="s", key="k") == first
    assert list(bot.stream("hello", session="s", key="k")) == [*first.blocks, first]
    assert len(runs) == 1
    assert bot.chat("hello", session="s", key="other").number == 2
    assert bot.chat("hello", session="t", key="k").session == "t"


def test_the_same_key_twice_at_once_is_one_turn(make_bot: MakeBot) -> None:
    bot = make_bot(policy=Before(RecommendsFirst(), lambda: asyncio.sleep(0.05)))
    with ThreadPoolExecutor(8) as callers:
        turns = list(callers.map(lambda _: bot.chat("hello", session="s", key="k"), range(8)))
    assert turns == [turns[0]] * 8
    assert len(bot.history("s")) == 1


def test_turns_say_the_same_again_for_the_same_seed(make_bot: MakeBot, tmp_path: Path) -> None:
    one, two = (make_bot(home=tmp_path / name).chat("hello", session="s") for name in ("one", "two"))
    assert one.reply == two.reply
    assert make_bot(home=tmp_path / "three").chat("hello", session="other").reply != one.reply


def test_forgetting_a_session_leaves_nothing_of_it(bot: Bot) -> None:
    bot.chat("I liked Casablanca", session="s")
    bot.chat("hello", session="t")
    bot.forget("s")
    assert bot.sessions() == ("t",)
    with pytest.raises(SessionError):
        bot.preferences("s")
    assert bot.chat("hello", session="s").number == 1
    assert bot.preferences("s").active == ()


def test_sessions_are_listed_newest_first(bot: Bot) -> None:
    for name in ("a", "b", "a"):
        bot.chat("hello", session=name)
    assert bot.sessions() == ("a", "b")


def test_a_closed_bot_says_so(bot: Bot) -> None:
    bot.close()
    bot.close()
    with pytest.raises(InputError, match="closed"):
        bot.chat("hello")


def test_a_component_that_waits_for_its_own_bot_is_told(make_bot: MakeBot, caplog: pytest.LogCaptureFixture) -> None:
    bots: list[Bot] = []
    bots.append(make_bot(policy=Before(RecommendsFirst(), lambda: bots[0].chat("inside", session="t"))))
    turn = bots[0].chat("hello", session="s")
    assert "policy" in turn.notices[0]
    assert any(isinstance(record.exc_info[1], ConfigError) for record in caplog.records if record.exc_info)


def test_a_program_that_does_not_close_its_bot_ends(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
import crs
bot = crs.load(settings=crs.Settings(home=Path(sys.argv[1]), vector=False))
print(bot.chat("I liked Casablanca").number, *(name for name in ("torch", "chromadb", "networkx", "gradio") if name in sys.modules))
"""
    strict = {**os.environ, "LANGGRAPH_STRICT_MSGPACK": "true"}  # it needs no type that only a trusted checkpoint may hold
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], env=strict, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "1"
    assert done.stderr == ""


def test_a_bot_that_is_collected_lets_go_of_its_thread(graph: KnowledgeGraph, linker: EntityLinker, tmp_path: Path) -> None:
    def loops() -> int:
        return sum(thread.name == "crs-bot" for thread in threading.enumerate())

    before = loops()
    bot = Bot(Resources(graph=graph, linker=linker, settings=Settings(home=tmp_path)), simple_components(graph, linker))
    bot.chat("hello")
    assert loops() == before + 1
    del bot
    gc.collect()
    assert loops() == before
