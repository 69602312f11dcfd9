"""`crs chat` at a real terminal: a prompt, an answer, a polite end, and the way back."""

from __future__ import annotations

import os
import select
import signal
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
        """Read until this was printed."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            assert select.select([self.ours], [], [], deadline - time.monotonic())[0], self.seen
            try:
                self.seen += os.read(self.ours, 4096).decode(errors="replace")
            except OSError:  # the process has ended
                assert text in self.seen, self.seen

    def type(self, keys: str) -> None:
        self.seen = ""
        os.write(self.ours, keys.encode())

    def end(self) -> int:
        assert "Traceback" not in self.seen
        status = self.process.wait(timeout=30)
        os.close(self.ours)
        return status


def test_a_conversation_ends_politely_and_is_taken_up_again(tmp_path: Path) -> None:
    first = Terminal(tmp_path, "--session", "mine")
    first.until("you  ")
    assert "Let us find your next film" in first.seen
    first.type("I love westerns\n")
    first.until("you  ")
    time.sleep(0.5)  # a signal in the instant between prompt and reading is seen with the next key only; nobody is that quick
    first.process.send_signal(signal.SIGINT)  # Ctrl-C
    first.until("crs chat --session mine")
    assert first.end() == 0

    again = Terminal(tmp_path, "--session", "mine")
    again.until("Going on with 'mine' after 1 turn.")
    again.until("you  ")
    again.type("/preferences\n")
    again.until("western")
    again.until("you  ")
    again.type("bye\n")
    again.until("crs chat --session mine")
    assert again.end() == 0


def test_ctrl_d_ends_before_anything_was_said(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.until("you  ")
    terminal.type("\x04")
    assert terminal.process.wait(timeout=30) == 0
