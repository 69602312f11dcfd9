"""An opened data set, its items described by more than the data set says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from crs.datasets.dataset import Dataset
from crs.datasets.folder import data_folder
from crs.datasets.inspired_items import inspired_sources
from crs.datasets.opendialkg_items import opendialkg_sources
from crs.datasets.sources import ITEMS, Source, add_sources, bundled, redial_sources
from crs.errors import DatasetError


def describe(dataset: Dataset, sources: Sequence[str], folder: Path | None = None) -> Dataset:
    """The same data set over a graph in which the named sources describe its items; "all" stands for every source there is.

    `folder` is the one that the data set was opened from. No source adds or removes an item.

    Raises:
        DatasetError: a source is unknown, or a file of it is missing or not as published.
    """
    known = dataset_sources(dataset, folder)
    names = tuple(known) if tuple(sources) == ("all",) else sources
    return replace(dataset, graph=add_sources(dataset.graph, dataset.canonical, names, known))


def usual_sources(name: str) -> tuple[str, ...]:
    """What describes the items of a data set where nobody says: the data set itself, and the bundled catalogue where it knows its items.

    These are clean enough for what people say to be linked to them, and for reasons to be given from them.
    """
    return (ITEMS, "bundled") if name in ("redial", "inspired", "opendialkg") else (ITEMS,)


def dataset_sources(dataset: Dataset, folder: Path | None = None) -> Mapping[str, Source]:
    """What can describe the items of a data set, by name.

    Raises:
        DatasetError: there is no data folder.
    """
    base = Path(folder) if folder is not None else data_folder()
    if base is None:
        raise DatasetError("there is no data folder", hint="name one, or set CRS_DATA_DIR")
    place = base / dataset.name if (base / dataset.name).is_dir() else base
    match dataset.name:
        case "redial":
            return redial_sources(place, {id_: dataset.graph.label(item) for id_, item in dataset.canonical.items()})
        case "inspired":
            return inspired_sources(place, tuple(dataset.splits))
        case "opendialkg":
            return opendialkg_sources(place)
    return {"bundled": bundled}
