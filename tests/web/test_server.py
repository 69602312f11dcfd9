"""The page as it is served: to this machine, from this machine, and within limits."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import httpx
import pytest

import crs.web
from crs.bot import Bot
from crs.errors import ConfigError, MissingExtraError, ModelError
from crs.knowledge_graph.schema import Schema
from crs.settings import Settings
from crs.web.server import HOST, PORT, Page, check_address, require_gradio


def test_the_page_is_served_with_its_policy(page: Page) -> None:
    reply = httpx.get(page.address)
    assert reply.status_code == 200
    assert "Film finder" in reply.text
    assert "default-src 'self'" in reply.headers["content-security-policy"]


def test_no_style_or_script_names_another_host(page: Page) -> None:
    html = httpx.get(page.address).text
    loaded = re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']([^\"']+)", html)
    assert loaded
    assert not [url for url in loaded if url.startswith(("http:", "https:", "//"))]
    theme = httpx.get(page.address + "theme.css").text
    assert "@import" not in theme
    assert all(place.startswith("data:") for place in re.findall(r"url\([\"']?([^)]*)", theme))


def test_nothing_is_offered_to_clients_but_the_page(page: Page) -> None:
    assert httpx.get(page.address + "gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_large_bodies_and_files_are_refused(page: Page) -> None:
    assert httpx.post(page.address + "gradio_api/queue/join", content=b"x" * 70_000).status_code == 413
    upload = httpx.post(page.address + "gradio_api/upload", files={"files": ("a.txt", b"x" * 2_000)})
    assert upload.status_code >= 400


def test_the_default_address_is_this_machine() -> None:
    assert (HOST, PORT) == ("127.0.0.1", 7860)


def test_the_page_of_a_model_speaks_of_the_models_items(films_model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Opened(Exception):  # noqa: N818
        pass

    def opened(_build: object, schema: Schema, **_how: object) -> None:
        raise Opened(schema.item.singular)

    monkeypatch.setattr(crs.web, "open_page", opened)
    with pytest.raises(Opened, match="film"):
        crs.web.serve(Settings(home=tmp_path, model=films_model))
    with pytest.raises(ModelError, match="there is no model 'wines'"):
        crs.web.serve(Settings(home=tmp_path, model=Path("wines")))


def test_a_port_in_use_is_said_before_any_work() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ConfigError, match="address already in use"):
            check_address("127.0.0.1", other.getsockname()[1])


def test_a_missing_gradio_is_a_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gradio", None)
    with pytest.raises(MissingExtraError, match=r"crs-agents\[web\]"):
        require_gradio()


def test_the_bot_is_still_open_for_others(page: Page, bot: Bot) -> None:
    assert page.loading.wait() is bot
    assert bot.chat("Hello", session="beside the page").reply
