"""One speaker at a time: the queue of a session within this process.

Between processes the ledger's oldest open turn is the lock (see `crs.dialogue.ledger`); this queue keeps those who wait
in one process from asking the database over and over, and serves them in the order they came.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class SessionLocks:
    """A first-in first-out lock per session; sessions nobody waits for take no memory."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    @asynccontextmanager
    async def hold(self, session: str) -> AsyncIterator[None]:
        """Wait for everybody who asked for this session before, then have it alone."""
        lock = self._locks.setdefault(session, asyncio.Lock())
        self._waiting[session] = self._waiting.get(session, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[session] -= 1
            if not self._waiting[session]:
                del self._locks[session], self._waiting[session]

    def __len__(self) -> int:
        return len(self._locks)


class Patience:
    """How long to sleep between two looks at what another process does: 2 ms at first, 50 ms in the end."""

    def __init__(self) -> None:
        self._seconds = 0.002

    async def wait(self) -> None:
        """Sleep a little longer than the last time."""
        await asyncio.sleep(self._seconds)
        self._seconds = min(0.05, self._seconds * 1.5)
