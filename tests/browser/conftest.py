"""Chromium at the real page: the bundled catalogue, no model, nothing else on the network."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visitor's tab, and everything it asked for or complained about."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self) -> None:
        self.page.goto(self.address)
        self.page.wait_for_selector("#crs-past .crs-examples button, #crs-live .crs-turn")

    def say(self, text: str) -> None:
        self.page.fill("#crs-box textarea", text)
        self.page.keyboard.press("Enter")

    def answered(self, turns: int) -> str:
        """Wait for the answer of the turn of this number; its text."""
        self.page.wait_for_selector(f'#crs-live .crs-turn[data-turn="{turns}"]')
        self.page.wait_for_selector("#crs-live .crs-typing", state="detached")
        return self.page.inner_text("#crs-live .crs-reply")

    def leave(self) -> None:
        """Reload; what the page's own connections say when they are cut is no error of the page."""
        kept = len(self.errors)
        self.page.reload()
        self.page.wait_for_selector("#crs-past .crs-examples button, #crs-live .crs-turn")
        del self.errors[kept:]


@pytest.fixture(scope="module")  # Playwright keeps an event loop running; later tests need their own
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        needed = "the browser tests need Chromium and Playwright (apt-get install chromium; pip install playwright)"
        if os.environ.get("CRS_REQUIRE_BROWSER") == "1":
            pytest.fail(needed)
        pytest.skip(needed)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")  # Playwright keeps an event loop running; later tests need their own
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("gradio")
    from crs.bot import load
    from crs.settings import Settings
    from crs.web.server import open_page

    bot = load(settings=Settings(home=tmp_path_factory.mktemp("home"), vector=False))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = open_page(lambda _: bot, bot.graph.schema, port=port)
    yield page.address
    page.close()


@pytest.fixture
def context(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    phone = getattr(request, "param", "desktop") == "phone"
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
    context = chromium.new_context(viewport=size, has_touch=phone, is_mobile=phone)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, address: str) -> Iterator[Visit]:
    """A first visit; afterwards it must have asked no other host for anything, and have had no errors."""
    page = context.new_page()
    visit = Visit(page=page, address=address)

    def requested(request: Request) -> None:
        visit.requests.append(request.url)

    def complained(message: ConsoleMessage) -> None:
        if message.type == "error":
            visit.errors.append(message.text)

    page.on("request", requested)
    page.on("console", complained)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.open()
    yield visit
    ours = urlsplit(address).netloc
    assert {urlsplit(url).netloc for url in visit.requests if urlsplit(url).scheme not in ("data", "blob")} == {ours}
    assert visit.errors == []
