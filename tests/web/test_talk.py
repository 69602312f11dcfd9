"""The events of the page: what is shown after each, and to whom."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from crs.bot import Bot
from crs.errors import CatalogueError, CRSError, SessionError
from crs.web import talk as module
from crs.web.loading import Loading, Progress
from crs.web.talk import Talk, View, new_session, session_of


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.0)


async def views(events: AsyncIterator[View]) -> list[View]:
    return [view async for view in events]


async def said(talk: Talk, text: str, session: str) -> View:
    return (await views(talk.say(text, session)))[-1]


def test_ids_are_long_random_and_of_one_form() -> None:
    ids = {new_session() for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(session_of(one) == one and len(one) == 36 for one in ids)


@pytest.mark.parametrize("claimed", [None, "", "default", "web-short", "web-" + "a" * 33, "web-" + "a" * 31 + "\n", 7, ["web-" + "a" * 32]])
def test_only_ids_of_that_form_open_a_conversation(claimed: Any) -> None:
    assert session_of(claimed) != claimed


async def test_a_first_visit_shows_the_welcome(talk: Talk) -> None:
    [view] = await views(talk.open(""))
    assert "Find your next film" in str(view.past)
    assert view.live == ""
    assert view.shut is False


async def test_an_answer_grows_word_by_word_and_ends_complete(talk: Talk, bot: Bot) -> None:
    session = new_session()
    first, *between, last = await views(talk.say("I loved Alien. Recommend me something like it.", session))
    assert first.typed == ""
    assert "I loved Alien" in str(first.live)
    assert "crs-typing" in str(first.live)
    assert len({str(view.live) for view in between}) > 5
    assert all("crs-typing" in str(view.live) for view in between)
    assert "crs-typing" not in str(last.live)
    [turn] = bot.history(session)
    assert turn.recommendations
    assert last.spoken == turn.reply
    assert all(bot.graph.label(one.item) in last.live.unescape() for one in turn.recommendations)  # type: ignore[union-attr]
    assert "Alien (1979)" in str(last.known)


async def test_loading_the_page_again_goes_on_where_it_was(talk: Talk) -> None:
    session = new_session()
    before = await said(talk, "Hello", session)
    [again] = await views(talk.open(session))
    assert again.session == session
    assert again.live == before.live
    assert "Find your next" not in str(again.past)


async def test_the_next_message_keeps_the_answers_before_it(talk: Talk) -> None:
    session = new_session()
    await said(talk, "I love westerns", session)
    first, *_ = await views(talk.say("and comedies", session))
    assert "I love westerns" in str(first.past)
    assert "data-say" not in str(first.past)


async def test_conversations_do_not_see_each_other(talk: Talk, bot: Bot) -> None:
    mine, yours = new_session(), new_session()
    await asyncio.gather(said(talk, "I love westerns", mine), said(talk, "I love musicals", yours))
    assert "musical" not in str((await views(talk.open(mine)))[0].known)
    bot.chat("I love horror", session="default")
    [foreign] = await views(talk.open("default"))
    assert "horror" not in str(foreign.known)


async def test_preferences_are_removed_and_brought_back(talk: Talk, bot: Bot) -> None:
    session = new_session()
    assert "western" in str((await said(talk, "I love westerns", session)).known)
    [liked] = bot.preferences(session).active
    removed = await talk.remove(liked.id, session)
    assert "western" not in str(removed.known)
    assert removed.past is removed.live is None
    assert "western" in str((await talk.undo(session)).known)


async def test_changes_that_cannot_be_made_are_said(talk: Talk) -> None:
    assert (await talk.undo(new_session())).spoken
    session = new_session()
    await said(talk, "Hello", session)
    assert "p99" in str((await talk.remove("p99", session)).spoken)


async def test_a_new_chat_forgets_the_old_one(talk: Talk, bot: Bot) -> None:
    session = new_session()
    await said(talk, "I love westerns", session)
    fresh = await talk.restart(session)
    assert fresh.session != session
    assert "Find your next film" in str(fresh.past)
    assert "western" not in str(fresh.known)
    with pytest.raises(SessionError):
        bot.history(session)
    assert (await talk.restart(new_session())).live == ""


async def test_a_message_that_cannot_be_taken_is_given_back(talk: Talk) -> None:
    session = new_session()
    refused = await said(talk, "x" * 10_000, session)
    assert "10,000 characters" in str(refused.live)
    assert refused.typed == "x" * 10_000
    assert "10,000" not in str((await said(talk, "Hello", session)).live)


async def test_nothing_said_is_nothing_done(talk: Talk) -> None:
    assert await views(talk.say("  \n", new_session())) == []


class Stub:
    """Stands before a bot and breaks one method."""

    def __init__(self, bot: Bot, error: Exception) -> None:
        self._bot, self._error = bot, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)

    async def astream(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        raise self._error
        yield


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SessionError("the session is busy", hint="wait for the answer"), "The session is busy. Wait for the answer."),
        (RuntimeError("secret"), "not your fault"),
    ],
)
async def test_what_goes_wrong_is_said_gracefully(bot: Bot, error: Exception, words: str) -> None:
    talk = Talk(loading=Loading(lambda _: Stub(bot, error)).start())  # type: ignore[arg-type,return-value]
    view = await said(talk, "Hello", new_session())
    assert words in view.live.unescape()  # type: ignore[union-attr]
    assert "secret" not in str(view.live)
    assert view.typed == "Hello"


async def test_the_page_shows_how_far_the_start_is(bot: Bot) -> None:
    may_end = threading.Event()

    def build(progress: Progress) -> Bot:
        progress("Reading", 0.4)
        may_end.wait(10)
        return bot

    talk = Talk(loading=Loading(build).start())
    events = talk.open("")
    view = await anext(events)
    while "Reading</p>" not in str(view.past):
        view = await anext(events)
    assert 'aria-valuenow="40"' in str(view.past)
    assert view.shut is True
    may_end.set()
    assert "Find your next film" in str((await views(events))[-1].past)


@pytest.mark.parametrize("error", [CatalogueError("the year is no number", file="films.csv", row=3), RuntimeError("broken")])
async def test_a_start_that_fails_says_why(error: Exception) -> None:
    def build(_: Progress) -> Bot:
        raise error

    loading = Loading(build).start()
    view = (await views(Talk(loading=loading).open("")))[-1]
    assert str(error) in view.past.unescape()  # type: ignore[union-attr]
    assert view.shut is True
    with pytest.raises(CRSError):
        await loading.bot()
    loading.close()
