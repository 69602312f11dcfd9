"""Conformance of a whole bot: sessions, streaming, keys, edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crs.errors import ContractError, SessionError, TextError
from crs.text import MAX_CHARACTERS
from crs.types import Turn

if TYPE_CHECKING:
    from crs.bot import Bot


def check_bot(bot: Bot, *, session: str = "conformance") -> None:
    """Talk to a bot in a session of its own, which is forgotten in the end.

    Raises:
        ContractError: numbers, history, keys, streaming, edits or errors are not as `crs.bot.Bot` promises.
    """
    name = next(iter(bot.graph.items.values())).name
    try:
        first = bot.chat(f"I like {name}", session=session, key="first")
        *blocks, second = bot.stream("Recommend something", session=session)
        _hold(isinstance(second, Turn) and tuple(blocks) == second.blocks, "a stream is the blocks of the turn, then the turn")
        _hold(bot.chat("anything", session=session, key="first") == first, "the same key gives the same turn")
        _hold(bot.history(session) == (first, second), "the history holds every turn, in order")
        _hold([turn.number for turn in bot.history(session)] == [1, 2], "turns are numbered from 1")
        _check_edits(bot, session)
        _check_errors(bot, session)
    finally:
        bot.forget(session)
    _hold(session not in bot.sessions(), "a forgotten session is gone")


def _check_edits(bot: Bot, session: str) -> None:
    before = bot.preferences(session)
    item = list(bot.graph.items)[-1]
    edited = bot.prefer(session, item, -1.0)
    _hold(edited.entries[-1].origin == "edited", "an edit says that it is one")
    _hold(bot.undo(session).active == before.active, "undo takes an edit back")
    for preference in before.active:
        _hold(preference.id not in {p.id for p in bot.retract(session, preference.id).active}, "what is retracted no longer counts")


def _check_errors(bot: Bot, session: str) -> None:
    turns = len(bot.history(session))
    for text in ("\ud800", "x" * (MAX_CHARACTERS + 1)):
        try:
            bot.chat(text, session=session)
        except TextError:
            continue
        raise ContractError("text that cannot be accepted was accepted")
    _hold(len(bot.history(session)) == turns, "text that is refused is not stored")
    try:
        bot.preferences(f"{session}, which nobody opened")
    except SessionError:
        return
    raise ContractError("a session that nobody opened has preferences")


def _hold(promise: bool, what: str) -> None:
    if not promise:
        raise ContractError(f"not so: {what}")
