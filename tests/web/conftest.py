"""A bot over the bundled catalogue for all tests of this folder, and the page over it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from crs.bot import Bot, load
from crs.settings import Settings
from crs.web.loading import Loading
from crs.web.server import Page, open_page
from crs.web.talk import Talk


@pytest.fixture(scope="package")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with load(settings=Settings(home=tmp_path_factory.mktemp("home"), vector=False)) as bot:
        yield bot


@pytest.fixture(scope="package")
def talk(bot: Bot) -> Talk:
    return Talk(loading=Loading(lambda _: bot).start())


@pytest.fixture(scope="package")
def page(bot: Bot) -> Iterator[Page]:
    pytest.importorskip("gradio")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = open_page(lambda _: bot, bot.graph.schema, port=port)
    yield page
    page.close()
