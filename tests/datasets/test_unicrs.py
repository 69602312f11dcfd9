"""UniCRS's linked dialogues of INSPIRED."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.unicrs import fingerprint, has_linked, read_linked
from crs.errors import DatasetError


def turn(text: str, movie: list[str], name: list[str]) -> dict[str, Any]:
    links = [f"<http://dbpedia.org/resource/{title}>" for title in name]
    return {"text": text, "role": "SEEKER", "movie": movie, "movie_link": links, "movie_name": name, "entity_link": []}


def write(folder: Path, *lines: object) -> None:
    (folder / "valid_data_dbpedia.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def test_linked_titles_of_every_turn(tmp_path: Path) -> None:
    turns = [
        turn("Hi", [], []),
        turn("All linked", ["Kite  (1999)", "Kite (1999)"], ["Kite", "Kite"]),
        turn("One of two", ["Kite (1999)", "Comet (1987)"], ["Comet"]),
        turn("None", ["Comet (1987)"], []),
        turn("Under another name", ["Harbour ()", "Comet (1987)"], ["Haven"]),
    ]
    write(tmp_path, turns)
    linked = read_linked(tmp_path)
    assert linked == {
        fingerprint([turn["text"] for turn in turns]): ((), ("Kite (1999)", "Kite (1999)"), ("Comet (1987)",), (), ("Harbour ()",))
    }


def test_a_fingerprint_bears_other_punctuation() -> None:
    assert fingerprint(["Hi, I like QUOTATION_MARKKiteQUOTATION_MARK!"]) == fingerprint(['hi I like "Kite"'])
    assert fingerprint(["Hi", "there"]) != fingerprint(["Hi"])


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ({"text": "Hi"}, "text", "not a list of turns"),
        ([{"role": "SEEKER"}], "text", "not a list of turns"),
        ([turn("Hi", [], []) | {"movie": None}], "movie", "not a list of names"),
        ([turn("Hi", [], ["Kite"])], "movie_link", "do not match"),
    ],
)
def test_refuses_what_is_not_as_published(tmp_path: Path, line: object, field: str, says: str) -> None:
    write(tmp_path, line)
    with pytest.raises(DatasetError, match=says) as caught:
        read_linked(tmp_path)
    assert (caught.value.row, caught.value.field) == (1, field)


def test_broken_json(tmp_path: Path) -> None:
    (tmp_path / "valid_data_dbpedia.jsonl").write_text("[{]\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="row 1: not readable as JSON"):
        read_linked(tmp_path)


def test_a_folder_without_them(tmp_path: Path) -> None:
    assert not has_linked(tmp_path)
    with pytest.raises(DatasetError, match="are not here"):
        read_linked(tmp_path)
