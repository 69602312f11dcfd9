"""The INSPIRED dialogues as UniCRS (Wang et al., KDD 2022) publishes them: merged turns, items linked to DBpedia.

<split>_data_dbpedia.jsonl   one dialogue a line: [{"text": "…", "role": "RECOMMENDER", "movie": ["Alien (1979)"],
                             "movie_link": ["<http://dbpedia.org/resource/Alien_(film)>"], "movie_name": ["Alien"], …}, …]

`movie` holds what INSPIRED annotates; `movie_link` and `movie_name` those of it that could be linked. The dialogues carry no ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crs.datasets.folder import find, read_lines
from crs.datasets.titles import read_title
from crs.errors import DatasetError

SPLITS = ("train", "valid", "test")
HINT = "is this a file of UniCRS?"

Linked = Mapping[str, tuple[tuple[str, ...], ...]]

_NOISE = re.compile(r"QUOTATION_MARK|[\W_]+")
_TELLING = 5  # turns; the first four tell all dialogues apart, later ones differ in characters that the files lost


def fingerprint(texts: Sequence[str]) -> str:
    """What tells a dialogue from others: how many turns it has and what the first ones say, punctuation and case apart."""
    return f"{len(texts)}:{'|'.join(_NOISE.sub('', text).casefold() for text in texts[:_TELLING])}"


def has_linked(folder: Path) -> bool:
    """Whether UniCRS's linked dialogues are in this folder."""
    return bool(_paths(folder))


def read_linked(folder: Path) -> Linked:
    """By fingerprint: for every turn the linked items as `movie` writes them, as often as they are linked; all splits that are there.

    Raises:
        DatasetError: no split is there, or a file is not as published.
    """
    paths = _paths(folder)
    if not paths:
        raise DatasetError("UniCRS's linked dialogues are not here", file=folder, hint="put its valid_data_dbpedia.jsonl there")
    linked: dict[str, tuple[tuple[str, ...], ...]] = {}
    for path in paths:
        found = find(path)
        for number, line in read_lines(found):
            turns = _turns(found, number, line)
            linked[fingerprint([turn["text"] for turn in turns])] = tuple(_linked(found, number, turn) for turn in turns)
    return linked


def _turns(file: Path, number: int, line: str) -> list[dict[str, Any]]:
    try:
        turns = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"not readable as JSON: {error}", file=file, row=number, hint=HINT) from error
    if not isinstance(turns, list) or not all(isinstance(turn, dict) and isinstance(turn.get("text"), str) for turn in turns):
        raise DatasetError("it is not a list of turns with a text", file=file, row=number, field="text", hint=HINT)
    return turns


def _linked(file: Path, number: int, turn: dict[str, Any]) -> tuple[str, ...]:
    """The annotated title of every link: the one in its place where all are linked, else the one that has the linked name."""
    titles, links, names = (_names(file, number, turn, field) for field in ("movie", "movie_link", "movie_name"))
    if len(links) != len(names) or len(links) > len(titles):
        raise DatasetError("the links do not match the names", file=file, row=number, field="movie_link", hint=HINT)
    if len(links) == len(titles):
        return tuple(titles)
    left = list(titles)
    return tuple(left.pop(next((place for place, title in enumerate(left) if read_title(title).name == name), 0)) for name in names)


def _names(file: Path, number: int, turn: dict[str, Any], field: str) -> list[str]:
    names = turn.get(field)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DatasetError("it is not a list of names", file=file, row=number, field=field, hint=HINT)
    return [" ".join(name.split()) for name in names]


def _paths(folder: Path) -> list[Path]:
    paths = (Path(folder) / f"{split}_data_dbpedia.jsonl" for split in SPLITS)
    return [path for path in paths if path.is_file() or path.with_name(path.name + ".gz").is_file()]
