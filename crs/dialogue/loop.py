"""An event loop on a thread of its own, so that async parts can be used from any thread, and from inside other loops."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from crs.errors import ConfigError, InputError

T = TypeVar("T")


class BackgroundLoop:
    """A running event loop; `submit` and `run` are safe from every thread but its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="crs-bot", daemon=True)
        self._thread.start()

    @property
    def is_current(self) -> bool:
        """Whether the caller runs on this loop."""
        return threading.current_thread() is self._thread

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start `work`. Raises InputError if the loop was closed."""
        if self._loop.is_closed():
            work.close()
            raise InputError("the bot was closed", hint="crs.load() makes another one")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`. Raises InputError if the loop was closed, ConfigError if called from the loop itself."""
        if self.is_current:
            work.close()
            raise ConfigError(
                "a component waits for the bot that waits for the component", hint="await the async twin from a task of your own"
            )
        return self.submit(work).result()

    def close(self) -> None:
        """Stop the loop and its thread; what still runs is cancelled."""
        if self._loop.is_closed():
            return
        self.run(self._cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.get_running_loop().shutdown_asyncgens()
        await asyncio.get_running_loop().shutdown_default_executor()
