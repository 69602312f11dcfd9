"""iEvaLM: the rows and targets that its authors publish."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.folder import read_json_lines
from crs.datasets.ievalm import read_names
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.opendialkg import item_names, read_processed
from crs.errors import DatasetError
from crs.evaluate.protocols import counts, protocols
from crs.evaluate.protocols.standard import ALL

Talk = Callable[..., LabelledDialogue]


def write(folder: Path, *rows: dict[str, Any], split: str = "valid", **names: str) -> Path:
    inner = folder / "redial" / "ievalm"
    inner.mkdir(parents=True, exist_ok=True)
    (inner / f"{split}_data_processed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (inner / "id2info.json").write_text(json.dumps({id_: {"name": name} for id_, name in names.items()}), encoding="utf-8")
    return folder


def test_published_rows_only(tmp_path: Path, talk: Talk, every_item: Mapping[str, str]) -> None:
    write(tmp_path, {"dialog_id": "d", "turn_id": 3, "rec": ["The Comet (1987)"]}, kite="Kite (1999)", comet="The  Comet (1987)")
    (protocol,) = protocols("ievalm", folder=tmp_path)
    dialogue = talk("S: Hi", "R: {kite}?", "S: No", "R: Then {comet}, or {kite}")
    (instance,) = protocol.instances([dialogue], every_item)
    assert (instance.id, instance.targets, instance.excluded) == ("d:3", ("comet",), frozenset())


def test_a_dialogue_without_published_rows_has_none(tmp_path: Path, talk: Talk, every_item: Mapping[str, str]) -> None:
    write(tmp_path, {"dialog_id": 7, "turn_id": 1, "rec": ["kite"]})
    (protocol,) = protocols("ievalm", folder=tmp_path)
    assert not list(protocol.instances([talk("S: Hi", "R: {kite}?")], every_item))


def test_one_split(tmp_path: Path, talk: Talk, every_item: Mapping[str, str]) -> None:
    write(tmp_path, {"dialog_id": "d", "turn_id": 1, "rec": ["kite"]})
    write(tmp_path, {"dialog_id": "d", "turn_id": 3, "rec": ["comet"]}, split="test")
    dialogue = talk("S: Hi", "R: {kite}?", "S: No", "R: Then {comet}")
    found = {split: [i.turn for i in protocols("ievalm", folder=tmp_path, split=split)[0].instances([dialogue], every_item)]
             for split in ("valid", "test", "")}  # fmt: skip
    assert found == {"valid": [1], "test": [3], "": [1, 3]}


def test_files_that_do_not_belong_together(tmp_path: Path, talk: Talk, every_item: Mapping[str, str]) -> None:
    write(tmp_path, {"dialog_id": "d", "turn_id": 1, "rec": ["comet"]})
    (protocol,) = protocols("ievalm", folder=tmp_path)
    with pytest.raises(DatasetError, match="turn 1 of dialogue 'd' does not name 'comet'"):
        list(protocol.instances([talk("S: Hi", "R: {kite}?")], every_item))


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"iEvaLM's instances are not here"):
        protocols("ievalm", folder=tmp_path)


def test_the_folder_of_the_data_set_itself(tmp_path: Path) -> None:
    write(tmp_path, {"dialog_id": "d", "turn_id": 1, "rec": ["kite"]})
    assert protocols("ievalm", folder=tmp_path) == protocols("ievalm", folder=tmp_path / "redial")


def test_without_any_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crs.evaluate.protocols.published.data_folder", lambda: None)
    with pytest.raises(DatasetError, match="there is no data folder"):
        protocols("ievalm")


def test_redial(data: Path, redial_valid: tuple[LabelledDialogue, ...], every_item: Mapping[str, str]) -> None:
    (protocol,) = protocols("ievalm", dataset="redial", folder=data, split="valid")
    found = counts(protocol, redial_valid, every_item)
    assert (found.rows, found.targets) == (2_716, 3_595)


def test_redial_row_by_row(data: Path, redial_valid: tuple[LabelledDialogue, ...], every_item: Mapping[str, str]) -> None:
    """Every published row is a row here and one of the standard protocol, with the same targets and as many turns before."""
    place = data / "redial" / "ievalm"
    (protocol,) = protocols("ievalm", dataset="redial", folder=data)
    names = read_names(place / "id2info.json")
    ours = {instance.id: instance for instance in protocol.instances(redial_valid, every_item)}
    standard = {instance.id: instance for instance in ALL.instances(redial_valid, every_item)}
    published = {f"{row['dialog_id']}:{row['turn_id']}": row for _, row in read_json_lines(place / "valid_data_processed.jsonl")}
    assert ours.keys() == published.keys()
    assert ours.keys() < standard.keys()
    for id_, row in published.items():
        assert [names[item] for item in ours[id_].targets] == row["rec"]
        assert len(ours[id_].context.utterances) == len(row["context"]) - (row["context"][0] == "")
        assert ours[id_].context == standard[id_].context


def test_opendialkg(data: Path, every_item: Mapping[str, str]) -> None:
    (protocol,) = protocols("ievalm", dataset="opendialkg", folder=data, split="valid")
    folder = data / "opendialkg"
    dialogues = read_processed(folder / "valid_data_processed.jsonl", items=item_names(folder))
    found = counts(protocol, dialogues, every_item)
    assert (found.rows, found.targets) == (1_188, 1_254)
