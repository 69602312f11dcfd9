"""Writing files so that a kill at any moment leaves the old one or the new one, never half of it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crs.errors import StorageError


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Replace a file, durably."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Replace a file by a value as JSON that a person can read."""
    write_whole(path, [json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False), "\n"])


def write_json_lines(path: Path, values: Iterable[Any]) -> None:
    """Replace a file by values, one a line."""
    write_whole(path, (json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n" for value in values))


def append(path: Path, text: str) -> None:
    """Add to the end of a file; when this returns the text has reached the disk."""
    with path.open("ab") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Have a folder for oneself; the lock ends with the process, however it ends.

    Raises:
        StorageError: another process has it.
    """
    try:
        import fcntl
    except ImportError:  # Windows: nobody is kept out
        yield
        return
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StorageError(f"another process is writing to {folder}", hint="wait for it, or choose another folder") from error
        with contextlib.closing(file):
            yield
