"""TalkPlayData 2 (Choi, Doh & Nam, 2025): music recommendation between a listener and a system, both language models.

Hugging Face `talkpl-ai/TalkPlayData-2`, Parquet files or the same objects as JSON Lines:

    {"session_id": "53726__2011-12-26", "conversation_goal": {…}, "conversations": [
       {"turn_number": 1, "role": "user", "content": "Something intense?", "thought": ""},
       {"turn_number": 1, "role": "music", "content": "<track id>", "thought": "…"},
       {"turn_number": 1, "role": "assistant", "content": "Here is …", "thought": "…"}, …],
     "goal_progress_assessments": [{"turn_number": 2, "goal_progress_assessment": "MOVES_TOWARD_GOAL"}, …]}

A "music" entry is a track that is played; what the assistant says next comes with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from crs.datasets.faults import Faults
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue, Opinion
from crs.datasets.parquet import read_parquet
from crs.datasets.record import Distinct, Record
from crs.datasets.spans import mentions
from crs.types import Dialogue, Utterance

KIND = "track"

_HINT = "is this a file of TalkPlayData 2?"
_PROGRESS = {"MOVES_TOWARD_GOAL": True, "DOES_NOT_MOVE_TOWARD_GOAL": False}


def read_talkplay(path: Path, *, titles: Mapping[str, str] | None = None, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The sessions of a `.parquet` or JSON Lines file; an item's id is its track id.

    What the assistant says after a track has been played shows and mentions it, where `titles` names it in the text, else without
    a place (see `spans.mentions`). The thoughts of the models are left out: nobody heard them. An opinion says that a track was
    suggested, and liked if the listener's next assessment is that it moves toward the goal.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
        MissingExtraError: a Parquet file is to be read and pyarrow is not installed.
    """
    session = partial(_session, titles=titles or {}, distinct=Distinct())
    if Path(path).suffix == ".parquet":
        return (faults or Faults()).read(read_parquet(path, hint=_HINT), session)
    return read_objects(path, session, hint=_HINT, faults=faults)


def _session(row: Record, titles: Mapping[str, str], distinct: Distinct) -> LabelledDialogue:
    utterances: list[Utterance] = []
    played: list[str] = []
    turns: dict[str, int] = {}  # the turn in which a track was played
    for value in row.list("conversations"):
        entry = row.within("conversations", value)
        role = entry.text("role")
        if role == "music":
            track = entry.id("content")
            played.append(track)
            turns[track] = _turn(entry)
        elif role == "assistant":
            text = entry.text("content")
            named = mentions(text, ((track, titles.get(track, "")) for track in played), kind=KIND)
            utterances.append(Utterance(role="recommender", text=text, mentions=named, shown=tuple(played)))
            played = []
        elif role == "user":
            utterances.append(Utterance(role="seeker", text=entry.text("content")))
        else:
            raise entry.error(f"'{role}' is neither user, music nor assistant", "role")
    progress = {_turn(entry): _PROGRESS.get(entry.text("goal_progress_assessment", default="")) for entry in _assessments(row)}
    return LabelledDialogue(
        dialogue=Dialogue(id=distinct.check(row, "session_id", row.id("session_id")), utterances=tuple(utterances)),
        opinions={track: Opinion(suggested=True, liked=progress.get(turn + 1)) for track, turn in turns.items()},
    )


def _assessments(row: Record) -> Iterator[Record]:
    name = "goal_progress_assessments"
    return (row.within(name, value) for value in row.list(name, default=True))


def _turn(entry: Record) -> int:
    turn = entry.value("turn_number")
    if not isinstance(turn, int) or isinstance(turn, bool):
        raise entry.error("it is not the number of a turn", "turn_number")
    return turn
