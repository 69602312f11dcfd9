"""Every data set that can be read is read by its card, in the format its authors publish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crs.datasets.card import find_card
from crs.datasets.fetching.check import check
from crs.datasets.fetching.place import place_of
from crs.datasets.readable import read_splits
from crs.errors import DatasetError

PEARL = {"dialogue": ["Seeker: Something quiet, please.", "Recommender: Then see Steam."]}
DURECDIAL = {
    "conversation": ["Hello!", "Hi, shall I sing Steam?"],
    "goal_type_list": ["Greetings", "Music recommendation"],
    "goal_topic_list": ["Greetings", "Steam"],
}
SESSION = {
    "session_id": "1__2020-01-01",
    "conversations": [
        {"turn_number": 1, "role": "user", "content": "Something intense?", "thought": ""},
        {"turn_number": 1, "role": "music", "content": "track-1", "thought": ""},
        {"turn_number": 1, "role": "assistant", "content": "Here it is.", "thought": ""},
    ],
    "goal_progress_assessments": [],
}
TGREDIAL = {
    "conv_id": 0,
    "messages": [{"local_id": 1, "role": "Seeker", "content": "你好"}],
    "goal_path": {},
    "mentionMovies": {"1": ["7", "水壶"]},
}
POSTS = (
    "conv_id,turn_id,is_seeker,processed,raw\n"
    "t3_a_0/1,t3_a,True,Something like tt0000001?,Something like Steam?\n"
    "t3_a_0/1,t1_b,False,Try tt0000002,Try Kettle\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "file", "text", "split"),
    [
        ("pearl", "train.json", json.dumps([PEARL]), "train"),
        ("durecdial2", "en_dev.txt", json.dumps(DURECDIAL), "valid"),
        ("durecdial2", "zh_test.txt", json.dumps(DURECDIAL), "test-zh"),
        ("tgredial", "test_data.json", json.dumps([TGREDIAL]), "test"),
        ("reddit-movie", "valid.csv", POSTS, "valid"),
    ],
)
def test_a_split_is_read_where_its_file_is_there(folder: Path, name: str, file: str, text: str, split: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    place = place_of(find_card(name), folder)
    readable = read_splits(place)
    assert readable is not None
    assert list(readable.splits) == [split]
    assert len(list(readable.splits[split]())) == 1
    assert [(found.name, found.dialogues, found.problem) for found in check(place).splits] == [(split, 1, "")]


def test_a_split_in_pieces_is_read_piece_by_piece(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pytest.importorskip("pyarrow").Table
    for number in (2, 1):
        session = {name: value for name, value in SESSION.items() if value} | {"session_id": str(number)}
        parquet.write_table(table.from_pylist([session]), folder / "data" / f"train-0000{number}.parquet")
    place = place_of(find_card("talkplaydata2"), folder)
    readable = read_splits(place)
    assert readable is not None
    assert [labelled.dialogue.id for labelled in readable.splits["train"]()] == ["1", "2"]
    assert [file.name for file in check(place).files if file.size] == ["data/train-00001.parquet", "data/train-00002.parquet"]


def test_a_fault_in_a_split_is_found_by_the_check(folder: Path) -> None:
    (folder / "train.json").write_text(json.dumps([PEARL, {"dialogue": ["Waiter: Tea?"]}]), encoding="utf-8")
    (found,) = check(place_of(find_card("pearl"), folder)).splits
    assert found.dialogues == 1
    assert "neither" in found.problem


def test_a_data_set_without_dialogues_is_not_read(folder: Path) -> None:
    (folder / "movies.csv").write_text("movieId,title,genres\n", encoding="utf-8")
    place = place_of(find_card("movielens"), folder)
    assert read_splits(place) is None
    assert not check(place).loader


def test_what_cannot_be_opened_says_why(folder: Path) -> None:
    (folder / "test_data.jsonl").write_text("", encoding="utf-8")
    place = place_of(find_card("redial"), folder)
    with pytest.raises(DatasetError, match="training"):
        read_splits(place)
    assert "training" in check(place).splits[0].problem
