"""Every example runs as it stands, and does what its first line says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(EXAMPLES.rglob("*.py"))


def run(script: Path, home: Path) -> str:
    environment = {**os.environ, "CRS_HOME": str(home), "CRS_VECTOR": "false"}
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_an_example_runs_and_leaves_no_session_behind(script: Path, tmp_path: Path) -> None:
    from crs.bot import load
    from crs.settings import Settings

    assert len(run(script, tmp_path).splitlines()) >= 3
    with load(settings=Settings(home=tmp_path, vector=False)) as bot:
        assert bot.sessions() == ()


def test_the_quick_start_recommends_with_reasons(tmp_path: Path) -> None:
    said = run(EXAMPLES / "quickstart.py", tmp_path)
    assert "1. " in said
    assert "Known by now: " in said


def test_another_catalogue_is_spoken_of_in_its_own_words(tmp_path: Path) -> None:
    said = run(EXAMPLES / "own_catalogue" / "chat.py", tmp_path)
    assert "film" not in said
    assert "designed" in said


@pytest.mark.parametrize(
    "folder", [folder for folder in EXAMPLES.iterdir() if (folder / "schema.toml").exists()], ids=lambda path: path.name
)
def test_catalogues_of_examples_are_sound(folder: Path) -> None:
    from crs.knowledge_graph.catalogue import read_catalogue
    from crs.knowledge_graph.compile import compile_graph

    assert compile_graph(read_catalogue(folder)).stats()["isolated"] == 0
