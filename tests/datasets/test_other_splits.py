"""The data sets of which only the loaders are ours, opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from crs.datasets.opening import open_dataset

TURN = {"dialog_id": 1, "turn_id": 1, "is_user": 0, "context": ["Hi"], "resp": "See Salt Road", "rec": [7]}
GOALS = {"goal_type_list": ["Chat", "Movie recommendation"], "goal_topic_list": ["Chat", "Salt Road"]}
SESSION = {
    "session_id": "s",
    "conversations": [
        {"turn_number": 1, "role": "user", "content": "Hi", "thought": ""},
        {"turn_number": 1, "role": "music", "content": "trackA", "thought": ""},
        {"turn_number": 1, "role": "assistant", "content": "Salt Road", "thought": ""},
    ],
}
MESSAGE = {"local_id": 1, "role": "Recommender", "content": "《盐路》"}
CONVERSATION = {"conversation_id": 0, "user_likes": ["B2"], "user_dislikes": [], "rec_item": ["B2"]}


def line(row: object) -> str:
    return json.dumps(row) + "\n"


@pytest.mark.parametrize(
    ("name", "files", "split", "item", "label"),
    [
        ("reddit-movie", {"train.jsonl": line(TURN), "entity2id.json": '{"Salt Road": 7}'}, "train", "7", "Salt Road"),
        (
            "reddit-movie",
            {
                "valid.csv": "conv_id,turn_id,is_seeker,processed\na,b,False,See tt0900001\n",
                "id2name.json": '{"tt0900001": "Salt Road (2004)"}',
            },
            "valid",
            "tt0900001",
            "Salt Road (2004)",
        ),
        ("durecdial2", {"en_dev.txt": line({"conversation": ["Hi", "Salt Road"], **GOALS})}, "valid", "Salt Road", "Salt Road"),
        ("tgredial", {"test_data.json": json.dumps([{"conv_id": 1, "messages": [MESSAGE | {"movie": ["盐路"]}]}])}, "test", "盐路", "盐路"),
        ("talkplaydata2", {"train.jsonl": line(SESSION)}, "train", "trackA", "trackA"),
        (
            "llm-redial",
            {
                "Conversation.txt": "0\nUser: Hi\nAgent: Salt Road\n",
                "final_data.jsonl": line({"A": {"Conversation": [{"conversation_1": CONVERSATION}]}}),
                "item_map.json": '{"B2": "Salt Road"}',
            },
            "all",
            "B2",
            "Salt Road",
        ),
    ],
)
def test_opens_with_what_it_mentions(tmp_path: Path, name: str, files: Mapping[str, str], split: str, item: str, label: str) -> None:
    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    dataset = open_dataset(name, tmp_path)
    assert list(dataset.splits) == [split]
    assert dataset.training == (("train",) if split == "train" else ())
    assert dataset.graph.label(dataset.canonical[item]) == label
    (labelled,) = dataset.dialogues(split)
    assert [mention.entity for mention in labelled.dialogue.last.mentions] == [item]
