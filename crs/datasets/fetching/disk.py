"""Writing files so that a crash, a full disk or a second process never leaves half of one under its final name."""

from __future__ import annotations

import errno
import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from crs.errors import StorageError

BLOCK = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def storing(folder: Path) -> Iterator[None]:
    """Errors of the file system inside become a `StorageError` about `folder`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageError(f"{folder}: the disk is full", hint="make room or name another --data-dir; the download goes on") from error
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"{folder}: cannot be written: {reason}", hint="name another folder with --data-dir") from error


def demand_space(folder: Path, size: int) -> None:
    """Refuse to begin what cannot fit.

    Raises:
        StorageError: less than `size` bytes are free.
    """
    free = shutil.disk_usage(folder).free
    if size > free:
        raise StorageError(
            f"{folder}: {size / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free", hint="make room or name another --data-dir"
        )


class Readable(Protocol):
    """A file opened for reading bytes, whatever unpacks them on the way."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        ...


def digest(file: Readable) -> tuple[int, str]:
    """Size and sha256 of the rest of an open file."""
    size, sha256 = 0, hashlib.sha256()
    while block := file.read(BLOCK):
        size += len(block)
        sha256.update(block)
    return size, sha256.hexdigest()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; released when the process ends, whatever happens to it.

    Raises:
        StorageError: another process holds it.
    """
    with path.open("ab") as file:
        try:
            _lock(file)
        except OSError as error:
            raise StorageError(f"{path.parent}: another process is fetching this data set", hint="wait until it is done") from error
        yield


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
