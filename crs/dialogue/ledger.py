"""The ledger: every accepted message is a row on the disk before it is worked on, and stays one until it is answered.

    accepted ──> done      the reply and the session's new memory are written in one transaction
             └─> failed    no component could answer it; its key is free again

A session's turns run in the order of their numbers: the oldest open turn is the session's lock. Its row names the
owner that may run it and carries a fencing token, raised whenever the turn is claimed; an owner that was taken for dead
and comes back cannot write with the token it had.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from crs.dialogue.database import connect, storage_errors, transaction
from crs.dialogue.owner import LEASE_SECONDS, Owner
from crs.errors import SessionError

CHECKPOINT_TABLES = ("checkpoints", "writes")  # the saver's, in the same file
Status = Literal["accepted", "done", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row of the ledger. `thread` is where the checkpoints of the turn are kept while it runs."""

    session: int
    name: str
    number: int
    text: str
    seed: int
    status: Status
    running: bool
    owner: str | None
    token: int
    lease: float
    outcome: str | None  # the finished Turn as JSON, or what went wrong
    memory: str = ""  # of the session, as JSON; only where the turn was claimed

    @property
    def thread(self) -> str:
        """Name of the turn's checkpoints."""
        return f"{self.session}/{self.number}"


_ENTRY = """SELECT session, name, number, text, seed, status, running, owner, token, lease, outcome
            FROM turns JOIN sessions ON sessions.id = turns.session WHERE """
_OPEN = "session = ? AND status = 'accepted'"


