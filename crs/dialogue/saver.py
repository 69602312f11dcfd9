"""Checkpoints of running turns: LangGraph's SQLite saver, with one trip to the database thread where it takes three or more.

A turn writes seven checkpoints, each in one statement that commits by itself. Nothing but plain data is ever read back:
extension types are refused and pickle is off.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any, cast

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_metadata,
)
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from crs.dialogue.database import BUSY_SECONDS, storage_errors


class TurnSaver(AsyncSqliteSaver):
    """An AsyncSqliteSaver over a connection in autocommit mode."""

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint asked for, None if there is none (which is how every new turn starts)."""
        thread = (str(config["configurable"]["thread_id"]),)
        if not await self.conn.execute_fetchall("SELECT 1 FROM checkpoints WHERE thread_id = ? LIMIT 1", thread):
            return None
        return await super().aget_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,  # noqa: ARG002
    ) -> RunnableConfig:
        """Store a checkpoint."""
        place = config["configurable"]
        kind, blob = self.serde.dumps_typed(checkpoint)
        about = json.dumps(get_checkpoint_metadata(config, metadata), ensure_ascii=False).encode()
        sql = """INSERT OR REPLACE INTO checkpoints
                 (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)"""
        row = (str(place["thread_id"]), place["checkpoint_ns"], checkpoint["id"], place.get("checkpoint_id"), kind, blob, about)
        await self.conn.execute_fetchall(sql, row)
        return {
            "configurable": {"thread_id": place["thread_id"], "checkpoint_ns": place["checkpoint_ns"], "checkpoint_id": checkpoint["id"]}
        }

    async def aput_writes(self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = "") -> None:
        """Store nothing: nodes follow one another, so what a node wrote is in the checkpoint that follows at once.

        A process killed between the two runs that node again, which gives the same update.
        """


@asynccontextmanager
async def open_saver(path: Path) -> AsyncIterator[TurnSaver]:
    """A saver over the database at `path`, which the ledger has made.

    Raises:
        StorageError: it cannot be used.
    """
    with storage_errors(path):
        connecting = aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        # A program that ends without closing must not wait for this thread; every commit is complete.
        cast(Thread, getattr(connecting, "_thread", connecting)).daemon = True
        async with connecting as connection:
            await connection.execute("PRAGMA synchronous = NORMAL")
            saver = TurnSaver(connection, serde=JsonPlusSerializer(pickle_fallback=False, allowed_msgpack_modules=None))
            await saver.setup()
            yield saver
