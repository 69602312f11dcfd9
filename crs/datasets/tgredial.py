"""TG-ReDial (Zhou et al., COLING 2020): Chinese dialogues that lead over topics to films.

The authors publish Python pickles (`train_data.pkl`, …). A pickle runs code when it is read, so it is not read here: save its
list as JSON once, `json.dump(pickle.load(…), …)`, where you trust it. An entry then is

    {"conv_id": 0, "user_id": "0", "messages": [{"local_id": 7, "role": "Recommender", "content": "《…》怎么样"}, …],
     "goal_path": {"7": ["Rec", "推荐电影", "…"]}, "mentionMovies": {"7": ["1295242", "精灵鼠小弟(1999)"]}}

CRSLab publishes the same dialogues as JSON, a message as tokens with its films beside it:

    {"conv_id": 0, "messages": [{"local_id": 7, "role": "Recommender", "text": ["《", …], "movie": ["…"], "target": ["Rec", …]}]}

An item's id is the number in `mentionMovies`, or the name in `movie`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from crs.datasets.faults import Faults
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.record import Distinct, Record
from crs.datasets.spans import mentions
from crs.types import Dialogue, Role, Utterance

KIND = "film"

_HINT = "is this TG-ReDial as JSON?"
_ROLES: dict[str, Role] = {"Seeker": "seeker", "Recommender": "recommender"}


def read_tgredial(path: Path, *, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of a file in either form; `labels` are the actions of the goal path ("谈论", "推荐电影", …).

    Raises:
        DatasetError: naming file, entry and field of what is not as published.
    """
    return read_objects(path, partial(_dialogue, distinct=Distinct()), hint=_HINT, faults=faults)


def _dialogue(row: Record, distinct: Distinct) -> LabelledDialogue:
    id_ = distinct.check(row, "conv_id", row.id("conv_id"))
    films, goals = row.mapping("mentionMovies", default=True), row.mapping("goal_path", default=True)
    utterances: list[Utterance] = []
    labels: list[tuple[str, ...]] = []
    for value in row.list("messages"):
        message = row.within("messages", value)
        place = message.id("local_id")
        utterances.append(_utterance(message, _named(row, films, place)))
        labels.append(_actions(goals.get(place) or message.list("target", default=True)))
    return LabelledDialogue(dialogue=Dialogue(id=id_, utterances=tuple(utterances)), labels=tuple(labels) if any(labels) else ())


def _utterance(message: Record, named: tuple[tuple[str, str], ...]) -> Utterance:
    role = _ROLES.get(message.text("role"))
    if role is None:
        raise message.error(f"'{message.text('role')}' is neither Seeker nor Recommender", "role")
    said = message.row.get("content", message.row.get("text"))
    text = "".join(message.check_text("text", token) for token in said) if isinstance(said, list) else message.check_text("content", said)
    films = named or tuple((film, film) for film in message.ids("movie"))
    return Utterance(role=role, text=text, mentions=mentions(text, films, kind=KIND))


def _named(row: Record, films: Mapping[str, Any], place: str) -> tuple[tuple[str, str], ...]:
    """The film that `mentionMovies` gives for a message: [id, "name(year)"]."""
    film = films.get(place)
    if film is None:
        return ()
    if not isinstance(film, list) or len(film) != 2:
        raise row.error(f"the film of message {place} is not [id, name]", "mentionMovies")
    return ((row.check_id("mentionMovies", film[0]), row.check_text("mentionMovies", film[1])),)


def _actions(goal: Any) -> tuple[str, ...]:
    """Of [side, action, topic, action, topic, …] the actions."""
    return tuple(action for action in goal[1::2] if isinstance(action, str)) if isinstance(goal, list) else ()
