"""Downloading one file: in pieces that survive an interruption, checked, and complete before it gets its name.

What has come so far lies beside the target as `<name>.part`, and `<name>.part.json` says of which version it is. A later attempt
asks for the rest (`Range`) of that version only (`If-Range`); a server that cannot do that sends the whole again.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crs.datasets.fetching.disk import demand_space, digest, storing
from crs.datasets.fetching.errors import ChecksumError, FetchError, NetworkError, NotFoundError, RefusedError, TooLargeError

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int | None], None]  # bytes so far, bytes in all (None: the server does not say)
_RANGE = re.compile(r"^bytes (\d+)-\d+/(\d+|\*)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long a server is waited for (seconds) and how often a broken download is taken up again."""

    connect: float = 15.0
    read: float = 60.0  # between two pieces
    attempts: int = 5  # in a row that bring nothing new
    pause: float = 1.0  # before the second attempt; doubles up to 30

    def before(self, attempt: int) -> float:
        """Seconds to wait before attempt `attempt`, counted from 1."""
        return 0.0 if attempt <= 1 else min(self.pause * 2.0 ** (attempt - 2), 30.0)


def download(
    url: str,
    target: Path,
    *,
    sha256: str | None = None,
    most: int = 4 << 30,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> Path:
    """Fetch `url` to `target`, whose folder exists; at most `most` bytes. An interrupted download is taken up where it broke off.

    Raises:
        FetchError: `NotFoundError`, `RefusedError`, `NetworkError`, `TooLargeError`, `ChecksumError`.
        StorageError: the disk is full or cannot be written.
    """
    import httpx

    patience = patience or Patience()
    timeout = httpx.Timeout(patience.read, connect=patience.connect)
    part = _Part(target)
    with httpx.Client(follow_redirects=True, max_redirects=5, timeout=timeout, headers={"User-Agent": "crs-agents"}) as client:
        attempt, before = 1, part.size
        while True:
            try:
                _receive(client, url, part, most=most, progress=progress or (lambda *_: None))
                break
            except httpx.TooManyRedirects as error:
                raise NetworkError(f"{url}: the server sends us round in circles", hint="see the homepage of the data set") from error
            except (httpx.TransportError, httpx.DecodingError, _OutOfOrderError) as error:
                attempt = 2 if part.size > before else attempt + 1
                before = part.size
                if attempt > patience.attempts:
                    raise _unreachable(url, error, kept=part.size) from error
                time.sleep(patience.before(attempt))
    return part.finish(target, url=url, sha256=sha256)


class _OutOfOrderError(Exception):
    """The server is busy or broken; it may be in order later."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What has come so far of a file."""

    target: Path

    @property
    def path(self) -> Path:
        return self.target.with_name(self.target.name + ".part")

    @property
    def tag(self) -> Path:
        return self.target.with_name(self.target.name + ".part.json")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def version(self, url: str) -> str | None:
        """The version of `url` that the part is of; None if it cannot be gone on with."""
        try:
            known = json.loads(self.tag.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        version = known.get("version") if isinstance(known, dict) and known.get("url") == url else None
        return version if isinstance(version, str) and self.size else None

    def begin(self, url: str, version: str | None) -> None:
        """Forget what has come and note what comes now."""
        self.tag.unlink(missing_ok=True)
        self.path.write_bytes(b"")
        if version:
            self.tag.write_text(json.dumps({"url": url, "version": version}), encoding="utf-8")

    def forget(self) -> None:
        self.tag.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def finish(self, target: Path, *, url: str, sha256: str | None) -> Path:
        with storing(target.parent):
            if sha256 is not None:
                with self.path.open("rb") as file:
                    size, found = digest(file)
                if found != sha256:
                    self.forget()
                    raise ChecksumError(
                        f"{url}: sha256 is {found} ({size:,} bytes), not {sha256}; it was deleted",
                        hint="try again; if it stays so, the file has changed: tell the maintainers of the card",
                    )
            self.path.replace(target)
            self.tag.unlink(missing_ok=True)
        return target


def _receive(client: httpx.Client, url: str, part: _Part, *, most: int, progress: Progress) -> None:
    """One request; what it brings is in the part file, even when it breaks off."""
    version = part.version(url)
    headers = {"Accept-Encoding": "identity"}
    if version:
        headers |= {"Range": f"bytes={part.size}-", "If-Range": version}
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == 416:  # there is nothing after the part
            if response.headers.get("content-range") == f"bytes */{part.size}":
                return
            with storing(part.target.parent):
                part.forget()
            raise _OutOfOrderError("it has no more bytes than are here already")
        _demand_success(url, response)
        start, total = _extent(response)
        if start not in (0, part.size):
            with storing(part.target.parent):
                part.forget()
            raise _OutOfOrderError("it sends another piece than was asked for")
        if total is not None and total > most:
            raise _too_large(url, total, most)
        encoded = response.headers.get("content-encoding", "identity").lower() not in ("", "identity")
        with storing(part.target.parent):
            if not start:
                part.begin(url, None if encoded else _version(response))
            demand_space(part.target.parent, (total or 0) - start)
        _write(url, response, part, done=start, total=None if encoded else total, most=most, progress=progress)


def _write(url: str, response: httpx.Response, part: _Part, *, done: int, total: int | None, most: int, progress: Progress) -> None:
    progress(done, total)
    with storing(part.target.parent), part.path.open("ab") as file:
        for block in response.iter_bytes():
            done += len(block)
            if done > most:
                raise _too_large(url, done, most)
            file.write(block)
            progress(done, total)
        file.flush()
        os.fsync(file.fileno())
    if total is not None and done != total:
        raise _OutOfOrderError(f"it sent {done:,} of {total:,} bytes")


def _demand_success(url: str, response: httpx.Response) -> None:
    status = response.status_code
    if url.startswith("https:") and response.url.scheme != "https":
        raise NetworkError(f"{url}: the server redirects to an address that is not encrypted", hint="see the homepage of the data set")
    if status in (200, 206):
        return
    if status in (404, 410):
        raise NotFoundError(f"{url}: there is no such file ({status})", hint="it may have moved: see the homepage of the data set")
    if status in (401, 403, 407, 451):
        raise RefusedError(f"{url}: the server refuses ({status})", hint="log in on the homepage of the data set and download it by hand")
    if status in (408, 425, 429) or status >= 500:
        raise _OutOfOrderError(f"the server answers {status}")
    raise FetchError(f"{url}: the server answers {status}", hint="see the homepage of the data set")


def _extent(response: httpx.Response) -> tuple[int, int | None]:
    """Where the answer begins in the file, and how large the whole file is."""
    if response.status_code == 206:
        found = _RANGE.match(response.headers.get("content-range", ""))
        if not found:
            return -1, None
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = response.headers.get("content-length", "")
    return 0, int(length) if length.isdecimal() else None


def _version(response: httpx.Response) -> str | None:
    """What `If-Range` accepts: a strong ETag or the date; nothing if the server does not do ranges."""
    if response.headers.get("accept-ranges", "").lower() == "none":
        return None
    etag = response.headers.get("etag", "")
    return etag if etag and not etag.startswith("W/") else response.headers.get("last-modified") or None


def _too_large(url: str, size: int, most: int) -> TooLargeError:
    return TooLargeError(
        f"{url}: it has {size / 1e6:,.0f} MB or more, {most / 1e6:,.0f} MB are allowed", hint="is it still the file of the card?"
    )


def _unreachable(url: str, error: Exception, *, kept: int) -> NetworkError:
    import httpx

    hint = "check the connection and run the command again" + ("; it goes on where it stopped" if kept else "")
    if isinstance(error, _OutOfOrderError):
        return NetworkError(f"{url}: {error}", hint="try again later" + ("; it goes on where it stopped" if kept else ""))
    if isinstance(error, httpx.TimeoutException):
        return NetworkError(f"{url}: the server does not answer in time", hint=hint)
    if isinstance(error, httpx.ConnectError):
        return NetworkError(f"{url}: the server cannot be reached: {error}", hint="check the connection, or the proxy in HTTPS_PROXY")
    return NetworkError(f"{url}: the connection breaks off ({error})", hint=hint)
