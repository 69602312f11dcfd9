"""What happens on the page: opening it, saying something, changing preferences, starting anew.

Nothing is kept here between events. The browser holds the id of its conversation; the bot holds the conversation.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from crs.errors import CRSError, SessionError
from crs.types import Block, Preferences, Turn
from crs.web.furniture import failed_html, preferences_html, progress_html, welcome_html
from crs.web.loading import Loading
from crs.web.render import open_turn_html, refused_turn_html, turn_html
from crs.web.reveal import PAUSE, reveal

if TYPE_CHECKING:
    from crs.bot import Bot

KEPT_TURNS = 40  # turns of an earlier visit that are shown again

_SESSION = re.compile(r"web-[A-Za-z0-9_-]{32}")


def new_session() -> str:
    """An id that nobody can guess (192 random bits)."""
    return f"web-{secrets.token_urlsafe(24)}"


def session_of(claimed: Any) -> str:
    """The id a browser sent, or a new one: only ids of the form this page hands out open a conversation."""
    return claimed if isinstance(claimed, str) and _SESSION.fullmatch(claimed) else new_session()


@dataclass(frozen=True, kw_only=True)
class View:
    """What changes on the page; None leaves a part as it is."""

    session: str
    past: Markup | None = None  # all turns but the newest, or the welcome
    live: Markup | None = None  # the newest turn
    known: Markup | None = None  # the preferences
    spoken: str | None = None  # what a screen reader says
    box: Literal["keep", "clear", "open", "shut"] = "keep"  # the box to write in


@dataclass(frozen=True, kw_only=True)
class Talk:
    """The events of the page, without a word about widgets."""

    loading: Loading
    _running: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    async def open(self, claimed: Any) -> AsyncIterator[View]:
        """The page was loaded: show the conversation this browser had, or the welcome."""
        session = session_of(claimed)
        while not self.loading.done:
            yield View(session=session, past=progress_html(self.loading.step, self.loading.share), live=Markup(), box="shut")
            await asyncio.sleep(0.2)
        try:
            bot = await self.loading.bot()
            turns = _turns(bot, session)
        except CRSError as error:
            yield View(session=session, past=failed_html(str(error)), live=Markup(), box="shut")
            return
        live = turn_html(turns[-1], answerable=True) if turns else Markup()
        yield View(session=session, past=_past(bot, turns[:-1], welcome=not turns), live=live, known=_known(bot, session), box="open")

    async def say(self, text: str, claimed: Any) -> AsyncIterator[View]:
        """Something was said: show it at once, then the answer block by block, its words as they come."""
        session = session_of(claimed)
        if not text.strip():
            return
        bot = await self.loading.bot()
        turns = _turns(bot, session)
        number = len(turns) + 1
        yield View(session=session, past=_past(bot, turns), live=open_turn_html(number, text, ()), box="clear")
        said: list[Block] = []
        try:
            async for part in self._answer(bot, text, session):
                if isinstance(part, Turn):
                    yield View(session=session, live=turn_html(part, answerable=True), known=_known(bot, session), spoken=part.reply)
                    return
                for state in reveal(part):
                    yield View(session=session, live=open_turn_html(number, text, (*said, state)))
                    await asyncio.sleep(PAUSE)
                said.append(part)
        except CRSError as error:
            yield View(session=session, live=refused_turn_html(number, text, error.message, error.hint), spoken=error.message)
        except Exception:
            logging.getLogger(__name__).exception("a turn could not be answered")
            sorry = "something went wrong here, and it was not your fault"
            yield View(session=session, live=refused_turn_html(number, text, sorry, "please say it once more"), spoken=sorry)

    async def remove(self, preference: str, claimed: Any) -> View:
        """A preference was removed from the list."""
        session, bot = session_of(claimed), await self.loading.bot()
        return await self._change(bot, session, bot.aretract(session, preference), "Removed.")

    async def undo(self, claimed: Any) -> View:
        """The last change of preferences was taken back."""
        session, bot = session_of(claimed), await self.loading.bot()
        return await self._change(bot, session, bot.aundo(session), "Taken back.")

    async def restart(self, claimed: Any) -> View:
        """A new conversation; the old one is forgotten, for nothing could ever show it again."""
        bot = await self.loading.bot()
        try:
            await bot.aforget(session_of(claimed))
        except SessionError:
            pass  # nothing was said in it yet
        session = new_session()
        return View(session=session, past=welcome_html(bot.graph), live=Markup(), known=_known(bot, session), spoken="New chat.", box="clear")

    async def _change(self, bot: Bot, session: str, change: Any, spoken: str) -> View:
        try:
            await change
        except SessionError as error:
            spoken = error.message
        return View(session=session, known=_known(bot, session), spoken=spoken)

    async def _answer(self, bot: Bot, text: str, session: str) -> AsyncIterator[Block | Turn]:
        """The turn runs at its own pace in a task: a slow or closed page neither slows nor ends it."""
        parts: asyncio.Queue[Block | Turn | Exception] = asyncio.Queue()

        async def run() -> None:
            try:
                async for part in bot.astream(text, session=session):
                    parts.put_nowait(part)
            except Exception as error:
                parts.put_nowait(error)

        task = asyncio.create_task(run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        while True:
            part = await parts.get()
            if isinstance(part, Exception):
                raise part
            yield part
            if isinstance(part, Turn):
                return


def _turns(bot: Bot, session: str) -> tuple[Turn, ...]:
    try:
        return bot.history(session)
    except SessionError:
        return ()


def _past(bot: Bot, turns: tuple[Turn, ...], *, welcome: bool = False) -> Markup:
    return welcome_html(bot.graph) if welcome else Markup().join(turn_html(turn) for turn in turns[-KEPT_TURNS:])


def _known(bot: Bot, session: str) -> Markup:
    try:
        return preferences_html(bot.preferences(session), bot.graph)
    except SessionError:
        return preferences_html(Preferences(), bot.graph)
