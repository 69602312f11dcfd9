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
        self._open = True
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._loop.run_forever, name="crs-bot", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start `work`. Raises InputError if the loop was closed."""
        with self._gate:
            if self._open:
                return asyncio.run_coroutine_threadsafe(work, self._loop)
        work.close()
        raise InputError("the bot was closed", hint="crs.load() makes another one")

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`. Raises InputError if the loop was closed, ConfigError if called from the loop itself."""
        if threading.current_thread() is self._thread:
            work.close()
            raise ConfigError(
                "a component waits for the bot that waits for the component", hint="await the async twin from a task of your own"
            )
        return self.submit(work).result()

    def close(self, last: Coroutine[Any, Any, None]) -> None:
        """Take no more work, do `last`, cancel what is left, and stop; from the loop itself this is left to another thread."""
        if threading.current_thread() is self._thread:
            threading.Thread(target=self.close, args=(last,), name="crs-closing").start()
            return
        with self._gate:
            self._open = False
        try:
            asyncio.run_coroutine_threadsafe(last, self._loop).result()
        finally:
            asyncio.run_coroutine_threadsafe(_cancel_all(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    loop = asyncio.get_running_loop()
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()
