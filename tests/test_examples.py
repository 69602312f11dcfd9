"""Every example runs as it stands, and does what its first line says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SAYS = {  # what must be in the output of each, so that a new example comes with what it should show
    "quickstart.py": ("1. ", "Known by now: "),
    "streaming.py": ("Heat", "'respond':"),
    "async_chat.py": ("ada: ", "ben: ", "eve: "),
    "own_catalogue/chat.py": ("Azul", "designed"),
}


@pytest.mark.parametrize("name", sorted(str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*.py")))
def test_an_example_runs_and_leaves_no_session_behind(name: str, tmp_path: Path) -> None:
    environment = {**os.environ, "CRS_HOME": str(tmp_path), "CRS_VECTOR": "false"}
    command = [sys.executable, "-W", "error", str(EXAMPLES / name)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(words in done.stdout for words in SAYS[name])
    assert "film" not in done.stdout or "own_catalogue" not in name
    assert not sessions_kept(tmp_path)


def sessions_kept(home: Path) -> list[str]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "sessions.db")) as database:
        return [row[0] for row in database.execute("SELECT name FROM sessions")]


@pytest.mark.parametrize(
    "folder", [folder for folder in EXAMPLES.iterdir() if (folder / "schema.toml").exists()], ids=lambda path: path.name
)
def test_catalogues_of_examples_are_sound(folder: Path) -> None:
    from crs.knowledge_graph.catalogue import read_catalogue
    from crs.knowledge_graph.compile import compile_graph

    assert compile_graph(read_catalogue(folder)).stats()["isolated"] == 0
