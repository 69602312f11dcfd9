"""Your own data set opened; see `crs.datasets.own` for its files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crs.datasets.dataset import Dataset, Read
from crs.datasets.faults import Faults
from crs.datasets.folder import find, read_json
from crs.datasets.item_graph import ItemGraph, title_graph
from crs.datasets.mentioned import count_mentions
from crs.datasets.own import read_own
from crs.datasets.presence import has_file
from crs.datasets.record import Record
from crs.datasets.splits import Splits, chosen, training_splits
from crs.errors import DatasetError
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph

SPLITS = ("train", "valid", "test")


def open_own(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """The dialogues of a folder, and the items that lie beside them.

    With a catalogue every mention must be one of its items.

    Raises:
        DatasetError: there are no dialogues or not those of a split asked for, a file breaks the format, or a mention is no item
            of the catalogue.
        CatalogueError: the catalogue is broken.
    """
    folder, faults = Path(folder), faults or Faults()
    files = {split: folder / f"{split}.jsonl" for split in SPLITS if has_file(folder / f"{split}.jsonl")}
    if not files:
        raise DatasetError("there are no dialogues", file=folder / "train.jsonl", hint="see crs.datasets.own for the format")
    files = chosen("own", files, splits)
    catalogue = compile_graph(read_catalogue(folder)) if (folder / "schema.toml").is_file() else None
    names = {item.id: item.name for item in catalogue.items.values()} if catalogue is not None else _names(folder / "items.json")
    opened: dict[str, Read] = {split: partial(read_own, path, names=names, faults=faults) for split, path in files.items()}
    training = training_splits(opened)
    counts, mentioned = count_mentions(opened, training)
    if catalogue is None:
        items = title_graph({**{id_: id_ for id_ in mentioned}, **names}, mentions=counts, name="own")
    else:
        unknown = next((id_ for id_ in mentioned if id_ not in catalogue.items), None)
        if unknown is not None:
            raise DatasetError(f"'{unknown}' is mentioned and not in the catalogue", file=folder, hint="add the item, or correct its id")
        items = ItemGraph(graph=catalogue, canonical={id_: id_ for id_ in catalogue.items})
    return Dataset(name="own", graph=items.graph, canonical=items.canonical, splits=opened, training=training)


def _names(path: Path) -> dict[str, str]:
    """Names by id of `items.json`; none without the file."""
    if not has_file(path):
        return {}
    found = find(path)
    rows = enumerate(read_json(found).items(), start=1)
    return {id_: Record(file=found, number=number, row={id_: name}, hint="write {id: name}").text(id_) for number, (id_, name) in rows}
