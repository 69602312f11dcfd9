"""Your own dialogues."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.labelled import Opinion
from crs.datasets.opening import open_dataset
from crs.datasets.own import read_own
from crs.errors import DatasetError

DIALOGUE: dict[str, Any] = {
    "id": "d1",
    "turns": [
        {"role": "seeker", "text": "I loved the Bold Roast."},
        {
            "role": "recommender",
            "text": "Then try Night Bean, or the blue one!",
            "mentions": ["night", {"id": "blue", "text": "the blue one"}],
            "labels": ["recommend"],
        },
        {"role": "seeker", "text": "Night Bean.", "mentions": [{"id": "night", "start": 0, "end": 10}]},
    ],
    "opinions": {"night": {"suggested": True, "liked": True}},
    "accepted": ["night"],
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_reads_the_format_of_the_docstring(tmp_path: Path) -> None:
    (labelled,) = read_own(write(tmp_path / "train.jsonl", DIALOGUE), names={"night": "Night Bean"})
    assert [[(mention.entity, mention.text) for mention in said.mentions] for said in labelled.dialogue.utterances] == [
        [],
        [("night", "Night Bean"), ("blue", "the blue one")],
        [("night", "Night Bean")],
    ]
    assert labelled.labels == ((), ("recommend",), ())
    assert labelled.opinions == {"night": Opinion(suggested=True, liked=True)}
    assert labelled.accepted == ("night",)


def test_little_is_required(tmp_path: Path) -> None:
    (labelled,) = read_own(write(tmp_path / "train.jsonl", {"id": 1, "turns": [{"role": "seeker", "text": "Hi"}]}))
    assert labelled.dialogue.id == "1"
    assert (labelled.labels, labelled.opinions, labelled.accepted) == ((), {}, ())


def test_opens_with_a_list_of_items(tmp_path: Path) -> None:
    write(tmp_path / "train.jsonl", DIALOGUE)
    (tmp_path / "items.json").write_text(json.dumps({"night": "Night Bean", "bold": "Bold Roast"}), encoding="utf-8")
    dataset = open_dataset("own", tmp_path)
    assert {dataset.graph.label(item) for item in dataset.graph.items} == {"Night Bean", "Bold Roast", "blue"}


def test_opens_with_a_catalogue(tmp_path: Path) -> None:
    write(tmp_path / "valid.jsonl", DIALOGUE)
    (tmp_path / "schema.toml").write_text(
        'format = 1\nname = "coffees"\n[item]\nkind = "coffee"\nsingular = "coffee"\nplural = "coffees"\ntable = "items.csv"\n'
        'id = "id"\nname = "name"\nlabel = "{name}"\n',
        encoding="utf-8",
    )
    (tmp_path / "items.csv").write_text("id,name\nnight,Night Bean\nblue,Blue\n", encoding="utf-8")
    dataset = open_dataset("own", tmp_path)
    assert dataset.training == ()
    assert dataset.canonical == {"night": "night", "blue": "blue"}
    (tmp_path / "items.csv").write_text("id,name\nnight,Night Bean\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="'blue' is mentioned and not in the catalogue"):
        open_dataset("own", tmp_path)


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"id": None}, "id", "not an id"),
        ({"turns": {}}, "turns", "not a list"),
        ({"turns": ["hi"]}, "turns", "not an object"),
        ({"turns": [{"role": "user", "text": "hi"}]}, "role", "neither seeker nor recommender"),
        ({"turns": [{"role": "seeker", "text": None}]}, "text", "not text"),
        ({"turns": [{"role": "seeker", "text": "hi", "mentions": [{"id": "x", "start": 1, "end": 9}]}]}, "start", "no place in a text"),
        ({"turns": [{"role": "seeker", "text": "hi", "mentions": [{"text": "hi"}]}]}, "id", "missing"),
        ({"opinions": {"night": {"liked": "yes"}}}, "liked", "neither true nor false"),
        ({"accepted": "night"}, "accepted", "not a list"),
    ],
)
def test_names_file_row_and_field(tmp_path: Path, change: dict[str, Any], field: str, says: str) -> None:
    path = write(tmp_path / "train.jsonl", DIALOGUE, DIALOGUE | {"id": "d2"} | change)
    with pytest.raises(DatasetError, match=says) as caught:
        list(read_own(path))
    assert (caught.value.file, caught.value.row, caught.value.field) == (str(path), 2, field)
