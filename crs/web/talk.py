"""What happens on the page: opening it, saying something, changing preferences, starting anew.

Nothing is kept here between events. The browser holds the id of its conversation; the bot holds the conversation.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from crs.errors import CRSError, SessionError
from crs.types import Block, Turn
from crs.web.furniture import empty_preferences_html, failed_html, preferences_html, progress_html, welcome_html
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
    typed: str | None = None  # what stands in the box
    shut: bool | None = None  # whether the box takes no message yet


@dataclass(frozen=True, kw_only=True)
class Talk:
    """The events of the page, without a word about widgets."""

    loading: Loading

    async def open(self, claimed: Any) -> AsyncIterator[View]:
        """The page was loaded: show the conversation this browser had, or the welcome."""
        session = session_of(claimed)
        while not self.loading.done:
            yield View(session=session, past=progress_html(self.loading.step, self.loading.share), live=Markup(), shut=True)
            await asyncio.sleep(0.2)
        try:
            bot = await self.loading.bot()
            turns = await _turns(bot, session)
        except CRSError as error:
            yield View(session=session, past=failed_html(str(error)), live=Markup(), shut=True)
            return
        live = turn_html(turns[-1], answerable=True) if turns else Markup()
        yield View(session=session, past=_past(bot, turns[:-1], welcome=not turns), live=live, known=await _known(bot, session), shut=False)

    async def say(self, text: str, claimed: Any) -> AsyncIterator[View]:
        """Something was said: show it at once, then the answer block by block, its words as they come."""
        session = session_of(claimed)
        if not text.strip():
            return
        bot = await self.loading.bot()
        turns = await _turns(bot, session)
        number = len(turns) + 1
        yield View(session=session, past=_past(bot, turns), live=open_turn_html(number, text, ()), typed="")
        said: list[Block] = []
        try:
            async for part in bot.astream(text, session=session):
                if isinstance(part, Turn):
                    yield View(session=session, live=turn_html(part, answerable=True), known=await _known(bot, session), spoken=part.reply)
                    return
                for state in reveal(part):
                    yield View(session=session, live=open_turn_html(number, text, (*said, state)))
                    await asyncio.sleep(PAUSE)
                said.append(part)
        except CRSError as error:
            yield View(session=session, live=refused_turn_html(number, text, error.message, error.hint), spoken=error.message, typed=text)
        except Exception:
            logging.getLogger(__name__).exception("a turn could not be answered")
            sorry = "something went wrong here, and it was not your fault"
            yield View(session=session, live=refused_turn_html(number, text, sorry, "please send it once more"), spoken=sorry, typed=text)

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
        with suppress(SessionError):  # nothing was said in it yet
            await bot.aforget(session_of(claimed))
        session, known = new_session(), empty_preferences_html()
        return View(session=session, past=welcome_html(bot.graph), live=Markup(), known=known, spoken="New chat.", typed="")

    async def _change(self, bot: Bot, session: str, change: Any, spoken: str) -> View:
        try:
            await change
        except CRSError as error:
            spoken = error.message
        return View(session=session, known=await _known(bot, session), spoken=spoken)


async def _turns(bot: Bot, session: str) -> tuple[Turn, ...]:
    try:
        return await bot.ahistory(session)
    except SessionError:
        return ()


def _past(bot: Bot, turns: tuple[Turn, ...], *, welcome: bool = False) -> Markup:
    return welcome_html(bot.graph) if welcome else Markup().join(turn_html(turn) for turn in turns[-KEPT_TURNS:])


async def _known(bot: Bot, session: str) -> Markup:
    try:
        return preferences_html(await bot.apreferences(session), bot.graph)
    except SessionError:
        return empty_preferences_html()
