"""Running one accepted turn through the graph, from the start or from where it was cut off."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crs.dialogue.codec import parse_block
from crs.dialogue.database import storage_errors
from crs.dialogue.fallback import log
from crs.dialogue.ledger import Entry
from crs.dialogue.state import TurnState
from crs.types import Block, Turn, parse

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

    from crs.dialogue.manager import TurnGraph
    from crs.dialogue.saver import TurnSaver

Heard = Callable[[Block], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A finished turn and the memory it leaves; both also as JSON, as they are stored."""

    turn: Turn
    turn_json: str
    memory_json: str

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Answer:
        """From the final state of the graph."""
        turn, memory = (json.dumps(state[channel], ensure_ascii=False) for channel in ("turn", "memory"))
        return cls(turn=parse(Turn, state["turn"]), turn_json=turn, memory_json=memory)


class Runner:
    """Runs turns on a compiled graph and its saver."""

    def __init__(self, graph: TurnGraph, saver: TurnSaver, *, versions: Mapping[str, str], path: Path) -> None:
        self._graph = graph
        self._saver = saver
        self._versions = versions
        self._path = path

    async def run(self, entry: Entry, heard: Heard) -> Answer:
        """Answer a claimed entry; `heard` gets every block as it is said.

        Raises:
            StorageError: the database cannot be used; the turn can be run again later.
        """
        with storage_errors(self._path):
            answer = await self._resumed(entry, heard) if entry.token > 1 else None
            if answer is None:
                memory = json.loads(entry.memory)
                start = TurnState(session=entry.name, number=entry.number, text=entry.text, seed=entry.seed, memory=memory)
                answer = await self._stream(start, entry, heard)
            return answer

    async def _resumed(self, entry: Entry, heard: Heard) -> Answer | None:
        """The rest of a turn that was begun; None, and its checkpoints dropped, where these components cannot go on with it."""
        try:
            begun = await self._graph.aget_state(_config(entry))
            if begun.values.get("versions", self._versions) == self._versions and begun.next:
                return await self._stream(None, entry, heard)
            if begun.values.get("versions") == self._versions and "turn" in begun.values:
                answer = Answer.of(begun.values)
                for block in answer.turn.blocks:
                    heard(block)
                return answer
        except sqlite3.Error:
            raise
        except Exception:
            log.warning("turn %s of '%s' could not go on where it was, and starts again", entry.number, entry.name, exc_info=True)
        await self._saver.adelete_thread(entry.thread)
        return None

    async def _stream(self, start: TurnState | None, entry: Entry, heard: Heard) -> Answer:
        final: Mapping[str, Any] = {}
        async for mode, part in self._graph.astream(start, _config(entry), stream_mode=["custom", "updates"], durability="sync"):
            if mode == "custom":
                heard(parse_block(part))
            elif isinstance(part, dict):
                final = part.get("respond", final)
        return Answer.of(final)


def _config(entry: Entry) -> RunnableConfig:
    return {"configurable": {"thread_id": entry.thread}}
