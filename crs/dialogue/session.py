"""Sessions: messages are accepted, answered one after the other, and kept, whatever happens to the process."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from crs.dialogue.fallback import log
from crs.dialogue.ledger import Entry, Ledger
from crs.dialogue.lock import Patience, SessionLocks
from crs.dialogue.memory import Memory
from crs.dialogue.nodes import Nodes
from crs.dialogue.owner import RENEW_SECONDS, Owner
from crs.dialogue.runner import Heard, Runner
from crs.errors import CRSError, SessionError, StorageError, TextError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.text import accept
from crs.types import Block, Preferences, Turn, dump, parse

P = ParamSpec("P")
T = TypeVar("T")

NAME_CHARACTERS = 200
CLOSING_SECONDS = 10.0  # what turns that are being answered get to finish


class UnansweredError(CRSError):
    """No component was able to answer a message."""


class Sessions:
    """The sessions of one catalogue in one database, as one owner works on them. Made by `open_sessions`."""

    def __init__(self, graph: KnowledgeGraph, ledger: Ledger, executor: ThreadPoolExecutor, runner: Runner, *, reject_busy: bool) -> None:
        self._graph = graph
        self._ledger = ledger
        self._executor = executor
        self._runner = runner
        self._reject_busy = reject_busy
        self._locks = SessionLocks()
        self._working: set[asyncio.Task[Any]] = set()
        self._renewing: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ talking

    async def say(self, name: str, text: str, *, key: str | None, heard: Heard) -> Turn:
        """The turn that answers `text`, after those that answer all earlier messages of the session.

        Once the message is accepted the turn runs to its end, even if the caller stops waiting. A key that was used
        before in this session gives the turn it gave then.

        Raises:
            TextError: the text cannot be accepted; nothing is stored.
            SessionError: the name or the key cannot be one; or the session is busy, and messages are not to queue.
            StorageError: the database cannot be used; a message that was accepted is answered later.
            UnansweredError: no component was able to answer.
        """
        text = accept(text)
        _check(name, "the name of a session")
        if key is not None:
            _check(key, "the key of a message")
        return await asyncio.shield(self._work(self._accept(name, text, key, _safe(heard))))

    async def recover(self) -> int:
        """Answer every accepted message whose owner is dead; how many there were."""
        await self._do(self._ledger.tidy)
        entries = await self._do(self._ledger.abandoned)
        for entry in entries:
            with contextlib.suppress(UnansweredError, SessionError):
                await asyncio.shield(self._work(self._answer(entry, _silent)))
        return len(entries)

    async def _accept(self, name: str, text: str, key: str | None, heard: Heard) -> Turn:
        memory = _json(Memory(version=self._graph.version))
        entry = await self._do(self._ledger.accept, name, text, key=key, memory=memory, reject_busy=self._reject_busy)
        return await self._answer(entry, heard)

    async def _answer(self, entry: Entry, heard: Heard) -> Turn:
        if entry.status == "done":
            return _said(entry, heard)
        async with self._locks.hold(entry.name):
            return await self._reach(entry.session, entry.number, heard)

    async def _reach(self, session: int, number: int, heard: Heard) -> Turn:
        """Answer the oldest open turn of the session, and the next, until turn `number` is answered."""
        patience = Patience()
        while True:
            head = await self._do(self._ledger.claim, session, number)
            if head is None:
                await patience.wait()
            elif head.status == "done":
                return _said(head, heard)
            elif head.status == "failed":
                raise UnansweredError(f"the message could not be answered: {head.outcome}", hint="send it again")
            elif (turn := await self._run(head, heard if head.number == number else _silent)) is not None and head.number == number:
                return turn

    async def _run(self, entry: Entry, heard: Heard) -> Turn | None:
        """Run a claimed turn; None if it failed for good, or another owner took it for abandoned and has it now."""
        try:
            answer = await self._runner.run(entry, heard)
        except StorageError:
            raise
        except Exception as error:
            log.exception("turn %s of '%s' could not be answered", entry.number, entry.name)
            await self._do(self._ledger.fail, entry, error=f"{type(error).__name__}: {error}")
            return None
        kept = await self._do(self._ledger.finish, entry, turn=answer.turn_json, memory=answer.memory_json)
        return answer.turn if kept else None

    # ------------------------------------------------------------ what is known

    async def preferences(self, name: str) -> Preferences:
        """The preferences of a session's seeker. Raises SessionError if there is no such session."""
        return self._parsed(await self._do(self._ledger.memory, name)).preferences

    async def edit(self, name: str, change: Callable[[Memory], Memory]) -> Preferences:
        """Change what a session remembers, once all messages sent before are answered; its preferences afterwards.

        Raises:
            SessionError: there is no such session.
        """
        changed: list[Memory] = []

        def apply(memory: str) -> str:
            changed.append(change(self._parsed(memory)))
            return _json(changed[-1])

        await self._edit(name, apply)
        return changed[-1].preferences

    async def forget(self, name: str) -> None:
        """Delete a session, once all messages sent before are answered. Raises SessionError if there is no such session."""
        await self._edit(name, lambda _: None)

    async def _edit(self, name: str, change: Callable[[str], str | None]) -> None:
        upto = await self._do(self._ledger.newest, name)
        async with self._locks.hold(name):
            patience = Patience()
            while (outcome := await self._do(self._ledger.edit, name, upto, change)) is not True:
                if outcome is False:
                    await patience.wait()
                else:
                    with contextlib.suppress(UnansweredError):
                        await self._reach(outcome.session, outcome.number, _silent)

    async def history(self, name: str) -> tuple[Turn, ...]:
        """The finished turns of a session, oldest first. Raises SessionError if there is no such session."""
        return tuple(_read(Turn, turn) for turn in await self._do(self._ledger.turns, name))

    async def names(self) -> tuple[str, ...]:
        """All sessions, the one spoken to last first."""
        return await self._do(self._ledger.names)

    def _parsed(self, memory: str) -> Memory:
        return _read(Memory, memory).fitted(self._graph)

    # ------------------------------------------------------------ work

    async def close(self) -> None:
        """Let turns that are being answered finish; what is not answered by then is taken up at the next start."""
        if self._working:
            await asyncio.wait(self._working, timeout=CLOSING_SECONDS)
        tasks = [*self._working, *(() if self._renewing is None else (self._renewing,))]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the ledger on its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, lambda: function(*args, **kwargs))

    def _work(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Work that goes on whatever becomes of the one who asked for it."""
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())
        return task

    async def _renew(self) -> None:
        """Keep this owner's turns from being taken for abandoned while there are any."""
        while self._working:
            await asyncio.wait(self._working, timeout=RENEW_SECONDS)
            if self._working:
                try:
                    await self._do(self._ledger.renew)
                except StorageError:
                    log.warning("the lease could not be renewed", exc_info=True)


@asynccontextmanager
async def open_sessions(path: Path, nodes: Nodes, graph: KnowledgeGraph, *, reject_busy: bool) -> AsyncIterator[Sessions]:
    """The sessions in the database at `path`; messages whose owner died are answered before they are given.

    LangGraph, whose import takes longer than everything else here, is imported when this is entered.

    Raises:
        StorageError: the database cannot be used.
    """
    from crs.dialogue.manager import compile_turn
    from crs.dialogue.saver import open_saver

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="crs-ledger") as executor:
        opening = asyncio.get_running_loop().run_in_executor(executor, lambda: Ledger(path, catalogue=graph.schema.name, owner=Owner.new()))
        with contextlib.closing(await opening) as ledger:
            async with open_saver(path) as saver:
                runner = Runner(compile_turn(nodes, saver=saver), saver, versions=nodes.versions, path=path)
                sessions = Sessions(graph, ledger, executor, runner, reject_busy=reject_busy)
                try:
                    await sessions.recover()
                    yield sessions
                finally:
                    await sessions.close()


def _said(entry: Entry, heard: Heard) -> Turn:
    """A turn that is in the ledger already, said again."""
    turn = _read(Turn, entry.outcome or "")
    for block in turn.blocks:
        heard(block)
    return turn


def _silent(_block: object) -> None:
    """For turns nobody listens to."""


def _safe(heard: Heard) -> Heard:
    """A listener that fails loses what it did not hear; the turn goes on."""

    def hear(block: Block) -> None:
        try:
            heard(block)
        except Exception:
            log.warning("a listener failed", exc_info=True)

    return hear


def _read(kind: type[T], text: str) -> T:
    try:
        return parse(kind, json.loads(text))
    except ValueError as error:
        raise StorageError(
            "this session was written by another version of this program, or is damaged", hint="forget it and start afresh"
        ) from error


def _json(memory: Memory) -> str:
    return json.dumps(dump(memory), ensure_ascii=False)


def _check(name: str, what: str) -> None:
    try:
        fits = accept(name, limit=NAME_CHARACTERS) == name != ""
    except TextError:
        fits = False
    if not fits:
        raise SessionError(f"{what} has to be 1 to {NAME_CHARACTERS} visible characters", hint="use letters, digits and dashes")
