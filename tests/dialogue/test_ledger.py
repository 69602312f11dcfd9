"""The ledger: who may run which turn, and what is on the disk when."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from crs.dialogue import owner as owners
from crs.dialogue.database import MIGRATIONS, connect, storage_errors
from crs.dialogue.ledger import CHECKPOINT_TABLES, Entry, Ledger
from crs.dialogue.owner import LEASE_SECONDS, Owner
from crs.errors import SessionError, StorageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with the tables of the saver, which the ledger cleans up in."""
    path = tmp_path / "sessions.db"
    connection = connect(path)
    for table in CHECKPOINT_TABLES:
        connection.execute(f"CREATE TABLE {table} (thread_id TEXT)")
    connection.close()
    return path


@pytest.fixture
def ledger(path: Path) -> Ledger:
    return Ledger(path, catalogue="things", owner=Owner.new())


def another(path: Path, *, process: int | None = None, host: str | None = None) -> Ledger:
    """A ledger as another process would have it."""
    me = Owner.new()
    return Ledger(path, catalogue="things", owner=Owner(host=host or me.host, process=process or me.process, name=me.name))


DEAD = 2**22 + 1  # above the largest process id of Linux


def accept(ledger: Ledger, text: str, *, session: str = "s", key: str | None = None, reject_busy: bool = False) -> Entry:
    return ledger.accept(session, text, key=key, memory="{}", reject_busy=reject_busy)


def claimed(ledger: Ledger, entry: Entry) -> Entry:
    head = ledger.claim(entry.session, entry.number)
    assert head is not None
    return head


def test_a_message_is_on_the_disk_before_it_is_worked_on(ledger: Ledger, path: Path) -> None:
    accept(ledger, "hello")
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT text, status, turn FROM turns LEFT JOIN (SELECT NULL AS turn)").fetchall() == [
            ("hello", "accepted", None)
        ]
    other.close()


def test_turns_are_numbered_in_the_order_they_were_accepted(ledger: Ledger) -> None:
    assert [accept(ledger, text).number for text in "abc"] == [1, 2, 3]
    assert accept(ledger, "d", session="t").number == 1


def test_the_seed_belongs_to_the_session_and_the_number(ledger: Ledger, tmp_path: Path) -> None:
    seeds = [accept(ledger, "x").seed, accept(ledger, "x").seed, accept(ledger, "x", session="t").seed]
    assert len(set(seeds)) == 3
    assert accept(Ledger(tmp_path / "other.db", catalogue="things", owner=Owner.new()), "y").seed == seeds[0]


def test_the_oldest_open_turn_is_claimed_first(ledger: Ledger) -> None:
    first, second = accept(ledger, "a"), accept(ledger, "b")
    head = claimed(ledger, second)
    assert (head.number, head.token, head.memory) == (1, 1, "{}")
    assert ledger.finish(head, turn="A", memory='{"after": 1}')
    assert claimed(ledger, first).outcome == "A"
    head = claimed(ledger, second)
    assert (head.number, head.memory) == (2, '{"after": 1}')


def test_a_turn_of_a_living_owner_is_left_to_it(ledger: Ledger, path: Path) -> None:
    other = another(path)
    first, second = accept(other, "a"), accept(ledger, "b")
    assert ledger.claim(second.session, second.number) is None
    assert other.finish(claimed(other, first), turn="A", memory="{}")
    assert claimed(ledger, second).number == 2
    other.close()


def test_a_turn_of_a_dead_process_is_taken_over_at_once(ledger: Ledger, path: Path) -> None:
    accept(another(path, process=DEAD), "a")
    assert [entry.text for entry in ledger.abandoned()] == ["a"]
    assert claimed(ledger, accept(ledger, "b")).text == "a"


def test_a_turn_of_a_silent_host_is_taken_over_when_its_lease_is_over(ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = another(path, process=DEAD, host="far-away")
    entry = accept(far, "a")
    assert ledger.abandoned() == ()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + LEASE_SECONDS - 1)
    far.renew()
    monkeypatch.setattr(time, "time", lambda: now + LEASE_SECONDS + 5)
    assert ledger.abandoned() == ()
    monkeypatch.setattr(time, "time", lambda: now + 2 * LEASE_SECONDS + 5)
    assert claimed(ledger, entry).text == "a"


def test_an_owner_that_comes_back_from_the_dead_cannot_write(ledger: Ledger, path: Path) -> None:
    far = another(path, process=DEAD)
    entry = accept(far, "a")
    stale = claimed(far, entry)
    fresh = claimed(ledger, entry)
    assert fresh.token == stale.token + 1
    assert not far.finish(stale, turn="late", memory='{"late": 1}')
    assert not far.fail(stale, error="late")
    assert ledger.finish(fresh, turn="A", memory="{}")
    assert not far.finish(stale, turn="late", memory='{"late": 1}')
    assert ledger.turns("s") == ("A",)
    assert ledger.memory("s") == "{}"


def test_turns_of_a_closed_ledger_may_be_taken_over(ledger: Ledger, path: Path) -> None:
    other = another(path)
    accept(other, "a")
    other.close()
    assert [entry.text for entry in ledger.abandoned()] == ["a"]


def test_a_known_key_gives_the_first_entry(ledger: Ledger) -> None:
    first = accept(ledger, "a", key="k")
    assert accept(ledger, "a", key="k").number == first.number
    ledger.finish(claimed(ledger, first), turn="A", memory="{}")
    assert accept(ledger, "a", key="k").outcome == "A"
    assert accept(ledger, "a", session="t", key="k").number == 1


def test_a_failed_turn_frees_its_key_and_the_session(ledger: Ledger) -> None:
    first = accept(ledger, "a", key="k")
    assert ledger.fail(claimed(ledger, first), error="broken")
    assert claimed(ledger, first).status == "failed"
    assert claimed(ledger, accept(ledger, "a", key="k")).number == 2
    assert ledger.turns("s") == ()


