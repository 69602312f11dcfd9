"""The instances that iEvaLM publishes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.ievalm import read_names, read_published
from crs.errors import DatasetError

ROW: dict[str, Any] = {"dialog_id": "71", "turn_id": 2, "context": ["", "Hi"], "rec": ["The Lost Kite (1999)"], "resp": "A kite!"}


def write(folder: Path, *rows: object, split: str = "valid") -> None:
    (folder / f"{split}_data_processed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_reads_targets_by_dialogue_and_turn(tmp_path: Path) -> None:
    write(tmp_path, ROW, ROW | {"turn_id": 4, "rec": ["Harbour  Lights"]})
    write(tmp_path, ROW | {"dialog_id": 8}, split="test")
    assert read_published(tmp_path) == {
        ("71", 2): ("The Lost Kite (1999)",),
        ("71", 4): ("Harbour Lights",),
        ("8", 2): ("The Lost Kite (1999)",),
    }
    assert list(read_published(tmp_path, split="test")) == [("8", 2)]


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"dialog_id": None}, "dialog_id", "not an id"),
        ({"turn_id": "2"}, "turn_id", "not a number of turns"),
        ({"turn_id": -1}, "turn_id", "not a number of turns"),
        ({"rec": "The Lost Kite (1999)"}, "rec", "not a list of names"),
        ({"rec": [301]}, "rec", "not a list of names"),
        ({}, "turn_id", "comes twice"),
    ],
)
def test_refuses_what_is_not_as_published(tmp_path: Path, change: dict[str, Any], field: str, says: str) -> None:
    write(tmp_path, ROW, ROW | change)
    with pytest.raises(DatasetError, match=says) as caught:
        read_published(tmp_path)
    assert (caught.value.row, caught.value.field) == (2, field)


def test_a_missing_split(tmp_path: Path) -> None:
    write(tmp_path, ROW)
    with pytest.raises(DatasetError, match="the file is missing"):
        read_published(tmp_path, split="test")


def test_names(tmp_path: Path) -> None:
    path = tmp_path / "id2info.json"
    path.write_text(json.dumps({"301": {"name": "The Lost Kite  (1999)"}}), encoding="utf-8")
    assert read_names(path) == {"301": "The Lost Kite (1999)"}
    path.write_text(json.dumps({"301": {}}), encoding="utf-8")
    with pytest.raises(DatasetError, match="'301' has no name"):
        read_names(path)
