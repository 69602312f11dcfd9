"""The bot is made in the background, so that the page opens at once and can show how far it is."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from crs.errors import ConfigError, CRSError

if TYPE_CHECKING:
    from crs.bot import Bot

Progress = Callable[[str, float], None]  # what is being done, and how much of it is done in [0, 1]


class Loading:
    """One bot for all visitors, made once by `build` in a thread of its own."""

    def __init__(self, build: Callable[[Progress], Bot]) -> None:
        self._build = build
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="crs-loading", daemon=True)
        self._handover = threading.Lock()
        self._bot: Bot | None = None
        self._closed = False
        self.error: CRSError | None = None
        self.step, self.share = "Reading the catalogue", 0.0

    def start(self) -> Loading:
        """Begin; returns itself."""
        self._thread.start()
        return self

    def _run(self) -> None:
        try:
            bot = self._build(self._report)
            with self._handover:
                self._bot = bot
            if self._closed:
                bot.close()
        except CRSError as error:
            self.error = error
        except Exception as error:
            logging.getLogger(__name__).exception("the recommender could not be started")
            self.error = ConfigError(f"the recommender could not be started: {error}", hint="the server's log says more")
        finally:
            self._done.set()

    def _report(self, step: str, share: float) -> None:
        self.step, self.share = step, share

    @property
    def done(self) -> bool:
        """Whether the bot is there, or is known to have failed."""
        return self._done.is_set()

    async def bot(self) -> Bot:
        """The bot, as soon as it is there.

        Raises:
            CRSError: it could not be made.
        """
        if not self.done:
            await asyncio.to_thread(self._done.wait)
        return self._made()

    def wait(self) -> Bot:
        """The same for a caller without an event loop."""
        self._done.wait()
        return self._made()

    def close(self) -> None:
        """Close the bot, now or as soon as it is made; does not wait for it."""
        with self._handover:
            self._closed, bot = True, self._bot
        if bot is not None:
            bot.close()

    def _made(self) -> Bot:
        if self._bot is None:
            raise self.error or ConfigError("the recommender could not be started")
        return self._bot