def test_a_busy_session_can_refuse(ledger: Ledger) -> None:
    first = accept(ledger, "a", reject_busy=True)
    with pytest.raises(SessionError, match="still answering"):
        accept(ledger, "b", reject_busy=True)
    ledger.finish(claimed(ledger, first), turn="A", memory="{}")
    assert accept(ledger, "b", reject_busy=True).number == 2


def test_finishing_drops_the_checkpoints_of_the_turn_and_of_no_other(ledger: Ledger, path: Path) -> None:
    one, two = accept(ledger, "a"), accept(ledger, "b", session="t")
    connection = connect(path)
    connection.executemany("INSERT INTO checkpoints VALUES (?)", [(one.thread,), (two.thread,), ("99/1",)])
    ledger.finish(claimed(ledger, one), turn="A", memory="{}")
    assert connection.execute("SELECT thread_id FROM checkpoints").fetchall() == [(two.thread,), ("99/1",)]
    ledger.tidy()
    assert connection.execute("SELECT thread_id FROM checkpoints").fetchall() == [(two.thread,)]
    connection.close()


def test_an_edit_waits_for_what_was_said_before_it(ledger: Ledger, path: Path) -> None:
    other = another(path)
    entry = accept(other, "a")
    upto = ledger.newest("s")
    assert ledger.edit("s", upto, lambda _: "edited") is False
    later = accept(ledger, "b")
    other.finish(claimed(other, entry), turn="A", memory="{}")
    assert ledger.edit("s", upto, lambda memory: memory + "edited") is True
    assert claimed(ledger, later).memory == "{}edited"
    other.close()


def test_an_edit_never_comes_between_a_turn_and_its_memory(ledger: Ledger) -> None:
    entry = accept(ledger, "a")
    claimed(ledger, entry)
    waiting = ledger.edit("s", 0, lambda _: "edited")
    assert isinstance(waiting, Entry)
    assert waiting.number == 1


def test_an_edit_that_fails_changes_nothing(ledger: Ledger) -> None:
    ledger.finish(claimed(ledger, accept(ledger, "a")), turn="A", memory="before")

    def broken(_: str) -> str:
        raise SessionError("no")

    with pytest.raises(SessionError):
        ledger.edit("s", 1, broken)
    assert ledger.memory("s") == "before"


def test_a_forgotten_session_is_gone_with_its_turns(ledger: Ledger, path: Path) -> None:
    entry = accept(ledger, "a")
    ledger.finish(claimed(ledger, entry), turn="A", memory="{}")
    assert ledger.edit("s", 1, lambda _: None) is True
    assert ledger.names() == ()
    connection = connect(path)
    assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    connection.close()
    with pytest.raises(SessionError, match="forgotten"):
        ledger.claim(entry.session, entry.number)
    assert accept(ledger, "b").session != entry.session


def test_catalogues_keep_their_sessions_apart(ledger: Ledger, path: Path) -> None:
    accept(ledger, "a")
    other = Ledger(path, catalogue="wines", owner=Owner.new())
    assert other.names() == ()
    assert accept(other, "b").number == 1
    assert other.names() == ledger.names() == ("s",)
    other.close()


def test_a_home_that_is_a_file_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="CRS_HOME"):
        connect(tmp_path / "file" / "sessions.db")
    (tmp_path / "sessions.db").mkdir()
    with pytest.raises(StorageError, match="unable to open"):
        connect(tmp_path / "sessions.db")


def test_a_damaged_database_is_an_error_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StorageError, match=r"not a database.*move sessions.db") as raised:
        connect(path)
    assert "\n" not in str(raised.value)


def test_a_database_of_a_newer_version_is_left_alone(path: Path) -> None:
    connection = connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StorageError, match="newer version"):
        connect(path)


def test_every_database_is_brought_to_the_newest_version_once(path: Path) -> None:
    for _ in range(2):
        connection = connect(path)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()


@pytest.mark.parametrize(("system", "process", "alive"), [("posix", DEAD, False), ("posix", 1, True), ("nt", DEAD, True)])
def test_only_what_can_be_known_counts_as_dead(monkeypatch: pytest.MonkeyPatch, system: str, process: int, alive: bool) -> None:
    monkeypatch.setattr(owners.os, "name", system)
    me = Owner.new()
    other = Owner(host=me.host, process=process, name="other")
    assert me.is_alive(str(other), lease=10, now=5) is alive
    assert not me.is_alive(str(other), lease=5, now=10)
    assert not me.is_alive(None, lease=10, now=5)
    assert Owner.parse(str(other)) == other


def test_accepting_waits_for_the_disk_and_nothing_else_does(ledger: Ledger) -> None:
    def synced() -> bool:
        return ledger._connection.execute("PRAGMA synchronous").fetchone() == (2,)

    entry = accept(ledger, "a")
    assert synced()
    head = claimed(ledger, entry)
    assert not synced()
    ledger.finish(head, turn="A", memory="{}")
    assert not synced()
    ledger.edit("s", 1, lambda memory: memory)
    assert synced()


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (sqlite3.OperationalError("attempt to write a readonly database"), "CRS_HOME"),
        (sqlite3.OperationalError("database is locked"), "another process"),
        (sqlite3.OperationalError("database or disk is full"), "free some disk space"),
        (sqlite3.DatabaseError("database disk image is malformed"), "move sessions.db"),
    ],
)
def test_every_trouble_with_the_file_says_what_to_do(path: Path, error: sqlite3.Error, hint: str) -> None:
    with pytest.raises(StorageError, match=hint) as raised, storage_errors(path):
        raise error
    assert raised.value.__cause__ is error
