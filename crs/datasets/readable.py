"""Reading the splits of a data set by its card, whether `open_dataset` knows it or there is only a reader of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crs.datasets.dataset import Read
from crs.datasets.fetching.place import Place
from crs.datasets.labelled import LabelledDialogue

ReadFile = Callable[[Path], Iterator[LabelledDialogue]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Readable:
    """The splits that can be read, and the item that each id of the data set is (None: every id is an item of its own)."""

    splits: Mapping[str, Read]
    canonical: Mapping[str, str] | None = None


def read_splits(place: Place, *, home: Path | None = None) -> Readable | None:
    """The splits whose files are there; None if nothing can read this data set.

    Raises:
        DatasetError: a file that is needed to open it is missing or not as published.
    """
    from crs.datasets.opening import dataset_names, open_dataset

    name = place.card.name
    if name in dataset_names():
        dataset = open_dataset(name, place.folder, home=home)
        return Readable(splits=dataset.splits, canonical=dataset.canonical)
    if name != "pearl":
        return None
    from crs.datasets.pearl import read_pearl  # its authors annotate no items, so there is nothing to recommend

    files = {split: place.find_all(file) for split, file in place.card.splits.items()}
    return Readable(splits={split: partial(_chained, read_pearl, paths) for split, paths in files.items() if paths})


def _chained(reader: ReadFile, paths: tuple[Path, ...]) -> Iterator[LabelledDialogue]:
    for path in paths:
        yield from reader(path)
