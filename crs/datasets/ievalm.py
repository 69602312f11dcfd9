"""The evaluation instances that iEvaLM (Wang et al., EMNLP 2023) publishes for ReDial and OpenDialKG.

<split>_data_processed.jsonl   {"dialog_id": "16", "turn_id": 2, "rec": ["Alien (1979)"], "context": ["", "Hi", …], "resp": "…", …}
id2info.json                   {"<id>": {"name": "Alien (1979)", …}}

`turn_id` counts the turns before, consecutive messages of one side merged. `rec` holds names.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crs.datasets.folder import find, read_json, read_json_lines
from crs.errors import DatasetError

SPLITS = ("train", "valid", "test")
NAMES = "id2info.json"
HINT = "is this a file of iEvaLM?"

Published = Mapping[tuple[str, int], tuple[str, ...]]


def read_published(folder: Path, *, split: str = "") -> Published:
    """By dialogue id and number of turns before: the names of the items that are to be recommended.

    Without a `split`, those of all that are there. OpenDialKG was split by turns: one dialogue has rows in several splits.

    Raises:
        DatasetError: the split, or any split, is not there, or a file is not as published.
    """
    folder = Path(folder)
    rows: dict[tuple[str, int], tuple[str, ...]] = {}
    paths = [folder / f"{name}_data_processed.jsonl" for name in SPLITS]
    there = [folder / f"{split}_data_processed.jsonl"] if split else [path for path in paths if _is_there(path)]
    if not there:
        raise DatasetError("iEvaLM's instances are not here", file=folder, hint="put its valid_data_processed.jsonl there")
    for path in there:
        found = find(path)
        for number, row in read_json_lines(found):
            key, names = _row(found, number, row)
            if key in rows:
                raise DatasetError(f"turn {key[1]} of dialogue '{key[0]}' comes twice", file=found, row=number, field="turn_id", hint=HINT)
            rows[key] = names
    return rows


def read_names(path: Path) -> Mapping[str, str]:
    """The name of every item of `id2info.json`, with single spaces, as `read_published` gives it.

    Raises:
        DatasetError: the file is missing or not as published.
    """
    found = find(path)
    names: dict[str, str] = {}
    for number, (id_, row) in enumerate(read_json(found).items(), start=1):
        name = row.get("name") if isinstance(row, dict) else None
        if not isinstance(name, str):
            raise DatasetError(f"'{id_}' has no name", file=found, row=number, field="name", hint=HINT)
        names[id_] = _plain(name)
    return names


def _row(file: Path, number: int, row: dict[str, Any]) -> tuple[tuple[str, int], tuple[str, ...]]:
    dialogue, turn, names = row.get("dialog_id"), row.get("turn_id"), row.get("rec")
    if not isinstance(dialogue, str | int) or isinstance(dialogue, bool):
        raise DatasetError("it is not an id", file=file, row=number, field="dialog_id", hint=HINT)
    if not isinstance(turn, int) or isinstance(turn, bool) or turn < 0:
        raise DatasetError("it is not a number of turns", file=file, row=number, field="turn_id", hint=HINT)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DatasetError("it is not a list of names", file=file, row=number, field="rec", hint=HINT)
    return (str(dialogue), turn), tuple(_plain(name) for name in names)


def _is_there(path: Path) -> bool:
    return path.is_file() or path.with_name(path.name + ".gz").is_file()


def _plain(name: str) -> str:
    return " ".join(name.split())
