"""Your own dialogues: one JSON object a line, in `train.jsonl`, `valid.jsonl`, `test.jsonl` (any of them, plain or gzipped).

    {"id": "d1",
     "turns": [
       {"role": "seeker", "text": "I loved Alien."},
       {"role": "recommender", "text": "Then see Aliens!", "mentions": ["aliens-1986"], "labels": ["recommend"]}],
     "opinions": {"aliens-1986": {"suggested": true, "seen": false, "liked": true}},
     "accepted": ["aliens-1986"]}

Only `id`, `turns`, `role` and `text` are required. A mention is an item's id, or {"id": …, "text": …} with the words of the text
that name it, or {"id": …, "start": …, "end": …} with their place in characters. A mention of an id alone is looked for under the
item's name; where the text does not hold it, it is kept without a place (see `spans.mentions`).

The items lie beside the dialogues: a catalogue (`schema.toml` and its table, as `crs init` makes them), or `items.json` with
{"<id>": "Title (year)", …}. With neither, every id that is mentioned is an item called like its id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from crs.datasets.faults import Faults
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue, Opinion
from crs.datasets.record import Distinct, Record
from crs.datasets.spans import mentions
from crs.types import Dialogue, Mention, Role, Utterance

KIND = "item"

_HINT = "see crs.datasets.own for the format"
_ROLES: dict[str, Role] = {"seeker": "seeker", "recommender": "recommender"}


def read_own(path: Path, *, names: Mapping[str, str] | None = None, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of a file, in its order; `names` are the items' names, to find mentions by.

    Raises:
        DatasetError: naming file, row and field of what is wrong.
    """
    return read_objects(path, partial(_dialogue, names=names or {}, distinct=Distinct()), hint=_HINT, faults=faults)


def _dialogue(row: Record, names: Mapping[str, str], distinct: Distinct) -> LabelledDialogue:
    turns = [row.within("turns", turn) for turn in row.list("turns")]
    labels = tuple(turn.ids("labels") for turn in turns)
    return LabelledDialogue(
        dialogue=Dialogue(id=distinct.check(row, "id", row.id("id")), utterances=tuple(_utterance(turn, names) for turn in turns)),
        labels=labels if any(labels) else (),
        opinions={item: _opinion(row.within("opinions", value)) for item, value in row.mapping("opinions", default=True).items()},
        accepted=row.ids("accepted"),
    )


def _utterance(turn: Record, names: Mapping[str, str]) -> Utterance:
    role = _ROLES.get(turn.text("role"))
    if role is None:
        raise turn.error(f"'{turn.text('role')}' is neither seeker nor recommender", "role")
    text = turn.text("text")
    placed: list[Mention] = []
    named: list[tuple[str, str]] = []
    for value in turn.list("mentions", default=True):
        if not isinstance(value, dict):
            item = turn.check_id("mentions", value)
            named.append((item, names.get(item, item)))
        elif "start" in value or "end" in value:
            placed.append(_placed(turn.within("mentions", value), text))
        else:
            mention = turn.within("mentions", value)
            named.append((mention.id("id"), mention.text("text")))
    found = (*placed, *mentions(text, named, kind=KIND))
    return Utterance(role=role, text=text, mentions=tuple(sorted(found, key=lambda mention: mention.span)))


def _placed(mention: Record, text: str) -> Mention:
    start, end = mention.value("start"), mention.value("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise mention.error(f"{start!r} to {end!r} is no place in a text of {len(text)} characters", "start")
    return Mention(entity=mention.id("id"), kind=KIND, text=text[start:end], span=(start, end))


def _opinion(row: Record) -> Opinion:
    return Opinion(suggested=_answer(row, "suggested"), seen=_answer(row, "seen"), liked=_answer(row, "liked"))


def _answer(row: Record, name: str) -> bool | None:
    value: Any = row.row.get(name)
    if value is not None and not isinstance(value, bool):
        raise row.error(f"{value!r} is neither true nor false", name)
    return value
