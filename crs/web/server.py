"""Serving the page."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crs.errors import ConfigError, MissingExtraError
from crs.knowledge_graph.schema import Schema
from crs.web.loading import Loading, Progress

if TYPE_CHECKING:
    from crs.bot import Bot

HOST = "127.0.0.1"
PORT = 7860


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that is being served."""

    address: str
    loading: Loading
    _blocks: Any

    def close(self) -> None:
        """Stop serving, then close the bot."""
        self._blocks.close(verbose=False)
        self.loading.close()


def open_page(build: Callable[[Progress], Bot], schema: Schema, *, host: str = HOST, port: int = PORT, share: bool = False) -> Page:
    """Serve a page from threads of this process.

    It is there before the bot is, and shows how far `build` has come. A bot that is there already: `lambda progress: bot`.

    Raises:
        ConfigError: the port is in use.
        MissingExtraError: Gradio is not installed.
    """
    check_address(host, port)
    require_gradio()
    from crs.web.page import build_page
    from crs.web.talk import Talk

    loading = Loading(build).start()

    async def start() -> Page:
        blocks = build_page(Talk(loading=loading), schema)
        return Page(address=_launch(blocks, host=host, port=port, share=share), loading=loading, _blocks=blocks)

    # On a running loop, because without one Gradio opens a new event loop for each of its locks and closes none.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, start()).result()


def check_address(host: str, port: int) -> None:
    """Make sure that the page can be served there, before any work is done.

    Raises:
        ConfigError: the port is in use or may not be used, or the host is not one of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        hint = "choose another address with --host and --port"
        raise ConfigError(f"the page cannot be served at {host}:{port}: {why}", hint=hint) from error


def require_gradio() -> None:
    """Make sure that the extra is installed.

    Raises:
        MissingExtraError: it is not.
    """
    try:
        import gradio  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("the page", extra="web") from error


def _launch(blocks: Any, *, host: str, port: int, share: bool) -> str:
    from starlette.middleware import Middleware

    from crs.web.guard import Guard
    from crs.web.theme import asset, theme

    _, address, shared = blocks.launch(
        server_name=host,
        server_port=port,
        share=share,
        theme=theme(),
        css=asset("page.css"),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        max_file_size=1,
        state_session_capacity=1_000,
        app_kwargs={"middleware": [Middleware(Guard)]},
        prevent_thread_lock=True,
        inbrowser=False,
        quiet=True,
    )
    return str(shared or address)
