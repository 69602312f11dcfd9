"""OpenDialKG opened: iEvaLM's splits, or the authors' table, and a graph of its films and books."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crs.datasets.dataset import Dataset, Read
from crs.datasets.faults import Faults
from crs.datasets.mentioned import count_mentions
from crs.datasets.opendialkg import item_names, read_opendialkg, read_processed
from crs.datasets.opendialkg_items import opendialkg_graph
from crs.datasets.presence import has_file
from crs.datasets.splits import Splits, chosen, training_splits
from crs.errors import DatasetError

TABLE = "opendialkg.csv"
SPLITS = ("train", "valid", "test")


def open_opendialkg(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """iEvaLM's `<split>_data_processed.jsonl`, any of them, and the authors' `opendialkg.csv` as the split "all".

    The items are those of `id2info.json` where it is there, and all that the splits mention. iEvaLM drew its splits over turns, so
    the same dialogue can be begun in `train` and go on in `valid`. Nothing is trained on where there is no `train`.

    Raises:
        DatasetError: none of the files is there, that of a split asked for is not, or one is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    names = item_names(folder) if has_file(folder / "id2info.json") else ()
    processed = {split: folder / f"{split}_data_processed.jsonl" for split in SPLITS}
    there: dict[str, Read] = {
        split: partial(read_processed, path, items=names, faults=faults) for split, path in processed.items() if has_file(path)
    }
    if has_file(folder / TABLE):
        there["all"] = partial(read_opendialkg, folder / TABLE, items=frozenset(names) or None, faults=faults)
    if not there:
        raise DatasetError("there are no dialogues", file=folder / TABLE, hint="is this the folder? or: crs data get opendialkg")
    opened = chosen("opendialkg", there, splits)
    training = training_splits(opened)
    counts, mentioned = count_mentions(opened, training)
    items = opendialkg_graph(folder, (*names, *mentioned), mentions=counts)
    return Dataset(name="opendialkg", graph=items.graph, canonical=items.canonical, splits=opened, training=training)
