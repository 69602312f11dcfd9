"""`crs train` on a small data set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crs.models.folder import read_manifest
from tests.train.small import WRONG, write_games

if TYPE_CHECKING:
    from conftest import Crs


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_games(tmp_path / "data")


QUICK = ("--describe", "items", "--sources", "ease,popularity", "--fusion", "linear")


def test_it_ends_with_the_figures_and_the_model_is_listed(crs: Crs, data: Path, tmp_path: Path) -> None:
    ran = crs("train", "--dataset", "own", "--data-dir", data, "--out", tmp_path / "models" / "games", *QUICK)
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].split() == ["own,", "valid", "recall@1", "recall@10", "recall@50", "mrr@10", "ndcg@10"]
    assert [line.split()[0] for line in lines[1:3]] == ["all", "new"]
    value = read_manifest(tmp_path / "models" / "games").figures["valid new mrr@10"].value
    assert f"{value:.3f} (" in lines[2]
    assert "Trained in 0." in ran.out
    assert ran.out.rstrip().endswith(f"Talk with it: crs chat --model {tmp_path / 'models' / 'games'}")
    listed = crs("models", "list", tmp_path / "models")
    assert listed.status == 0
    assert any(line.startswith("games") and "own" in line for line in listed.out.splitlines())


def test_without_a_terminal_every_step_is_a_line(crs: Crs, data: Path, tmp_path: Path) -> None:
    ran = crs("train", "--dataset", "own", "--data-dir", data, "--out", tmp_path / "games", *QUICK)
    said = [line.split(" s  ", 1)[1] for line in ran.err.splitlines()]
    assert said[:3] == ["opening the data set", "reading the dialogues", "all dialogues: ease"]
    assert said[-2:] == ["measuring on valid", "writing"]
    assert len(said) == len(set(said))


def test_the_model_lies_in_the_home_if_nothing_else_is_said(crs: Crs, data: Path, tmp_path: Path) -> None:
    ran = crs("train", "--dataset", "own", "--data-dir", data, "--valid", "none", "--seed", "3", *QUICK)
    assert ran.status == 0, ran.err
    assert "recall" not in ran.out
    manifest = read_manifest(tmp_path / "home" / "models" / "own")
    assert (manifest.name, manifest.seed, manifest.fusion, manifest.dataset.validation) == ("own", 3, "linear", None)
    assert [model["name"] for model in json.loads(crs("models", "list", "--json").out)] == ["own"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--fusion", "forest"), "trees or linear"),
        (("--sources", "ease"), "popularity"),
        (("--sources", "oracle,popularity"), "similar-dialogues"),
        (("--train-splits", "train,test"), "crs evaluate offline --split test"),
        (("--valid", "test"), "crs evaluate offline --split test"),
        (("--valid", "train"), "--valid none"),
        (("--train-splits", "trian"), "trian"),
        (("--describe", "oracle"), "oracle"),
        (("--add", "oracle"), "oracle"),
        (("--dataset", "oracle"), "oracle"),
    ],
)
def test_what_cannot_be_is_one_line_with_a_hint(crs: Crs, data: Path, tmp_path: Path, options: tuple[str, str], says: str) -> None:
    given = {"--dataset": "own", "--data-dir": str(data), "--out": str(tmp_path / "out"), "--describe": "items"} | dict([options])
    ran = crs("train", *(part for pair in given.items() for part in pair))
    assert ran.status == 2
    error = ran.err.splitlines()[-1]
    assert error.startswith("error: ")
    assert says in error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", [("--seed", "-1"), ("--threads", "0"), ("--seed", "x")])
def test_numbers_out_of_range_are_refused(crs: Crs, data: Path, option: tuple[str, str]) -> None:
    ran = crs("train", "--dataset", "own", "--data-dir", data, *option)
    assert ran.status == 2
    assert option[0] in ran.err


def test_what_is_no_model_is_not_replaced(crs: Crs, data: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letters.txt").write_text("dear")
    ran = crs("train", "--dataset", "own", "--data-dir", data, "--out", tmp_path / "out", *QUICK)
    assert ran.status == 2
    assert (tmp_path / "out" / "letters.txt").read_text() == "dear"


WATCHED = """
import sys

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        name = arguments[0] if isinstance(arguments[0], str) else arguments[0].decode(errors="replace")
        if name.rpartition("/")[2].startswith(("test", "train", "valid")) and name.endswith(".jsonl"):
            sys.stderr.write(f"opened {name}\\n")

sys.addaudithook(watch)
from crs.cli import main
main(sys.argv[1:])
"""


def test_the_test_split_is_never_opened(data: Path, tmp_path: Path) -> None:
    assert (data / "own" / "test.jsonl").read_text(encoding="utf-8") == WRONG
    command = [sys.executable, "-c", WATCHED, "train", "--dataset", "own", "--data-dir", str(data), "--out", str(tmp_path / "out"), *QUICK]
    ran = subprocess.run(
        command, env={**os.environ, "CRS_HOME": str(tmp_path / "home")}, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    opened = {Path(line.removeprefix("opened ")).name for line in ran.stderr.splitlines() if line.startswith("opened ")}
    assert opened == {"train.jsonl", "valid.jsonl"}


def test_without_torch_the_extra_is_named(tmp_path: Path) -> None:
    program = "import sys\nsys.modules['torch'] = None\nfrom crs.cli import main\nmain()"
    command = [sys.executable, "-c", program, "train", "--dataset", "own", "--data-dir", str(tmp_path), "--out", str(tmp_path / "m")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "train" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_torch_the_other_sources_are_trained(data: Path, tmp_path: Path) -> None:
    program = "import sys\nsys.modules['torch'] = None\nfrom crs.cli import main\nmain()"
    asked = ("--sources", "ease,popularity", "--fusion", "linear", "--out", str(tmp_path / "m"))
    command = [sys.executable, "-c", program, "train", "--dataset", "own", "--data-dir", str(data), *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "CRS_HOME": str(tmp_path / "home")})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "m" / "manifest.json").is_file()
