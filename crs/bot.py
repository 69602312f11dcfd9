"""The recommender as one object: talk to it, see and change what it knows, from sync and async code alike.

    with crs.load() as bot:
        turn = bot.chat("I loved it. Anything similar, but shorter?", session="demo")
        print(turn.reply)

Everything runs on one event loop that the bot owns, on a thread of its own: every method may be called from any thread,
and also from inside a running event loop (where the `a…` twins do not block it).
"""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, TypeVar

from crs.agents.retrieval.preparing import Preparable, make_ready
from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.store import open_model
from crs.content import content_folder
from crs.dialogue.components import Components, assemble
from crs.dialogue.database import connect
from crs.dialogue.edits import checked_polarity, checked_target, prefer, retract
from crs.dialogue.loop import BackgroundLoop
from crs.dialogue.memory import Memory
from crs.dialogue.pipeline import build_nodes
from crs.dialogue.session import Sessions, open_sessions
from crs.knowledge_graph.cache import cached_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.models.place import find_model
from crs.registry import Resources
from crs.settings import Settings, refuse_both
from crs.types import Block, EntityTarget, Preferences, RangeTarget, Turn

T = TypeVar("T")
Progress = Callable[[str, float], None]  # what is being done, and how much of it is done, in [0, 1]
Call = Callable[[Sessions], Coroutine[Any, Any, T]]


