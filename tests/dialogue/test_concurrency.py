"""Several messages at once: all answered, one after the other, in the order they were accepted."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from crs.dialogue.lock import SessionLocks
from crs.errors import SessionError
from crs.testing.fakes import Before, RecommendsFirst

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeBot

    from crs.bot import Bot

PROGRAM = """
import sys
from pathlib import Path
from crs.bot import Bot
from crs.content import content_folder
from crs.knowledge_graph.cache import cached_graph
from crs.knowledge_graph.linking import EntityLinker
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.fakes import simple_components

home, name, messages = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
graph = cached_graph(content_folder("knowledge_graph"), home)
linker = EntityLinker(graph)
with Bot(Resources(graph=graph, linker=linker, settings=Settings(home=home)), simple_components(graph, linker)) as bot:
    bot.sessions()
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(messages):
        print(bot.chat(f"{name} {number}", session="s").number, flush=True)
"""


def in_order(bot: Bot, session: str = "s") -> list[str]:
    """The texts of a session, after checking that every turn built on the one before it."""
    turns = bot.history(session)
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    shown: set[str] = set()
    for turn in turns:
        items = {r.item for r in turn.recommendations}
        assert not items & shown
        shown |= items
    return [turn.text for turn in turns]


def test_threads(bot: Bot) -> None:
    with ThreadPoolExecutor(8) as callers:
        turns = list(callers.map(lambda n: bot.chat(f"message {n}", session="s"), range(24)))
    assert sorted(turn.number for turn in turns) == list(range(1, 25))
    assert sorted(in_order(bot)) == sorted(f"message {n}" for n in range(24))


async def test_tasks_are_answered_in_the_order_they_asked(bot: Bot) -> None:
    await asyncio.gather(*(bot.achat(f"message {n}", session="s") for n in range(24)))
    assert in_order(bot) == [f"message {n}" for n in range(24)]


async def test_sessions_do_not_wait_for_each_other(make_bot: MakeBot) -> None:
    """The slow session is held until the quick one was answered."""
    held, quick = threading.Event(), threading.Event()

    async def hold_the_first() -> None:
        if not held.is_set():
            held.set()
            assert await asyncio.to_thread(quick.wait, 10)

    bot = make_bot(policy=Before(RecommendsFirst(), hold_the_first))
    slow = asyncio.create_task(bot.achat("slow", session="slow"))
    await asyncio.to_thread(held.wait)
    assert (await bot.achat("quick", session="quick")).number == 1
    quick.set()
    assert (await slow).number == 1


def test_two_bots_of_one_process(make_bot: MakeBot) -> None:
    one, two = make_bot(), make_bot()
    with ThreadPoolExecutor(8) as callers:
        list(callers.map(lambda n: (one, two)[n % 2].chat(f"message {n}", session="s"), range(24)))
    assert sorted(in_order(one)) == sorted(f"message {n}" for n in range(24))
    assert one.history("s") == two.history("s")


def test_two_processes(make_bot: MakeBot, tmp_path: Path) -> None:
    messages = 15
    make_bot()  # the database is there already, as it usually is
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    speakers = [
        subprocess.Popen([*command, name, str(messages)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in "ab"
    ]
    for speaker in speakers:
        assert speaker.stdout is not None
        assert speaker.stdout.readline() == "ready\n"
    for speaker in speakers:
        assert speaker.stdin is not None
        speaker.stdin.write("go\n")
        speaker.stdin.flush()
    numbers = [[int(line) for line in speaker.communicate(timeout=60)[0].split()] for speaker in speakers]
    assert [speaker.returncode for speaker in speakers] == [0, 0]
    assert sorted(numbers[0] + numbers[1]) == list(range(1, 2 * messages + 1))
    assert all(own == sorted(own) for own in numbers)
    texts = in_order(make_bot())
    for name in "ab":
        assert [text for text in texts if text[0] == name] == [f"{name} {n}" for n in range(messages)]


def test_edits_come_between_turns(make_bot: MakeBot) -> None:
    started, bot = threading.Event(), make_bot()

    async def take_a_while() -> None:
        started.set()
        await asyncio.sleep(0.1)

    slow = make_bot(policy=Before(RecommendsFirst(), take_a_while))
    with ThreadPoolExecutor(1) as other:
        turn = other.submit(slow.chat, "I liked Casablanca", session="s")
        started.wait()
        # The turn that is running ends first: its own change is there, and the edit on top of it.
        preferences = bot.prefer("s", "spirited-away-2001", 1)
    assert [p.target.entity for p in preferences.active] == ["casablanca-1942", "spirited-away-2001"]
    assert [p.target.entity for p in turn.result().understood.preferences.active] == ["casablanca-1942"]
    assert bot.preferences("s") == preferences
    assert [p.id for p in bot.chat("more", session="s").understood.preferences.active] == ["p1", "p2"]


async def test_a_busy_session_can_refuse(make_bot: MakeBot) -> None:
    started, go_on = threading.Event(), threading.Event()

    async def wait() -> None:
        started.set()
        await asyncio.to_thread(go_on.wait, 10)

    bot = make_bot(policy=Before(RecommendsFirst(), wait), settings={"busy": "reject"})
    first = asyncio.create_task(bot.achat("one", session="s"))
    await asyncio.to_thread(started.wait)
    with pytest.raises(SessionError, match="still answering"):
        await bot.achat("two", session="s")
    go_on.set()
    assert (await first).number == 1
    assert (await bot.achat("three", session="s")).number == 2


async def test_the_lock_serves_in_order_and_forgets_who_left() -> None:
    locks, served = SessionLocks(), []

    async def speak(number: int) -> None:
        async with locks.hold("s"):
            await asyncio.sleep(0)
            served.append(number)

    speakers = [asyncio.create_task(speak(number)) for number in range(10)]
    await asyncio.sleep(0)
    assert len(locks) == 1
    speakers[5].cancel()
    await asyncio.gather(*speakers, return_exceptions=True)
    assert served == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    assert len(locks) == 0
