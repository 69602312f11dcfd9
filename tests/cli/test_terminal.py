"""`crs chat` at a real terminal: a prompt, an answer, and a polite end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="needs a POSIX terminal")


class Terminal:
    """A process that believes it talks to a person."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        environment = {**os.environ, "CRS_HOME": str(home), "TERM": "xterm", "COLUMNS": "100", "NO_COLOR": "1"}
        program = [sys.executable, "-c", "from crs.cli import main; main()", "chat", "--no-vector", *arguments]
        self.process = subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True)
        os.close(theirs)
        self.seen = ""

    def until(self, text: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen
            try:
                self.seen += os.read(self.ours, 4096).decode(errors="replace")
            except OSError:  # the process has ended
                assert text in self.seen, self.seen

    def type(self, keys: str) -> None:
        self.seen = ""
        os.write(self.ours, keys.encode())

    def end(self) -> int:
        status = self.process.wait(timeout=20)
        os.close(self.ours)
        return status


@pytest.mark.parametrize("keys", ["\x03", "\x04", "/quit\n", "bye\n"], ids=["Ctrl-C", "Ctrl-D", "/quit", "bye"])
def test_every_way_to_end_is_polite(tmp_path: Path, keys: str) -> None:
    terminal = Terminal(tmp_path, "--session", "mine")
    terminal.until("you  ")
    assert "Let us find your next film" in terminal.seen
    terminal.type("I love westerns\n")
    terminal.until("you  ")
    terminal.type(keys)
    terminal.until("crs chat --session mine")
    assert "Traceback" not in terminal.seen
    assert terminal.end() == 0
