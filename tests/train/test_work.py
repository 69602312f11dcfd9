"""Finished steps are kept until the model is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crs.errors import ModelError, StorageError
from crs.train.work import Work


class Step:
    """A step that notes how often it was made, and can be cut off."""

    def __init__(self, text: str = "steeped") -> None:
        self.text, self.made, self.fails = text, 0, False

    def __call__(self, work: Work, name: str = "tea") -> str:
        return work.step(name, self.make, self.read)

    def make(self, folder: Path) -> Mapping[str, Any]:
        assert list(folder.iterdir()) == []
        self.made += 1
        (folder / "cup.txt").write_text(self.text)
        if self.fails:
            raise KeyboardInterrupt
        return {"cups": self.made}

    def read(self, folder: Path, note: Mapping[str, Any]) -> str:
        found = (folder / "cup.txt").read_text()
        if found != self.text:
            raise ModelError("the cup is broken", file=folder)
        return f"{found}, {note['cups']}"


def test_a_finished_step_is_not_made_again(tmp_path: Path) -> None:
    step = Step()
    assert [step(Work(tmp_path / "out", {"seed": 1})) for _ in range(3)] == ["steeped, 1"] * 3
    assert step.made == 1


def test_steps_lie_beside_the_model_under_their_names(tmp_path: Path) -> None:
    work = Work(tmp_path / "models" / "out", {})
    Step()(work, "one")
    Step()(work, "two")
    assert work.folder == tmp_path / "models" / ".out-training"
    assert {path.name for path in work.folder.iterdir()} == {"key", "one", "two"}
    assert not (tmp_path / "models" / "out").exists()
    work.drop()
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize(("key", "fresh"), [({"seed": 2}, False), ({"seed": 1, "more": 0}, False), ({"seed": 1}, True)])
def test_with_another_key_or_afresh_it_is_made_again(tmp_path: Path, key: Mapping[str, Any], fresh: bool) -> None:
    step = Step()
    step(Work(tmp_path / "out", {"seed": 1}))
    assert step(Work(tmp_path / "out", key, fresh=fresh)) == "steeped, 2"


def test_the_order_of_a_key_does_not_matter(tmp_path: Path) -> None:
    step = Step()
    for key in ({"a": 1, "b": (2, 3)}, {"b": [2, 3], "a": 1}):
        step(Work(tmp_path / "out", key))
    assert step.made == 1


def test_a_step_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    step = Step()
    step.fails = True
    with pytest.raises(KeyboardInterrupt):
        step(Work(tmp_path / "out", {}))
    step.fails = False
    assert step(Work(tmp_path / "out", {})) == "steeped, 2"


@pytest.mark.parametrize(("file", "text"), [("cup.txt", "shards"), ("ready.json", '{"cups": '), ("ready.json", "\ufffd")])
def test_a_damaged_step_is_made_again(tmp_path: Path, file: str, text: str) -> None:
    step = Step()
    work = Work(tmp_path / "out", {})
    step(work)
    (work.folder / "tea" / file).write_text(text)
    assert step(work) == "steeped, 2"
    assert json.loads((work.folder / "tea" / "ready.json").read_text()) == {"cups": 2}


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as refused:
        Work(tmp_path / "file" / "out", {})
    assert "--out" in refused.value.hint


def test_a_step_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    def full(folder: Path) -> Mapping[str, Any]:
        raise OSError(28, "No space left on device", str(folder))

    with pytest.raises(StorageError, match="No space left"):
        Work(tmp_path / "out", {}).step("tea", full, lambda *_: None)