class Bot:
    """A conversational recommender over one catalogue; made by `load`. Close it, or use it as a context manager."""

    def __init__(self, resources: Resources, components: Components, *, notices: tuple[str, ...] = ()) -> None:
        """Put the parts together.

        Raises:
            StorageError: `settings.home` cannot be used.
        """
        self.graph: KnowledgeGraph = resources.graph
        self.linker: EntityLinker = resources.linker
        self.settings: Settings = resources.settings
        self.notices = notices  # what is missing on this machine
        path, nodes = self.settings.home / "sessions.db", build_nodes(resources, components)
        connect(path).close()  # a home that cannot be used is an error now, not at the first message
        self._loop = BackgroundLoop()
        opened = AsyncExitStack()
        for source in components.sources:
            if isinstance(source.component, Preparable):
                opened.callback(source.component.close)
        sessions = open_sessions(path, nodes, self.graph, reject_busy=self.settings.busy == "reject")
        self._opening = self._loop.submit(opened.enter_async_context(sessions))
        # Also when the bot is collected, or the program ends without closing it.
        self._closing = weakref.finalize(self, _close, self._loop, self._opening, opened)

    # ------------------------------------------------------------ talking

    def chat(self, text: str, *, session: str = "default", key: str | None = None) -> Turn:
        """The turn that answers `text`; a session begins with its first message.

        Messages of one session are answered one after the other, in the order they came in. The same `key` again gives
        the stored turn, so a message may safely be sent twice.

        Raises:
            TextError: the text is too long or not Unicode; nothing is stored.
            SessionError: `session` or `key` cannot be a name; or the session is busy and `settings.busy` is "reject".
            StorageError: the database cannot be used.
        """
        return self._do(lambda s: s.say(session, text, key=key, heard=_nobody))

    async def achat(self, text: str, *, session: str = "default", key: str | None = None) -> Turn:
        """`chat` for async code. A turn whose caller is cancelled is finished and stored all the same."""
        return await self._ado(lambda s: s.say(session, text, key=key, heard=_nobody))

    def stream(self, text: str, *, session: str = "default", key: str | None = None) -> Iterator[Block | Turn]:
        """Like `chat`: the blocks of the reply as they are said, then the finished turn."""
        said: SimpleQueue[Block | Future[Turn]] = SimpleQueue()
        future = self._loop.submit(self._ready(lambda s: s.say(session, text, key=key, heard=said.put)))
        future.add_done_callback(said.put)
        return _until_done(said.get)

    async def astream(self, text: str, *, session: str = "default", key: str | None = None) -> AsyncIterator[Block | Turn]:
        """`stream` for async code."""
        said: asyncio.Queue[Block | Future[Turn]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(part: Block | Future[Turn]) -> None:
            with contextlib.suppress(RuntimeError):  # the listener's loop has ended
                loop.call_soon_threadsafe(said.put_nowait, part)

        future = self._loop.submit(self._ready(lambda s: s.say(session, text, key=key, heard=tell)))
        future.add_done_callback(tell)
        while not isinstance(part := await said.get(), Future):
            yield part
        yield part.result()

    # ------------------------------------------------------------ what is known about the seeker

    def preferences(self, session: str = "default") -> Preferences:
        """What the seeker said they want, retracted entries included. Raises SessionError for an unknown session."""
        return self._do(lambda s: s.preferences(session))

    async def apreferences(self, session: str = "default") -> Preferences:
        """`preferences` for async code."""
        return await self._ado(lambda s: s.preferences(session))

    def retract(self, session: str, preference: str) -> Preferences:
        """Take back one preference, by its id.

        Raises:
            SessionError: there is no such session.
            InputError: it has no such preference.
        """
        return self._do(lambda s: s.edit(session, lambda memory: retract(memory, preference)))

    async def aretract(self, session: str, preference: str) -> Preferences:
        """`retract` for async code."""
        return await self._ado(lambda s: s.edit(session, lambda memory: retract(memory, preference)))

    def prefer(self, session: str, target: EntityTarget | RangeTarget | str, polarity: float, *, hard: bool = False) -> Preferences:
        """Add a preference as if it had been said; `target` may be the id of an entity or an item.

        Raises:
            SessionError: there is no such session.
            InputError: the catalogue has no such target, or the polarity is not in [-1, 1].
        """
        return self._do(self._preferring(session, target, polarity, hard=hard))

    async def aprefer(self, session: str, target: EntityTarget | RangeTarget | str, polarity: float, *, hard: bool = False) -> Preferences:
        """`prefer` for async code."""
        return await self._ado(self._preferring(session, target, polarity, hard=hard))

    def undo(self, session: str = "default") -> Preferences:
        """Take back the newest change of preferences, by a turn or by an edit; again for the one before.

        Raises:
            SessionError: there is no such session.
        """
        return self._do(lambda s: s.edit(session, Memory.undone))

    async def aundo(self, session: str = "default") -> Preferences:
        """`undo` for async code."""
        return await self._ado(lambda s: s.edit(session, Memory.undone))

    def _preferring(self, session: str, target: EntityTarget | RangeTarget | str, polarity: float, *, hard: bool) -> Call[Preferences]:
        wanted, liking = checked_target(target, self.graph), checked_polarity(polarity)
        name = self.graph.label(wanted.entity) if isinstance(wanted, EntityTarget) else ""
        return lambda s: s.edit(session, lambda memory: prefer(memory, wanted, liking, hard=hard, text=name))

    # ------------------------------------------------------------ sessions

    def history(self, session: str = "default") -> tuple[Turn, ...]:
        """The finished turns of a session, oldest first. Raises SessionError for an unknown session."""
        return self._do(lambda s: s.history(session))

    async def ahistory(self, session: str = "default") -> tuple[Turn, ...]:
        """`history` for async code."""
        return await self._ado(lambda s: s.history(session))

    def sessions(self) -> tuple[str, ...]:
        """The names of all sessions over this catalogue, the one spoken to last first."""
        return self._do(lambda s: s.names())

    async def asessions(self) -> tuple[str, ...]:
        """`sessions` for async code."""
        return await self._ado(lambda s: s.names())

    def forget(self, session: str) -> None:
        """Delete a session and everything it holds. Raises SessionError for an unknown session."""
        self._do(lambda s: s.forget(session))

    async def aforget(self, session: str) -> None:
        """`forget` for async code."""
        await self._ado(lambda s: s.forget(session))

    # ------------------------------------------------------------ the bot itself

    def close(self) -> None:
        """Finish the turns that are being answered, then let go of everything. May be called twice."""
        self._closing()

    async def aclose(self) -> None:
        """`close` for async code."""
        await asyncio.to_thread(self.close)

    def __enter__(self) -> Bot:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    async def __aenter__(self) -> Bot:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    # ------------------------------------------------------------ from any thread to the loop

    def _do(self, call: Call[T]) -> T:
        return self._loop.run(self._ready(call))

    async def _ado(self, call: Call[T]) -> T:
        return await asyncio.wrap_future(self._loop.submit(self._ready(call)))

    async def _ready(self, call: Call[T]) -> T:
        """The result of a call to the sessions, once they are open; a caller that is cancelled does not stop the opening."""
        return await call(await asyncio.shield(asyncio.wrap_future(self._opening)))


def load(
    catalogue: Path | str | KnowledgeGraph | None = None,
    *,
    model: Path | str | TrainedModel | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Bot:
    """A bot over a catalogue folder, a compiled graph, or the bundled catalogue; or over the items of a trained model, with its retrieval.

    `model` is the folder of a model, its name below `settings.home`/models, or an opened one. What is compiled the first time is
    kept under `settings.home`. Messages that were accepted before a crash are answered before anything else. `progress` is told what
    is being done, and how much of it is done, in [0, 1].

    Raises:
        CatalogueError: the catalogue is broken; says where.
        ModelError: there is no such model, or it is damaged.
        ConfigError: the settings name a component that cannot be made, or there are a catalogue and a model.
        StorageError: `settings.home` cannot be used.
    """
    settings = settings or Settings()
    progress = progress or _unseen
    resources, missing = _resources(catalogue, model, settings, progress)
    progress("Preparing the search", 0.2)
    components, notices = assemble(resources)
    for source in components.sources:
        make_ready(source.component, lambda step, share: progress(step, 0.2 + 0.7 * share))
    progress("Opening the conversations", 0.9)
    return Bot(resources, components, notices=(*missing, *notices))


def _resources(
    catalogue: Path | str | KnowledgeGraph | None, model: Path | str | TrainedModel | None, settings: Settings, progress: Progress
) -> tuple[Resources, tuple[str, ...]]:
    """What the components share, and what a model misses on this machine."""
    wanted = model or settings.model
    if wanted is not None:
        refuse_both(settings.catalogue if catalogue is None else catalogue, wanted)
        progress("Opening the model", 0.0)
        if not isinstance(wanted, TrainedModel):
            wanted = open_model(find_model(wanted, settings.home))
        return Resources(graph=wanted.graph, linker=wanted.linker, settings=settings, model=wanted), wanted.notices
    progress("Reading the catalogue", 0.0)
    if not isinstance(catalogue, KnowledgeGraph):
        catalogue = cached_graph(Path(catalogue or settings.catalogue or content_folder("knowledge_graph")), settings.home)
    progress("Learning its names", 0.1)
    return Resources(graph=catalogue, linker=EntityLinker(catalogue), settings=settings), ()


def _until_done(get: Callable[[], Block | Future[Turn]]) -> Iterator[Block | Turn]:
    while not isinstance(part := get(), Future):
        yield part
    yield part.result()


def _unseen(_step: str, _share: float) -> None:
    """Progress that nobody watches."""


def _nobody(_block: Block) -> None:
    """The listener of those who only want the finished turn."""


def _close(loop: BackgroundLoop, opening: Future[Sessions], opened: AsyncExitStack) -> None:
    async def finish() -> None:
        await asyncio.wait((asyncio.wrap_future(opening),))
        await opened.aclose()

    loop.close(finish())
