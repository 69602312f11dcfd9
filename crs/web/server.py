"""Serving the page."""

from __future__ import annotations

import socket
from typing import Any

from crs.errors import ConfigError, MissingExtraError

HOST = "127.0.0.1"
PORT = 7860


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
        raise ConfigError(f"the page cannot be served at {host}:{port}: {(error.strerror or str(error)).lower()}", hint="choose another --port") from error


def require_gradio() -> None:
    """Make sure that the extra is installed.

    Raises:
        MissingExtraError: it is not.
    """
    try:
        import gradio  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("the page", extra="web") from error


def launch(page: Any, *, host: str = HOST, port: int = PORT, share: bool = False) -> str:
    """Serve `page` from threads of this process; returns its address. End it with `page.close()`."""
    from starlette.middleware import Middleware

    from crs.web.guard import Guard
    from crs.web.theme import asset, theme

    _, address, _ = page.launch(
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
    return str(address)
