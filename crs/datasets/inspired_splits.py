"""INSPIRED opened: its splits, and a graph of the films they mention."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crs.datasets.dataset import Dataset, Read
from crs.datasets.faults import Faults
from crs.datasets.inspired import read_inspired
from crs.datasets.inspired_items import inspired_graph
from crs.datasets.mentioned import count_mentions
from crs.datasets.presence import has_file
from crs.datasets.splits import Splits, chosen, training_splits
from crs.errors import DatasetError

FILES = {"train": "train.tsv", "valid": "dev.tsv", "test": "test.tsv"}
SOURCES = {"dbpedia": "dbpedia/dbpedia_subkg.json", "cfcrs": "cfcrs/kg.json"}


def open_inspired(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """The official tables, any of them; `dev.tsv` is the split "valid". Titles of one year that differ in an article or signs are one item.
    The graph says of the films what the graphs of UniCRS and CFCRS say, where they are there.

    Raises:
        DatasetError: none of the tables is there, that of a split asked for is not, or one is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    there: dict[str, Read] = {
        split: partial(read_inspired, folder / name, faults=faults) for split, name in FILES.items() if has_file(folder / name)
    }
    if not there:
        raise DatasetError("there are no dialogues", file=folder / FILES["train"], hint="is this the folder? or: crs data get inspired")
    opened = chosen("inspired", there, splits)
    training = training_splits(opened)
    counts, titles = count_mentions(opened, training)
    described = tuple(source for source, file in SOURCES.items() if has_file(folder / file))
    items = inspired_graph(folder, titles, mentions=counts, sources=("items", *described), splits=tuple(opened))
    return Dataset(name="inspired", graph=items.graph, canonical=items.canonical, splits=opened, training=training)
