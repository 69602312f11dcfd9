"""`crs models`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.conftest import manifest_of, write_model

if TYPE_CHECKING:
    from conftest import Crs


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The models of this home, as `crs` of these tests has it: one of them."""
    write_model(tmp_path / "home" / "models" / "teas")
    return tmp_path / "home" / "models"


@pytest.mark.parametrize("made", [False, True])
def test_list_of_nothing_says_how_to_train(crs: Crs, tmp_path: Path, made: bool) -> None:
    if made:
        (tmp_path / "home" / "models").mkdir(parents=True)
    ran = crs("models", "list")
    assert ran.status == 0
    assert "crs train --dataset redial" in ran.out
    assert str(tmp_path / "home" / "models") in ran.out
    assert json.loads(crs("models", "list", "--json").out) == []


def test_list_shows_what_each_is(crs: Crs, shelf: Path) -> None:
    write_model(shelf / "plain", name="plain", figures={}, fusion="none")
    ran = crs("models", "list")
    assert ran.status == 0
    assert ran.err == ""
    plain, teas = (line for line in ran.out.splitlines() if line.startswith(("plain", "teas")))
    for part in ("own", "2026-01-05 10:22", "6,925", ".216 (.201–.231)", "0.0"):
        assert part in teas
    assert "–" in plain


def test_list_as_json(crs: Crs, shelf: Path) -> None:
    (found,) = json.loads(crs("models", "list", shelf, "--json").out)
    size = sum(path.stat().st_size for path in (shelf / "teas").rglob("*") if path.is_file())
    assert found == {
        "name": "teas",
        "dataset": "own",
        "created": "2026-01-05T10:22:33+00:00",
        "items": 6925,
        "recall@10": {"value": 0.2164, "low": 0.201, "high": 0.231, "n": 3544},
        "size": size,
        "path": str(shelf / "teas"),
    }


def test_list_looks_into_another_folder(crs: Crs, shelf: Path, tmp_path: Path) -> None:
    write_model(tmp_path / "mine" / "coffees", name="coffees")
    out = crs("models", "list", tmp_path / "mine").out
    assert "coffees" in out
    assert "teas" not in out
    assert shelf.is_dir()
    assert "there is no folder" in crs.fails("models", "list", tmp_path / "nowhere")


def test_list_reports_a_damaged_model_and_goes_on(crs: Crs, shelf: Path) -> None:
    write_model(shelf / "broken")
    (shelf / "broken" / "manifest.json").write_text('{"format": 1, "na')
    ran = crs("models", "list")
    assert ran.status == 0
    assert "teas" in ran.out
    assert str(shelf / "broken" / "manifest.json") in ran.err
    assert ran.err.count("\n") == 1
    assert [model["name"] for model in json.loads(crs("models", "list", "--json").out)] == ["teas"]


def test_info_says_everything(crs: Crs, shelf: Path) -> None:
    ran = crs("models", "info", "teas")
    assert ran.status == 0, ran
    for part in (
        str(shelf / "teas"),
        "own, train: 8,294 dialogues, 53,019 cases; validated on valid",
        "6,925, graph 1a2b3c",
        "trees",
        "1,234 s, 2,346 MB at the peak",
        "all as they were written",
        *("valid new recall@10", ".216", ".201–.231", "3,544"),
        *("item-knn", "1.5", "2.0", "cosine"),
        *("rounds", "200", '["rank", "score"]', "null"),
        *("numpy", "2.1.0"),
        *("train.jsonl", "000000000000…", "knn/near.bin"),
    ):
        assert part in ran.out, part


def test_info_as_json_is_the_manifest(crs: Crs, shelf: Path) -> None:
    found = json.loads(crs("models", "info", shelf / "teas", "--json").out)
    assert (found.pop("path"), found.pop("problem")) == (str(shelf / "teas"), None)
    assert found.pop("size") > 0
    assert set(found.pop("files")) == {"items.txt", "knn/near.bin"}
    assert found == manifest_of().model_dump(mode="json", exclude={"files"})


def test_info_ends_with_what_is_not_whole(crs: Crs, shelf: Path) -> None:
    (shelf / "teas" / "items.txt").write_text("other\n")
    ran = crs("models", "info", "teas")
    assert ran.status == 2
    assert "not whole" in ran.out
    assert "items.txt" in crs.fails("models", "info", "teas")
    ran = crs("models", "info", "teas", "--json")
    assert ran.status == 2
    assert "items.txt: the file is damaged" in json.loads(ran.out)["problem"]


@pytest.mark.parametrize(("name", "says"), [("coffees", "there is no model 'coffees'"), ("mine/coffees", "there is no model here")])
def test_info_of_what_is_not_there_is_one_line(crs: Crs, shelf: Path, name: str, says: str) -> None:
    assert says in crs.fails("models", "info", name)
    assert shelf.is_dir()


def test_nothing_in_a_manifest_drives_a_terminal(crs: Crs, shelf: Path) -> None:
    wild: dict[str, Any] = {"name": "[red]tea\x1b[2J", "settings": {"a\x1b[2J": "\x1b[2J"}, "graph": "\x1b[2J"}
    write_model(shelf / "wild", **wild)
    for command in (("list",), ("info", "wild")):
        ran = crs("models", *command)
        assert ran.status == 0, ran
        assert "\x1b" not in ran.out
        assert "[red]tea" in ran.out
