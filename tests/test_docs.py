"""Every example in README and docs runs: the blocks of a page in their order, in one folder.

A block with a title (```python title="my_module.py") is a file that the page's next examples use.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crs.datasets.folder import data_folder

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<code>.*?)^```', re.MULTILINE | re.DOTALL)
_NEEDS_DATA = re.compile(r"--dataset redial|runs/redial")  # not on every machine
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "140"}


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}\n{done.stderr}"
    assert done.stdout.strip(), f"{command[-1]} printed nothing"


@pytest.mark.parametrize("page", [page for page in PAGES if _BLOCK.search(page.read_text(encoding="utf-8"))], ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path) -> None:
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["title"]:
            file = tmp_path / block["title"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block["code"], encoding="utf-8")
        elif block["language"] == "python":
            run([sys.executable, "-W", "error", "-c", block["code"]], tmp_path)
        elif block["language"] == "console":
            for line in block["code"].splitlines():
                if line.startswith("$ ") and (data_folder() or not _NEEDS_DATA.search(line)):
                    run(shlex.split(line[2:]), tmp_path)
