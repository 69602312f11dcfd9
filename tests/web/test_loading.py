"""One bot for all visitors, made in the background."""

from __future__ import annotations

import threading
from typing import Any, cast

from crs.bot import Bot
from crs.web.loading import Loading


class Closable:
    def __init__(self) -> None:
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()


def test_a_bot_that_was_made_is_closed() -> None:
    bot = Closable()
    loading = Loading(lambda _: cast("Bot", bot)).start()
    assert cast("Any", loading.wait()) is bot
    assert not bot.closed.is_set()
    loading.close()
    assert bot.closed.is_set()


def test_closing_does_not_wait_for_a_long_start_but_closes_what_comes_of_it() -> None:
    bot, may_end = Closable(), threading.Event()

    def build(_: object) -> Bot:
        may_end.wait(10)
        return cast("Bot", bot)

    loading = Loading(build).start()
    loading.close()
    assert not loading.done
    may_end.set()
    assert bot.closed.wait(10)
