"""What happens to the process happens to no message: restart, kill -9, take-over."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crs.dialogue.owner import Owner
from crs.errors import StorageError
from crs.testing.fakes import Before, Failing, RecommendsFirst, SaysLabels
from crs.types import Turn

if TYPE_CHECKING:
    from conftest import MakeBot

    from crs.bot import Bot
    from crs.knowledge_graph.graph import KnowledgeGraph

ROOT = Path(__file__).parents[2]


def test_a_restart_in_mid_conversation_continues_it(make_bot: MakeBot) -> None:
    first = make_bot()
    before = [first.chat("I liked Casablanca", session="s"), first.chat("more", session="s")]
    first.close()
    second = make_bot()
    assert list(second.history("s")) == before
    assert [p.target.entity for p in second.preferences("s").active] == ["casablanca-1942"]
    turn = second.chat("more", session="s")
    assert turn.number == 3
    assert not {r.item for r in turn.recommendations} & {r.item for old in before for r in old.recommendations}


def test_kill_9_loses_nothing(tmp_path: Path) -> None:
    """Real processes, really killed: at every node, ledger and checkpoint boundary, and at random instants."""
    result = tmp_path / "kill.json"
    command = [sys.executable, str(ROOT / "bench" / "kill.py"), "--simple", "--trials", "40", "--messages", "3", "--json", str(result)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    total = json.loads(result.read_text())["rows"][-1]
    assert total["trials"] == 40
    assert total["killed"] >= 30
    assert total["messages in flight"] >= 20
    assert (total["lost"], total["changed"], total["different"], total["reruns"]) == (0, 0, 0, 0)


def interrupt(make_bot: MakeBot, seam: str, component: Any) -> None:
    """Let a turn of session "s" be cut off before a seam: its bot is closed while it waits there."""
    reached = threading.Event()

    async def wait_for_ever() -> None:
        reached.set()
        await asyncio.sleep(3600)

    bot = make_bot(**{seam: Before(component, wait_for_ever)})
    bot.stream("I liked Casablanca", session="s")
    assert reached.wait(10)
    bot.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing does not wait for turns."""
    monkeypatch.setattr("crs.dialogue.session.CLOSING_SECONDS", 0.01)


@pytest.mark.usefixtures("hurried")
def test_other_components_begin_an_interrupted_turn_anew(make_bot: MakeBot, graph: KnowledgeGraph) -> None:
    interrupt(make_bot, "responder", SaysLabels(graph))
    decided: list[int] = []
    bot = make_bot(policy=Before(RecommendsFirst(), lambda: decided.append(1)), responder=SaysLabels(graph))
    (turn,) = bot.history("s")
    assert turn.text == "I liked Casablanca"
    assert len(turn.recommendations) == 3
    assert decided == [1]  # two systems are not mixed in one turn


@pytest.mark.usefixtures("hurried")
def test_a_turn_goes_on_where_it_was(make_bot: MakeBot, graph: KnowledgeGraph) -> None:
    decided: list[int] = []
    reached = threading.Event()

    async def wait_for_ever() -> None:
        reached.set()
        await asyncio.sleep(3600)

    policy = Before(RecommendsFirst(), lambda: decided.append(1))
    stuck = make_bot(policy=policy, responder=Before(SaysLabels(graph), wait_for_ever))
    stuck.stream("I liked Casablanca", session="s")
    assert reached.wait(10)
    stuck.close()
    (turn,) = make_bot(policy=policy, responder=SaysLabels(graph)).history("s")
    assert len(turn.recommendations) == 3
    assert decided == [1]


@pytest.mark.usefixtures("hurried")
def test_a_checkpoint_that_cannot_be_read_means_starting_again(make_bot: MakeBot, graph: KnowledgeGraph, tmp_path: Path) -> None:
    interrupt(make_bot, "responder", SaysLabels(graph))
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as connection, connection:
        assert connection.execute("UPDATE checkpoints SET checkpoint = x'C1'").rowcount
    (turn,) = make_bot(responder=SaysLabels(graph)).history("s")
    assert len(turn.recommendations) == 3
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as connection:
        assert connection.execute("SELECT count(*) FROM checkpoints").fetchone() == (0,)


def test_the_dead_process_of_an_earlier_message_is_finished_first(make_bot: MakeBot, tmp_path: Path) -> None:
    bot = make_bot()
    bot.chat("one", session="s")
    dead = Owner(host=Owner.new().host, process=2**22 + 1, name="dead")
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as connection, connection:
        connection.execute(
            """INSERT INTO turns (session, number, text, seed, status, running, owner, token, lease, accepted)
               SELECT id, 2, 'two', 7, 'accepted', 1, ?, 1, 9e12, 0 FROM sessions""",
            (str(dead),),
        )
    assert bot.chat("three", session="s").number == 3
    assert [turn.text for turn in bot.history("s")] == ["one", "two", "three"]


def test_a_stalled_process_cannot_overwrite_what_was_taken_over(make_bot: MakeBot, tmp_path: Path) -> None:
    """Its turn is taken from it while it sleeps; when it wakes up it finds the turn answered, and gives that answer."""
    reached, wake = threading.Event(), threading.Event()

    async def sleep_once() -> None:
        if not reached.is_set():
            reached.set()
            assert await asyncio.to_thread(wake.wait, 10)

    stalled = make_bot(policy=Before(RecommendsFirst(1), sleep_once))
    parts: list[Any] = []
    waiting = threading.Thread(target=lambda: parts.extend(stalled.stream("one", session="s")))
    waiting.start()
    assert reached.wait(10)
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as connection, connection:
        connection.execute("UPDATE turns SET lease = 0")
    other = make_bot()
    (answered,) = other.history("s")
    assert len(answered.recommendations) == 3
    wake.set()
    waiting.join()
    assert parts[-1] == answered
    assert other.history("s") == (answered,)


def test_a_message_that_met_a_full_disk_is_answered_later(make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from crs.dialogue.saver import TurnSaver

    bot = make_bot()
    bot.chat("one", session="s")

    async def full(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(TurnSaver, "aput", full)
        with pytest.raises(StorageError, match="free some disk space"):
            bot.chat("two", session="s")
    assert bot.chat("three", session="s").number == 3
    assert [turn.text for turn in bot.history("s")] == ["one", "two", "three"]


def test_a_turn_that_cannot_be_answered_does_not_block_its_session(make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from crs.dialogue.session import UnansweredError
    from crs.dialogue.state import StateBuilder

    bot = make_bot()
    with monkeypatch.context() as patch:
        patch.setattr(StateBuilder, "build", lambda *_, **__: 1 / 0)
        with pytest.raises(UnansweredError, match="ZeroDivisionError"):
            bot.chat("one", session="s", key="k")
    assert [turn.text for turn in bot.history("s")] == []
    again = bot.chat("one", session="s", key="k")
    assert isinstance(again, Turn)
    assert [turn.text for turn in bot.history("s")] == ["one"]


def test_a_home_that_cannot_be_used_is_an_error_at_once(make_bot: MakeBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="CRS_HOME"):
        make_bot(home=tmp_path / "file")


def test_a_component_that_always_fails_is_no_reason_to_lose_a_turn(make_bot: MakeBot) -> None:
    bot: Bot = make_bot(extractor=Failing(), retriever=Failing(), ranker=Failing(), policy=Failing(), responder=Failing())
    turn = bot.chat("I liked Casablanca", session="s")
    assert len(turn.recommendations) == 3
    assert len(turn.notices) == 5
