"""The official ReDial format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.redial import RedialForm, read_dialogues
from crs.errors import DatasetError

DIALOGUE: dict[str, Any] = {
    "conversationId": "71",
    "initiatorWorkerId": 5,
    "respondentWorkerId": 8,
    "movieMentions": {"301": "The Lost Kite  (1999)", "302": "Harbour Lights", "303": None},
    "messages": [
        {"timeOffset": 0, "text": "Hi! I love @301 and @302 .", "senderWorkerId": 5, "messageId": 1},
        {"timeOffset": 9, "text": "Then try @303, it is like @301!", "senderWorkerId": 8, "messageId": 2},
    ],
    "initiatorQuestions": {"301": {"suggested": 0, "seen": 1, "liked": 1}, "303": {"suggested": 1, "seen": 0, "liked": 2}},
    "respondentQuestions": [],
}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "train_data.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_reads_who_said_what(tmp_path: Path) -> None:
    (dialogue,) = read_dialogues(write(tmp_path, DIALOGUE))
    assert dialogue.id == "71"
    assert [(message.role, message.movies) for message in dialogue.messages] == [
        ("seeker", ("301", "302")),
        ("recommender", ("303", "301")),
    ]
    assert dialogue.messages[0].text == "Hi! I love @301 and @302 ."


def test_tidies_titles_and_leaves_out_missing_ones(tmp_path: Path) -> None:
    (dialogue,) = read_dialogues(write(tmp_path, DIALOGUE))
    assert dialogue.titles == {"301": "The Lost Kite (1999)", "302": "Harbour Lights"}


def test_the_initiator_is_the_seeker(tmp_path: Path) -> None:
    (dialogue,) = read_dialogues(write(tmp_path, DIALOGUE))
    assert dialogue.seeker_likes == {"301": RedialForm(suggested=0, seen=1, liked=1), "303": RedialForm(suggested=1, seen=0, liked=2)}
    assert dialogue.recommender_likes == {}, "an empty form is published as []"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"messages": None}, "messages", "not a list"),
        ({"messages": [{"senderWorkerId": 5}]}, "messages", "no text"),
        ({"messages": [{"text": "hi", "senderWorkerId": 6}]}, "messages", "the sender 6 is neither side"),
        ({"messages": [{"text": "hi"}]}, "messages", "the sender None"),
        ({"movieMentions": "none"}, "movieMentions", "not an object"),
        ({"initiatorQuestions": {"301": 1}}, "initiatorQuestions", "not an object"),
        ({"initiatorQuestions": {"301": {"suggested": 0, "seen": 1}}}, "initiatorQuestions", "'liked' of 301 is None"),
        ({"respondentQuestions": {"301": {"suggested": 0, "seen": 1, "liked": 3}}}, "respondentQuestions", "is 3, not 0, 1 or 2"),
        ({"initiatorWorkerId": "5"}, "initiatorWorkerId", "not the number of a worker"),
        ({"respondentWorkerId": 5}, "respondentWorkerId", "the same worker"),
        ({"conversationId": None}, "conversationId", "not an id"),
    ],
)
def test_names_file_row_and_field(tmp_path: Path, change: dict[str, Any], field: str, says: str) -> None:
    path = write(tmp_path, DIALOGUE, DIALOGUE | change)
    with pytest.raises(DatasetError) as caught:
        list(read_dialogues(path))
    assert (caught.value.file, caught.value.row, caught.value.field) == (str(path), 2, field)
    assert says in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("field", list(DIALOGUE))
def test_misses_every_field(tmp_path: Path, field: str) -> None:
    with pytest.raises(DatasetError, match="missing") as caught:
        list(read_dialogues(write(tmp_path, {name: value for name, value in DIALOGUE.items() if name != field})))
    assert caught.value.field == field


@pytest.mark.parametrize(("name", "count"), [("train_data", 3133), ("valid_data", 1000)])
def test_reads_the_published_files(data: Path, name: str, count: int) -> None:
    dialogues = list(read_dialogues(data / "redial" / f"{name}.jsonl"))
    assert len(dialogues) == count
    assert all(dialogue.messages for dialogue in dialogues)
    assert len({dialogue.id for dialogue in dialogues}) == count
