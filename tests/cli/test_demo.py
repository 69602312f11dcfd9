"""`crs demo`: the page opens, or one line says why not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
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


def test_the_page_opens_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    program = [sys.executable, "-c", "from crs.cli import main; main()", "demo", "--no-vector", "--port", port]
    environment = {**os.environ, "CRS_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        assert "Opening the page" in demo.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in demo.stdout.readline()
        assert "Film finder" in httpx.get(f"http://127.0.0.1:{port}/").text
        demo.send_signal(signal.SIGINT)
        try:
            out, err = demo.communicate(timeout=60)
        finally:
            demo.kill()
    assert (demo.returncode, err) == (0, "")
    assert "Goodbye" in out
