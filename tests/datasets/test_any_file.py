"""Whatever stands in a file, a loader reads it or says what is wrong: no other error gets out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crs.datasets.durecdial import read_durecdial
from crs.datasets.inspired import read_inspired
from crs.datasets.opendialkg import read_opendialkg, read_processed
from crs.datasets.own import read_own
from crs.datasets.pearl import read_pearl
from crs.datasets.reddit import read_turns
from crs.datasets.redial_labels import read_redial
from crs.datasets.redial_titles import read_titles
from crs.datasets.talkplay import read_talkplay
from crs.datasets.tgredial import read_tgredial
from crs.errors import DatasetError

Read = Callable[[Path], Iterable[object]]

IDS = ("conversationId", "id", "conv_id", "session_id")
ANSWERS = {"suggested": 1, "seen": 0, "liked": 2}
ROWS: list[tuple[Read, dict[str, Any]]] = [
    (
        read_redial,
        {
            "conversationId": "1",
            "initiatorWorkerId": 5,
            "respondentWorkerId": 8,
            "movieMentions": {"301": "Kite (1999)"},
            "messages": [{"text": "I love @301", "senderWorkerId": 5}],
            "initiatorQuestions": {"301": ANSWERS},
            "respondentQuestions": [],
        },
    ),
    (
        read_own,
        {
            "id": "1",
            "turns": [
                {
                    "role": "seeker",
                    "text": "Hi",
                    "mentions": ["a", {"id": "b", "text": "Hi"}, {"id": "c", "start": 0, "end": 1}],
                    "labels": ["x"],
                }
            ],
            "opinions": {"a": {"liked": True}},
            "accepted": ["a"],
        },
    ),
    (read_processed, {"dialog_id": 1, "turn_id": 1, "context": ["Hi"], "entity": ["Kite"], "rec": ["Kite"], "resp": "Kite"}),
    (read_turns, {"dialog_id": 1, "turn_id": 1, "is_user": 0, "context": ["", "Hi"], "resp": "Kite", "rec": [7]}),
    (read_pearl, {"dialogue": ["Seeker: Hi", "Recommender: Kite"]}),
    (
        read_durecdial,
        {"conversation": ["[1] Hi", "Kite"], "goal_type_list": ["Chat", "Movie recommendation"], "goal_topic_list": ["Chat", "Kite"]},
    ),
    (
        read_tgredial,
        {
            "conv_id": 1,
            "messages": [{"local_id": 1, "role": "Seeker", "content": "Hi", "movie": ["Kite"], "target": ["Rec", "act", None]}],
            "goal_path": {"1": ["Rec", "act", "topic"]},
            "mentionMovies": {"1": ["7", "Kite(1999)"]},
        },
    ),
    (
        read_talkplay,
        {
            "session_id": "1",
            "conversations": [{"turn_number": 1, "role": role, "content": "a"} for role in ("user", "music", "assistant")],
            "goal_progress_assessments": [{"turn_number": 2, "goal_progress_assessment": "MOVES_TOWARD_GOAL"}],
        },
    ),
]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**18) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a JSON value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in parts for place in places(part, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with its part at `path` replaced."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(copy[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize(("read", "row"), ROWS, ids=[read.__name__ for read, _ in ROWS])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_reads_it_or_names_the_row(tmp_path: Path, read: Read, row: dict[str, Any], choice: st.DataObject) -> None:
    changed = put(row, choice.draw(st.sampled_from(places(row))), choice.draw(VALUES))
    path = tmp_path / "a.jsonl"
    other = row | {name: "another" for name in IDS if name in row}
    path.write_text(json.dumps(other) + "\n" + json.dumps(changed) + "\n", encoding="utf-8")
    try:
        list(read(path))
    except DatasetError as error:
        assert (error.file, error.row, bool(error.hint)) == (str(path), 2, True)  # noqa: PT017 - most changes are read


PIECES = st.sampled_from(
    ['"', "\t", ",", "\n", "\r\n", "\r", "[", "]", "{", "}", ":", "1", "NaN", "text", "é", "\0", "\ufeff", " ", "d1\t1\tSEEKER\t"]
)
HEADS = ("", "dialog_id\tutt_id\tspeaker\ttext\tmovies\n", "Messages\n", "movieId,movieName\n", "[")


@pytest.mark.parametrize("read", [read_inspired, read_opendialkg, read_titles, read_tgredial, read_own])
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from(HEADS), pieces=st.lists(PIECES, max_size=25), end=st.binary(max_size=3))
def test_any_bytes_are_read_or_refused(tmp_path: Path, read: Read, head: str, pieces: list[str], end: bytes) -> None:
    path = tmp_path / "a.file"
    path.write_bytes((head + "".join(pieces)).encode() + end)
    try:
        list(read(path))
    except DatasetError as error:
        assert (error.file, bool(error.hint)) == (str(path), True)  # noqa: PT017 - some are read
