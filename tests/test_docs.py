"""Every example in README and docs runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[tuple[str, str]]:
    return [(page.name, code) for page in PAGES for found, code in _BLOCK.findall(page.read_text(encoding="utf-8")) if found == language]


@pytest.mark.parametrize(("page", "code"), blocks("python"))
def test_python_example(page: str, code: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{page}\n{done.stderr}"
    assert done.stdout.strip()


@pytest.mark.parametrize(
    ("page", "command"), [(page, line[2:]) for page, code in blocks("console") for line in code.splitlines() if line.startswith("$ ")]
)
def test_console_example(page: str, command: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(shlex.split(command), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{page}\n{done.stderr}"
    assert done.stdout.strip()
