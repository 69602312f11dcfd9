"""DuRecDial 2.0 (Liu et al., EMNLP 2021): dialogues in English and Chinese that lead from chat to a recommendation.

`en_train.txt`, `en_dev.txt`, `en_test.txt` and their `zh_` siblings, one JSON object a line:

    {"conversation": ["Hello!", "[2] Hi, …"], "goal_type_list": ["Greetings", …], "goal_topic_list": ["Greetings", …], …}

Each list has one entry a turn. Sides alternate; the recommender begins if the first goal is "Greetings" (寒暄), else the seeker.
A turn under a goal of recommendation has an item as its topic; an item's id is this name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from crs.datasets.faults import Faults
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.record import Record
from crs.datasets.spans import mentions
from crs.types import Dialogue, Role, Utterance

KIND = "item"  # films, music, places and food

_HINT = "is this a file of DuRecDial 2.0?"
_STEP = re.compile(r"^\[\d+\]\s*")  # of the goal, in front of the turn that begins it
_GREETINGS = ("greetings", "寒暄")
_RECOMMENDATION = ("recommend", "推荐")


def read_durecdial(path: Path, *, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of a file; ids are their rows, `labels` the goals.

    A turn mentions the items recommended anywhere in the dialogue that its text names; an item that the text of its own turn
    writes otherwise is mentioned there without a place (see `spans.mentions`) where the recommender speaks.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    return read_objects(path, _dialogue, hint=_HINT, faults=faults)


def _dialogue(row: Record) -> LabelledDialogue:
    turns, goals, topics = (_texts(row, name) for name in ("conversation", "goal_type_list", "goal_topic_list"))
    for name, found in (("goal_type_list", goals), ("goal_topic_list", topics)):
        if len(found) != len(turns):
            raise row.error(f"there are {len(found)} entries for {len(turns)} turns", name)
    recommended = [topic if _is_recommendation(goal) else "" for goal, topic in zip(goals, topics, strict=True)]
    items = tuple(dict.fromkeys(item for item in recommended if item))
    sides: tuple[Role, Role] = ("recommender", "seeker") if goals and goals[0].lower() in _GREETINGS else ("seeker", "recommender")
    utterances = tuple(
        _utterance(_STEP.sub("", turn), sides[place % 2], items, item)
        for place, (turn, item) in enumerate(zip(turns, recommended, strict=True))
    )
    return LabelledDialogue(
        dialogue=Dialogue(id=str(row.number), utterances=utterances), labels=tuple((goal,) if goal else () for goal in goals)
    )


def _utterance(text: str, role: Role, items: tuple[str, ...], own: str) -> Utterance:
    found = mentions(text, ((item, item) for item in items), kind=KIND)
    return Utterance(
        role=role,
        text=text,
        mentions=tuple(mention for mention in found if mention.text or (role == "recommender" and mention.entity == own)),
    )


def _texts(row: Record, name: str) -> list[str]:
    return [" ".join(row.check_text(name, text).split()) for text in row.list(name)]


def _is_recommendation(goal: str) -> bool:
    return any(word in goal.lower() for word in _RECOMMENDATION)