class Ledger:
    """The rows of one catalogue's sessions. Blocking; used from one thread at a time."""

    def __init__(self, path: Path, *, catalogue: str, owner: Owner) -> None:
        self.path = path
        self.catalogue = catalogue
        self.owner = owner
        self._connection = connect(path)

    def close(self) -> None:
        """Let go of the database; turns of this owner that are still open may be taken over at once."""
        with storage_errors(self.path):
            self._connection.execute(
                "UPDATE turns SET owner = NULL, running = 0 WHERE owner = ? AND status = 'accepted'", (str(self.owner),)
            )
            self._connection.close()

    # ------------------------------------------------------------ turns

    def accept(self, name: str, text: str, *, key: str | None, memory: str, reject_busy: bool = False) -> Entry:
        """Write a message down; a session that does not exist yet is opened with `memory`.

        A message whose key is known is not written again: its first entry is returned.

        Raises:
            SessionError: `reject_busy`, and an earlier message of the session is still open.
        """
        now = time.time()
        with storage_errors(self.path), transaction(self._connection, synced=True) as connection:
            session = self._session(name)
            if session is None:
                sql = "INSERT INTO sessions (catalogue, name, created, used, memory) VALUES (?, ?, ?, ?, ?)"
                session = int(connection.execute(sql, (self.catalogue, name, now, now, memory)).lastrowid or 0)
            if key is not None and (known := self._entry("session = ? AND key = ?", session, key)) is not None:
                return known
            if reject_busy and (head := self._entry(f"{_OPEN} ORDER BY number LIMIT 1", session)) is not None and self._is_alive(head):
                raise SessionError(f"the session '{name}' is still answering", hint="wait for the reply, then send the message again")
            number: int = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM turns WHERE session = ?", (session,)).fetchone()[0]
            sql = """INSERT INTO turns (session, number, key, text, seed, status, owner, lease, accepted)
                     VALUES (?, ?, ?, ?, ?, 'accepted', ?, ?, ?)"""
            seed = zlib.crc32(f"{name}/{number}".encode())
            connection.execute(sql, (session, number, key, text, seed, str(self.owner), now + LEASE_SECONDS, now))
            return self._known("session = ? AND number = ?", session, number)

    def claim(self, session: int, number: int) -> Entry | None:
        """What to do for turn `number` to be answered next.

        Returns:
            The entry itself if it is no longer open; else the session's oldest open turn, now claimed by this owner; None
            while a living owner has that one.

        Raises:
            SessionError: the session was forgotten meanwhile.
        """
        with storage_errors(self.path):
            if (seen := self._next(session, number)) is None or seen.status != "accepted":
                return seen
            with transaction(self._connection) as connection:
                head = self._next(session, number)
                if head is None or head.status != "accepted":
                    return head
                sql = "UPDATE turns SET owner = ?, running = 1, token = token + 1, lease = ? WHERE session = ? AND number = ?"
                connection.execute(sql, (str(self.owner), time.time() + LEASE_SECONDS, session, head.number))
                memory: str = connection.execute("SELECT memory FROM sessions WHERE id = ?", (session,)).fetchone()[0]
                claimed = self._known("session = ? AND number = ?", session, head.number)
        return replace(claimed, memory=memory)

    def _next(self, session: int, number: int) -> Entry | None:
        wanted = self._entry("session = ? AND number = ?", session, number)
        if wanted is None:
            raise SessionError("the session was forgotten while the message waited", hint="send the message again")
        if wanted.status != "accepted":
            return wanted
        head = self._known(f"{_OPEN} ORDER BY number LIMIT 1", session)
        return None if head.owner != str(self.owner) and self._is_alive(head) else head

    def finish(self, entry: Entry, *, turn: str, memory: str) -> bool:
        """Write reply and memory of a claimed turn and drop its checkpoints; False, and nothing written, if the claim was lost."""
        return self._close_turn(entry, "status = 'done'", turn, memory)

    def fail(self, entry: Entry, *, error: str) -> bool:
        """Give a claimed turn up; False if the claim was lost."""
        return self._close_turn(entry, "status = 'failed', key = NULL", error, None)

    def _close_turn(self, entry: Entry, change: str, outcome: str, memory: str | None) -> bool:
        now = time.time()
        with storage_errors(self.path), transaction(self._connection) as connection:
            sql = f"""UPDATE turns SET {change}, outcome = ?, finished = ?, running = 0, owner = NULL
                      WHERE session = ? AND number = ? AND status = 'accepted' AND token = ?"""  # noqa: S608
            if connection.execute(sql, (outcome, now, entry.session, entry.number, entry.token)).rowcount == 0:
                return False
            connection.execute("UPDATE sessions SET used = ?, memory = coalesce(?, memory) WHERE id = ?", (now, memory, entry.session))
            for table in CHECKPOINT_TABLES:
                connection.execute(f"DELETE FROM {table} WHERE thread_id = ?", (entry.thread,))  # noqa: S608
        return True

    def abandoned(self) -> tuple[Entry, ...]:
        """Open turns whose owner is dead, oldest first."""
        with storage_errors(self.path):
            rows = self._connection.execute(
                _ENTRY + "status = 'accepted' AND catalogue = ? ORDER BY accepted", (self.catalogue,)
            ).fetchall()
        return tuple(entry for entry in map(_entry, rows) if not self._is_alive(entry))

    def tidy(self) -> None:
        """Drop checkpoints that an owner, taken for dead, wrote after its turn was finished by another."""
        with storage_errors(self.path), transaction(self._connection) as connection:
            for table in CHECKPOINT_TABLES:
                connection.execute(f"""DELETE FROM {table} WHERE thread_id NOT IN
                                       (SELECT session || '/' || number FROM turns WHERE status = 'accepted')""")  # noqa: S608

    def renew(self) -> None:
        """Extend the lease of every open turn of this owner."""
        with storage_errors(self.path):
            sql = "UPDATE turns SET lease = ? WHERE owner = ? AND status = 'accepted'"
            self._connection.execute(sql, (time.time() + LEASE_SECONDS, str(self.owner)))

    # ------------------------------------------------------------ sessions

    def edit(self, name: str, upto: int, change: Callable[[str], str | None]) -> Entry | bool:
        """Replace the memory of a session by `change(memory)`; None from it forgets the session.

        Returns:
            True once done; an open entry up to number `upto` that has to be answered first and may be claimed; False while
            such an entry is with another living owner.

        Raises:
            SessionError: there is no such session.
        """
        with storage_errors(self.path), transaction(self._connection, synced=True) as connection:
            session = self._existing(name)
            head = self._entry(f"{_OPEN} AND (number <= ? OR running) ORDER BY number LIMIT 1", session, upto)
            if head is not None:
                return head if head.owner == str(self.owner) or not self._is_alive(head) else False
            memory = change(connection.execute("SELECT memory FROM sessions WHERE id = ?", (session,)).fetchone()[0])
            if memory is None:
                connection.execute("DELETE FROM sessions WHERE id = ?", (session,))
                for table in CHECKPOINT_TABLES:
                    connection.execute(f"DELETE FROM {table} WHERE thread_id GLOB ?", (f"{session}/*",))  # noqa: S608
            else:
                connection.execute("UPDATE sessions SET memory = ? WHERE id = ?", (memory, session))
            return True

    def newest(self, name: str) -> int:
        """Number of the newest message of a session. Raises SessionError if there is no such session."""
        with storage_errors(self.path):
            sql = "SELECT coalesce(max(number), 0) FROM turns WHERE session = ?"
            return int(self._connection.execute(sql, (self._existing(name),)).fetchone()[0])

    def memory(self, name: str) -> str:
        """What a session remembers. Raises SessionError if there is no such session."""
        with storage_errors(self.path):
            return str(self._connection.execute("SELECT memory FROM sessions WHERE id = ?", (self._existing(name),)).fetchone()[0])

    def turns(self, name: str) -> tuple[str, ...]:
        """The finished turns of a session, oldest first. Raises SessionError if there is no such session."""
        with storage_errors(self.path):
            sql = "SELECT outcome FROM turns WHERE session = ? AND status = 'done' ORDER BY number"
            return tuple(row[0] for row in self._connection.execute(sql, (self._existing(name),)))

    def names(self) -> tuple[str, ...]:
        """All sessions, the one spoken to last first."""
        with storage_errors(self.path):
            rows = self._connection.execute("SELECT name FROM sessions WHERE catalogue = ? ORDER BY used DESC, id DESC", (self.catalogue,))
            return tuple(row[0] for row in rows)

    # ------------------------------------------------------------ rows

    def _session(self, name: str) -> int | None:
        row = self._connection.execute("SELECT id FROM sessions WHERE catalogue = ? AND name = ?", (self.catalogue, name)).fetchone()
        return None if row is None else int(row[0])

    def _existing(self, name: str) -> int:
        if (session := self._session(name)) is None:
            raise SessionError(f"there is no session '{name}'", hint="a session begins with its first message")
        return session

    def _entry(self, where: str, *values: object) -> Entry | None:
        row = self._connection.execute(_ENTRY + where, values).fetchone()
        return None if row is None else _entry(row)

    def _known(self, where: str, *values: object) -> Entry:
        entry = self._entry(where, *values)
        if entry is None:
            raise SessionError("the session was forgotten while the message waited", hint="send the message again")
        return entry

    def _is_alive(self, entry: Entry) -> bool:
        return self.owner.is_alive(entry.owner, lease=entry.lease, now=time.time())


def _entry(row: tuple[Any, ...]) -> Entry:
    session, name, number, text, seed, status, running, owner, token, lease, outcome = row
    return Entry(
        session=session,
        name=name,
        number=number,
        text=text,
        seed=seed,
        status=status,
        running=bool(running),
        owner=owner,
        token=token,
        lease=lease,
        outcome=outcome,
    )
