"""Reddit-Movie (He et al., CIKM 2023): people on Reddit ask for films and others answer.

Two published forms. `reddit_movie_small_v1` and `_large_v1` (`train.csv`, `valid.csv`, `test.csv`) have one post or comment a row:

    conv_id,turn_id,is_seeker,processed,raw,…      `processed` is the text with the IMDb number of a film in place of its title
    id2name.json                                   {"tt0078748": "Alien (1979)", …}

`reddit_cikm`, like He et al.'s `redial_cikm` and `inspired_cikm`, has one turn a line, the turns before it in `context`:

    {"dialog_id": "test_0", "turn_id": "test_4", "is_user": 0, "context": ["", …], "resp": "…", "rec": [9722], "entity_name": […]}
    entity2id.json                                 {"<http://dbpedia.org/resource/Hoffa_(film)>": 0, …}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from crs.datasets.delimited import checked, read_table
from crs.datasets.faults import Faults
from crs.datasets.folder import find, read_json
from crs.datasets.groups import Row, grouped
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.record import Distinct, Record
from crs.datasets.turn_rows import TurnRow, join_turns
from crs.types import Dialogue, Mention, Utterance

KIND = "film"
COLUMNS = ("conv_id", "turn_id", "is_seeker", "processed")

_HINT = "is this a file of Reddit-Movie?"
_IMDB = re.compile(r"\btt\d{6,9}\b")
_URI = re.compile(r"^<?https?://dbpedia\.org/resource/(?P<name>.+?)>?$")
_SEEKER = {"true": True, "1": True, "false": False, "0": False}


def read_posts(path: Path, *, titles: Mapping[str, str] | None = None, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The threads of a table of posts; the rows of a thread follow each other. An item's id is its IMDb number.

    The texts are the processed ones with `titles` in place of the numbers; a film that has no title there stays a number.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    distinct = Distinct()

    def thread(rows: list[Row]) -> LabelledDialogue:
        records = [checked(row) for row in rows]
        id_ = distinct.check(records[0], "conv_id", records[0].id("conv_id"))
        return LabelledDialogue(dialogue=Dialogue(id=id_, utterances=tuple(_post(record, titles or {}) for record in records)))

    return (faults or Faults()).read(grouped(read_table(path, delimiter=",", columns=COLUMNS, hint=_HINT), "conv_id"), thread)


def read_titles(path: Path) -> dict[str, str]:
    """The titles of `id2name.json` by IMDb number.

    Raises:
        DatasetError: the file is missing or not as published.
    """
    found = find(path)
    rows = enumerate(read_json(found).items(), start=1)
    return {id_: Record(file=found, number=number, row={id_: title}, hint=_HINT).text(id_) for number, (id_, title) in rows}


def read_turns(path: Path, *, names: Mapping[str, str] | None = None, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of a file of turns. An item's id is the number in `rec`; `names` are those of `read_names`, to find it by.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    return join_turns(read_objects(path, partial(_turn, names=names or {}), hint=_HINT, faults=faults), kind=KIND)


def read_names(path: Path) -> dict[str, str]:
    """The names of `entity2id.json` by number; of a DBpedia URI what a person reads, "Hoffa (film)".

    Raises:
        DatasetError: the file is missing or not as published.
    """
    found = find(path)
    names: dict[str, str] = {}
    for number, (name, id_) in enumerate(read_json(found).items(), start=1):
        uri = _URI.match(name)
        key = Record(file=found, number=number, row={name: id_}, hint=_HINT).id(name)
        names[key] = unquote(uri["name"]).replace("_", " ") if uri else name
    return names


def _post(row: Record, titles: Mapping[str, str]) -> Utterance:
    seeker = _SEEKER.get(row.text("is_seeker").strip().lower())
    if seeker is None:
        raise row.error(f"'{row.text('is_seeker')}' is neither True nor False", "is_seeker")
    source = row.text("processed")
    parts: list[str] = []
    mentions: list[Mention] = []
    at = length = 0
    for found in _IMDB.finditer(source):
        before, title = source[at : found.start()], titles.get(found[0]) or found[0]
        start = length + len(before)
        parts += (before, title)
        at, length = found.end(), start + len(title)
        mentions.append(Mention(entity=found[0], kind=KIND, text=title, span=(start, length)))
    return Utterance(role="seeker" if seeker else "recommender", text="".join((*parts, source[at:])), mentions=tuple(mentions))


def _turn(row: Record, names: Mapping[str, str]) -> TurnRow:
    if row.value("is_user") not in (0, 1):
        raise row.error("it is neither 0 nor 1", "is_user")
    return TurnRow(
        dialogue=row.id("dialog_id"),
        context=tuple(row.check_text("context", text) for text in row.list("context")),
        text=row.text("resp"),
        role="seeker" if row.value("is_user") else "recommender",
        items=tuple((id_, names.get(id_, "")) for id_ in dict.fromkeys(row.ids("rec"))),
    )
