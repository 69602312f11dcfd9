"""ReDial opened: its splits, and the graph of its films."""

from __future__ import annotations

import random
from collections import Counter
from functools import partial
from pathlib import Path

from crs.datasets.dataset import Dataset
from crs.datasets.faults import Faults
from crs.datasets.folder import read_lines
from crs.datasets.item_graph import redial_graph
from crs.datasets.presence import has_file
from crs.datasets.redial import Kept, read_dialogues
from crs.datasets.redial_labels import read_redial
from crs.datasets.redial_titles import read_titles
from crs.datasets.splits import Splits, chosen, training_splits
from crs.errors import DatasetError

FILES = {
    "train": "train_data.jsonl",
    "valid": "valid_data.jsonl",
    "test": "test_data.jsonl",
    "train-mentions": "train_mentions_only.jsonl",
}
LIST = "movies_with_mentions.csv"


def open_redial(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """The official `train_data.jsonl` and `test_data.jsonl`, and `valid_data.jsonl` where somebody has made one.

    The authors publish no validation split: without its file `valid` is the tenth of the training file that `drawn` gives, and
    `train` the rest. `train_mentions_only.jsonl`, dialogues of which only the ids are known, is the split "train-mentions".

    Popularity is counted in `train`. An id that no table lists is an item by the title that a dialogue gives it.

    Raises:
        DatasetError: there is no training file, a split asked for is not there, or a file is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    files = _files(folder, splits)
    training = training_splits(files)
    mentions: Counter[str] = Counter()
    titles = read_titles(folder / LIST, faults=faults) if has_file(folder / LIST) else {}
    for split, (path, kept) in files.items():
        for dialogue in read_dialogues(path, faults=faults, kept=kept):
            said = [film for message in dialogue.messages for film in message.movies]
            if split in training:
                mentions.update(said)
            for film in (*dialogue.titles, *said):
                titles[film] = titles.get(film) or dialogue.titles.get(film, "")
    items = redial_graph(folder, mentions=mentions, titles=titles)
    names = {film: titles.get(film) or items.graph.label(item) for film, item in items.canonical.items()}
    return Dataset(
        name="redial",
        graph=items.graph,
        canonical=items.canonical,
        splits={split: partial(read_redial, path, titles=names, faults=faults, kept=kept) for split, (path, kept) in files.items()},
        training=training,
    )


def drawn(dialogues: int) -> frozenset[int]:
    """The places, from 0, of the tenth of a training file that iEvaLM (Wang et al., EMNLP 2023) validates on.

    It shuffles the lines with Python's generator seeded 42 and takes the first tenth, rounded down: 1,000 of the official 10,006.
    """
    places = list(range(dialogues))
    random.Random(42).shuffle(places)
    return frozenset(places[: dialogues // 10])


def _files(folder: Path, splits: Splits) -> dict[str, tuple[Path, Kept | None]]:
    """For every split asked for its file, and which dialogues of it belong to the split if not all do."""
    files = {split: path for split, name in FILES.items() if has_file(path := folder / name)}
    if "train" not in files:
        raise DatasetError(
            "there are no training dialogues", file=folder / FILES["train"], hint="is this the folder? or: crs data get redial"
        )
    opened = chosen("redial", files | {"valid": files.get("valid", files["train"])}, splits)
    parts = _parts(files["train"]) if "valid" not in files and {"train", "valid"} & opened.keys() else {}
    return {split: (path, parts.get(split)) for split, path in opened.items()}


def _parts(train: Path) -> dict[str, Kept]:
    """Which dialogues of the training file are left to `train`, and which are drawn for `valid`."""
    valid = drawn(sum(1 for _ in read_lines(train)))
    return {"train": partial(_outside, valid), "valid": valid.__contains__}


def _outside(places: frozenset[int], place: int) -> bool:
    return place not in places
