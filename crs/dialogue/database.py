"""The database of sessions: one SQLite file for every process that uses the same home folder.

The journal is a write-ahead log. What is committed outlives the kill of a process whatever `synchronous` says. Accepting a
message, or an edit, is also synced to the disk (`FULL`, about 4 ms), and with it everything written before: a power cut takes
no message and no earlier turn, at most the newest reply, which is then made again. Everything else is written without
waiting for the disk (`NORMAL`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crs.errors import StorageError

BUSY_SECONDS = 30.0  # how long a transaction waits for those of other processes

# One script a version; `user_version` counts those that ran.
MIGRATIONS = (
    """
    CREATE TABLE sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        catalogue TEXT NOT NULL,
        name TEXT NOT NULL,
        created REAL NOT NULL,
        used REAL NOT NULL,
        memory TEXT NOT NULL,
        UNIQUE (catalogue, name)
    );
    CREATE TABLE turns (
        session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        key TEXT,
        text TEXT NOT NULL,
        seed INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('accepted', 'done', 'failed')),
        running INTEGER NOT NULL DEFAULT 0,
        owner TEXT,
        token INTEGER NOT NULL DEFAULT 0,
        lease REAL NOT NULL DEFAULT 0,
        accepted REAL NOT NULL,
        finished REAL,
        outcome TEXT,
        PRIMARY KEY (session, number)
    );
    CREATE UNIQUE INDEX turns_by_key ON turns (session, key) WHERE key IS NOT NULL;
    CREATE INDEX open_turns ON turns (session, number) WHERE status = 'accepted';
    """,
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode to the database at `path`, which is made or brought up to date if need be.

    Raises:
        StorageError: the folder or the file cannot be used.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"the folder {path.parent} cannot be used: {error.strerror}", hint="choose a folder you may write to (CRS_HOME)"
        ) from error
    with storage_errors(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switching to the write-ahead log does not wait for other processes by itself."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    with transaction(connection):
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise StorageError(
                f"{path} was written by a newer version of this program", hint="upgrade crs-agents, or set CRS_HOME to another folder"
            )
        for script in MIGRATIONS[version:]:
            for statement in script.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def transaction(connection: sqlite3.Connection, *, synced: bool = False) -> Iterator[sqlite3.Connection]:
    """A write transaction: all of it or nothing, after those of everybody else; `synced` waits for the disk."""
    connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.execute("ROLLBACK")
        raise


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Errors of SQLite as StorageError, each with what to do."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        if isinstance(error, sqlite3.OperationalError):
            hint = "choose a folder you may write to (CRS_HOME)"
            if "locked" in said:
                hint = "another process holds the database; end it or wait"
            elif "full" in said:
                hint = "free some disk space"
        else:
            hint = f"move {path.name} and its -wal and -shm files away to start afresh"
        raise StorageError(f"the sessions in {path} cannot be used: {said}", hint=hint) from error
