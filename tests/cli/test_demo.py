"""`crs demo`: what can go wrong before the page is there."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Crs


def test_a_port_in_use_is_one_line(crs: Crs) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        error = crs.fails("demo", "--port", str(port))
    assert f"127.0.0.1:{port}: address already in use" in error
    assert "--port" in error


def test_a_missing_extra_is_one_line(crs: Crs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gradio", None)
    assert "pip install 'crs-agents[web]'" in crs.fails("demo", "--port", "47861")
