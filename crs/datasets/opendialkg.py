"""OpenDialKG (Moon et al., ACL 2019): two people talk about films and books and walk over a graph of facts as they do.

Two published forms. The authors' `opendialkg.csv` has one dialogue a row; the column Messages holds JSON:

    {"type": "chat", "sender": "user", "message": "Do you like Alien?"}
    {"type": "action", "sender": "assistant", "action_id": "kgwalk/choose_path",
     "metadata": {"path": [0.7, [["Alien", "directed_by", "Ridley Scott"]], "Alien is directed by Ridley Scott"]}}

A path belongs to what its sender says next. iEvaLM (Wang et al., EMNLP 2023) publishes `<split>_data_processed.jsonl`, one turn of
the recommender a row; it drew its splits over turns, so one dialogue can have turns in several of them.

An item's id is its name.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crs.datasets.delimited import checked, read_table
from crs.datasets.faults import Faults
from crs.datasets.folder import read_json, refuse_constant
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.record import Record
from crs.datasets.spans import mentions
from crs.datasets.turn_rows import TurnRow, join_turns
from crs.errors import DatasetError
from crs.types import Dialogue, Role, Utterance

KIND = "item"  # films and books

_COLUMN = "Messages"
_ROLES: dict[str, Role] = {"user": "seeker", "assistant": "recommender"}
_WALK = "kgwalk/choose_path"
_HINT = "is this a file of OpenDialKG?"


def read_opendialkg(path: Path, *, items: Collection[str] | None = None, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of the authors' table; ids are their places in it, from 0.

    Mentions are the names on the path before an utterance that its text holds; only those in `items`, where that is given: the
    table does not say which entities can be recommended. `labels` are the relations of the path.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    rows = enumerate(read_table(path, delimiter=",", columns=(_COLUMN,), hint=_HINT))
    return (faults or Faults()).read(rows, lambda row: _dialogue(str(row[0]), checked(row[1]), items))


def read_processed(path: Path, *, items: Collection[str] = (), faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of iEvaLM's `<split>_data_processed.jsonl`.

    A row's turn mentions the items that the row says are to be recommended. Another turn mentions those that its text holds, out
    of what the rows list: all that are recommended, and of other entities those in `items`.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    rows = read_objects(path, partial(_turn, items=frozenset(items)), hint=_HINT, faults=faults)
    return join_turns(rows, kind=KIND)


def item_names(folder: Path) -> tuple[str, ...]:
    """The names of iEvaLM's item table, `id2info.json`, in its order.

    Raises:
        DatasetError: the file is missing or not as published.
    """
    path = Path(folder) / "id2info.json"
    entries = enumerate(read_json(path).items(), start=1)
    return tuple(
        Record(file=path, number=number, row={id_: entry}, hint=_HINT).within(id_, entry).text("name") for number, (id_, entry) in entries
    )


def _turn(row: Record, items: frozenset[str]) -> TurnRow:
    named = tuple(row.check_text("rec", name) for name in row.list("rec"))
    entities = (row.check_text("entity", name) for name in row.list("entity", default=True))
    return TurnRow(
        dialogue=row.id("dialog_id"),
        context=tuple(row.check_text("context", text) for text in row.list("context")),
        text=row.text("resp"),
        role="recommender",
        items=tuple((name, name) for name in dict.fromkeys(named)),
        earlier=tuple((name, name) for name in dict.fromkeys(entities) if name in items),
    )


def _dialogue(id_: str, row: Record, items: Collection[str] | None) -> LabelledDialogue:
    utterances: list[Utterance] = []
    labels: list[tuple[str, ...]] = []
    walked: dict[Role, list[tuple[str, str, str]]] = {"seeker": [], "recommender": []}
    for message in _messages(row):
        role = _ROLES.get(message.text("sender"))
        if role is None:
            raise row.error(f"the sender '{message.text('sender')}' is neither user nor assistant", _COLUMN)
        if message.text("type") == "action":
            if message.text("action_id", default="") == _WALK:  # other actions are notes between the workers
                walked[role] += _path(message)
            continue
        text = message.text("message")
        names = dict.fromkeys(name for head, _, tail in walked[role] for name in (head, tail) if items is None or name in items)
        found = mentions(text, ((name, name) for name in names), kind=KIND)
        utterances.append(Utterance(role=role, text=text, mentions=tuple(mention for mention in found if mention.text)))
        labels.append(tuple(dict.fromkeys(relation for _, relation, _ in walked[role])))
        walked[role] = []
    return LabelledDialogue(dialogue=Dialogue(id=id_, utterances=tuple(utterances)), labels=tuple(labels) if any(labels) else ())


def _messages(row: Record) -> Iterator[Record]:
    try:
        messages = json.loads(row.text(_COLUMN), parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise row.error(f"not readable as JSON: {error}", _COLUMN) from error
    if not isinstance(messages, list):
        raise row.error("it is not a list of messages", _COLUMN)
    return (row.within(_COLUMN, message) for message in messages)


def _path(message: Record) -> list[tuple[str, str, str]]:
    path = message.mapping("metadata").get("path")
    triples: Any = path[1] if isinstance(path, list) and len(path) > 1 else None
    if not isinstance(triples, list):
        raise _no_path(message)
    return [_triple(message, triple) for triple in triples]


def _triple(message: Record, triple: Any) -> tuple[str, str, str]:
    if not isinstance(triple, list) or len(triple) != 3 or not all(isinstance(part, str) for part in triple):
        raise _no_path(message)
    return triple[0], triple[1], triple[2]


def _no_path(message: Record) -> DatasetError:
    return message.error("the path is not a list of [head, relation, tail]", "metadata")
