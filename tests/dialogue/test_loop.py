"""The loop behind the sync twins: open to every thread, closed for good."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError, Future

import pytest

from crs.dialogue.loop import BackgroundLoop
from crs.errors import ConfigError, InputError


async def nothing() -> None:
    """The last work of a loop that has none."""


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


def test_work_runs_on_another_thread() -> None:
    loop = BackgroundLoop()
    assert loop.run(answer()) == loop.submit(answer()).result() == 42
    loop.close(nothing())


def test_waiting_for_the_loop_from_the_loop_is_refused() -> None:
    loop = BackgroundLoop()

    async def wait_for_itself() -> int:
        return loop.run(answer())

    with pytest.raises(ConfigError, match="waits for the bot"):
        loop.run(wait_for_itself())
    loop.close(nothing())


def test_a_closed_loop_takes_no_work_and_leaves_none_waiting() -> None:
    loop = BackgroundLoop()
    forever: Future[None] = loop.submit(asyncio.sleep(3600))
    late: list[Exception] = []

    async def last() -> None:
        def ask() -> None:
            try:
                loop.run(answer())
            except InputError as error:
                late.append(error)

        await asyncio.to_thread(ask)

    loop.close(last())
    assert [error.message for error in late if isinstance(error, InputError)] == ["the bot was closed"]
    with pytest.raises(CancelledError):
        forever.result(timeout=5)
    with pytest.raises(InputError):
        loop.submit(answer())


def test_closing_from_the_loop_itself_is_left_to_another_thread() -> None:
    loop, done = BackgroundLoop(), threading.Event()

    async def last() -> None:
        done.set()

    async def close() -> None:
        loop.close(last())

    loop.run(close())
    assert done.wait(5)
    for thread in [thread for thread in threading.enumerate() if thread.name in ("crs-bot", "crs-closing")]:
        thread.join(5)
    with pytest.raises(InputError):
        loop.submit(answer())
