"""The walls around the tests hold."""

from __future__ import annotations

import importlib.util
import os
import socket
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_nothing_outside_this_machine_can_be_reached() -> None:
    with socket.socket() as far, pytest.raises(RuntimeError, match=r"tried to reach 203\.0\.113\.1"):
        far.connect(("203.0.113.1", 80))
    with socket.socket() as far, pytest.raises(RuntimeError, match="tried to reach"):
        far.connect_ex(("203.0.113.1", 80))
    with pytest.raises(RuntimeError, match=r"tried to reach example\.org"):
        socket.create_connection(("example.org", 443), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2], timeout=5) as client:
        assert client.getpeername() == server.getsockname()


def test_nothing_is_kept_outside_a_temporary_folder() -> None:
    assert Path(os.environ["CRS_HOME"]).is_relative_to(Path(tempfile.gettempdir()))
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_the_content_folder_is_not_taken_for_a_package() -> None:
    spec = importlib.util.find_spec("datasets")
    places = [] if spec is None else list(spec.submodule_search_locations or ())
    assert str(ROOT / "datasets") not in places
