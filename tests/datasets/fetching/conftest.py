"""A web server on this machine that can misbehave, and cards and archives for it."""

from __future__ import annotations

import io
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from crs.datasets.card import Card


@dataclass(kw_only=True)
class Resource:
    """What the server has at one address, and how it misbehaves."""

    content: bytes = b""
    etag: str | None = '"one"'
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)  # of the next answers only so many bytes are sent
    statuses: list[int] = field(default_factory=list)  # what the next answers are instead of the content
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0  # before the body
    promised: int | None = None  # a Content-Length that is not true


@dataclass(kw_only=True)
class Server:
    url: str = ""
    has: dict[str, Resource] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # path and headers of every request

    def put(self, path: str, content: bytes, **manners: Any) -> str:
        """Serve `content`; the address of it."""
        self.has[path] = Resource(content=content, **manners)
        return f"{self.url}{path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop: Server

    def do_GET(self) -> None:
        self.shop.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        resource = self.shop.has.get(self.path)
        if resource is None:
            self._answer(404, {}, b"no such file")
        elif resource.statuses:
            self._answer(resource.statuses.pop(0), resource.headers, b"not now")
        else:
            self._send(resource)

    def _send(self, resource: Resource) -> None:
        body, status, headers = resource.content, 200, dict(resource.headers)
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", "")) if resource.ranges else None
        if asked and self.headers.get("If-Range") == resource.etag:
            start = int(asked[1])
            if start >= len(body):
                self._answer(416, {"Content-Range": f"bytes */{len(body)}"}, b"")
                return
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            body, status = body[start:], 206
        if resource.etag:
            headers["ETag"] = resource.etag
        headers["Accept-Ranges"] = "bytes" if resource.ranges else "none"
        self._answer(status, headers, body, resource=resource)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes, *, resource: Resource | None = None) -> None:
        cut = resource.cuts.pop(0) if resource and resource.cuts else None
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        length = resource.promised if resource and resource.promised is not None else len(body)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.flush()
        if resource and resource.seconds:
            time.sleep(resource.seconds)
        with suppress(OSError):  # the client may have left, as it should
            self.wfile.write(body if cut is None else body[:cut])
        if cut is not None or length != len(body):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Web(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that leaves is no news."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    shop = Server()
    handler = type("Handler", (_Handler,), {"shop": shop})
    with _Web(("127.0.0.1", 0), handler) as running:
        shop.url = f"http://127.0.0.1:{running.server_address[1]}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield shop
        running.shutdown()
        thread.join()


@pytest.fixture
def make_zip() -> Callable[[Mapping[str, bytes]], bytes]:
    return zipped


@pytest.fixture
def make_card() -> Callable[..., Card]:
    return card_of


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def card_of(*files: Mapping[str, Any], **values: Any) -> Card:
    """A card called "teas" with these files."""
    given = {
        "name": "teas",
        "title": "Teas",
        "homepage": "https://example.org/teas",
        "language": "en",
        "licence": "CC0-1.0",
        "licence_allows": "Everything.",
        "download": "yes",
        "redistribution": "yes",
        "commercial": "yes",
        "citation": "Nobody. Teas. 2026.",
        "splits": {},
        "files": files,
    }
    return Card.model_validate(given | values)
