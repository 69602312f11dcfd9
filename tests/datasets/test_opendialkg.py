"""OpenDialKG: the authors' table, and iEvaLM's form of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.opendialkg import read_opendialkg, read_processed
from crs.datasets.opening import open_dataset
from crs.errors import DatasetError


def chat(sender: str, message: str) -> dict[str, Any]:
    return {"type": "chat", "sender": sender, "message": message}


def walk(sender: str, *triples: list[str]) -> dict[str, Any]:
    return {"type": "action", "sender": sender, "action_id": "kgwalk/choose_path", "metadata": {"path": [0.7, list(triples), "…"]}}


MESSAGES = [
    chat("user", "Do you like The Lost Kite?"),
    walk("assistant", ["The Lost Kite", "directed_by", "Ada Moor"], ["Ada Moor", "~directed_by", "Salt Road"]),
    chat("assistant", "Yes, Ada Moor made it, and Salt Road too."),
    {"type": "action", "sender": "user", "action_id": "meta_thread/send_meta_message", "metadata": {"message": "done"}},
]


def table(folder: Path, *cells: str) -> Path:
    path = folder / "opendialkg.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Messages", "User Rating", "Assistant Rating"])
        writer.writerows([cell, 5, 4] for cell in cells)
    return path


def test_reads_the_authors_table(tmp_path: Path) -> None:
    (labelled,) = read_opendialkg(table(tmp_path, json.dumps(MESSAGES)))
    assert [(said.role, said.text) for said in labelled.dialogue.utterances] == [
        ("seeker", "Do you like The Lost Kite?"),
        ("recommender", "Yes, Ada Moor made it, and Salt Road too."),
    ]
    assert [mention.entity for mention in labelled.dialogue.utterances[1].mentions] == ["Ada Moor", "Salt Road"]
    assert labelled.labels == ((), ("directed_by", "~directed_by"))


def test_keeps_the_items_alone_if_told_which_they_are(tmp_path: Path) -> None:
    (labelled,) = read_opendialkg(table(tmp_path, json.dumps(MESSAGES)), items={"Salt Road"})
    assert [mention.entity for mention in labelled.dialogue.utterances[1].mentions] == ["Salt Road"]


@pytest.mark.parametrize(
    ("messages", "field", "says"),
    [
        ("{", "Messages", "not readable as JSON"),
        ("{}", "Messages", "not a list"),
        ("[3]", "Messages", "not an object"),
        (json.dumps([chat("nobody", "hi")]), "Messages", "neither user nor assistant"),
        (json.dumps([chat("user", "hi") | {"message": 5}]), "message", "not text"),
        (json.dumps([walk("user", ["one", "two"])]), "metadata", "not a list of"),
    ],
)
def test_names_file_row_and_field(tmp_path: Path, messages: str, field: str, says: str) -> None:
    path = table(tmp_path, json.dumps(MESSAGES), messages)
    with pytest.raises(DatasetError, match=says) as caught:
        list(read_opendialkg(path))
    assert (caught.value.file, caught.value.row, caught.value.field) == (str(path), 3, field)


PROCESSED: list[dict[str, Any]] = [
    {
        "dialog_id": 4,
        "turn_id": 1,
        "context": ["I like Salt Road"],
        "entity": ["Salt Road"],
        "rec": ["The Lost Kite"],
        "resp": "See The Lost Kite",
    },
    {
        "dialog_id": 4,
        "turn_id": 3,
        "context": ["I like Salt Road", "See The Lost Kite", "By Ada Moor? And then?"],
        "entity": ["Salt Road", "The Lost Kite", "Ada Moor"],
        "rec": ["Harbour Lights"],
        "resp": "Her last one!",
    },
    {"dialog_id": 5, "turn_id": 1, "context": ["Books?"], "entity": [], "rec": ["Kites"], "resp": "Kites."},
]


def processed(folder: Path) -> Path:
    path = folder / "train_data_processed.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in PROCESSED), encoding="utf-8")
    return path


def test_joins_the_turns_of_a_dialogue(tmp_path: Path) -> None:
    first, second = read_processed(processed(tmp_path), items={"Salt Road", "The Lost Kite"})
    assert (first.dialogue.id, second.dialogue.id) == ("4", "5")
    assert [(said.role, [mention.entity for mention in said.mentions]) for said in first.dialogue.utterances] == [
        ("seeker", ["Salt Road"]),
        ("recommender", ["The Lost Kite"]),
        ("seeker", []),
        ("recommender", ["Harbour Lights"]),
    ]
    assert first.dialogue.last.mentions[0].text == "", "the text says it otherwise"


def test_opens_with_its_items(tmp_path: Path) -> None:
    processed(tmp_path)
    (tmp_path / "id2info.json").write_text(json.dumps({"0": {"name": "Salt Road"}, "1": {"name": "Unseen"}}), encoding="utf-8")
    dataset = open_dataset("opendialkg", tmp_path)
    assert sorted(dataset.canonical) == ["Harbour Lights", "Kites", "Salt Road", "The Lost Kite", "Unseen"]
    assert dataset.training == ("train",)
