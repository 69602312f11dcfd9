"""Opening a data set by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from crs.datasets.dataset import Dataset
from crs.datasets.faults import Faults, OnError
from crs.datasets.folder import data_folder
from crs.datasets.inspired_splits import open_inspired
from crs.datasets.opendialkg_splits import open_opendialkg
from crs.datasets.other_splits import open_durecdial, open_llm_redial, open_reddit, open_talkplay, open_tgredial
from crs.datasets.own_splits import open_own
from crs.datasets.redial_splits import open_redial
from crs.errors import ConfigError, DatasetError
from crs.settings import Settings

OWN = "own"  # the user's own folder, which no card describes
Open = Callable[..., Dataset]  # (folder, *, faults, home, splits)


def dataset_names() -> tuple[str, ...]:
    """The names that `open_dataset` knows."""
    return tuple(_openers())


def open_dataset(
    name: str,
    folder: Path | None = None,
    *,
    on_error: OnError = "stop",
    home: Path | None = None,
    faults: Faults | None = None,
    splits: Collection[str] | None = None,
) -> Dataset:
    """The data set of this name: its splits as dialogues, and a graph whose items are the candidates.

    `folder` is the data folder that holds a folder of this name, or the folder of the data set itself; without it the data
    folder of this machine. `on_error` says what becomes of a row that is not as published; `faults` counts those left out
    (and decides instead of `on_error` if it is given). `home` is where compiled graphs may be kept.

    Only the splits named in `splits` are opened; the files of the others are not even looked into. None opens all there are.

    Raises:
        ConfigError: the name is unknown.
        DatasetError: there is no such folder, it lacks a split named in `splits`, or a file of it is not as published.
    """
    openers = _openers()
    if name not in openers:
        raise ConfigError(f"there is no data set '{name}'", hint=f"there are: {', '.join(openers)}")
    return openers[name](dataset_folder(name, folder), faults=faults or Faults(on_error), home=home, splits=splits)


def _openers() -> Mapping[str, Open]:
    return {
        "redial": open_redial,
        "inspired": open_inspired,
        "opendialkg": open_opendialkg,
        "reddit-movie": open_reddit,
        "llm-redial": open_llm_redial,
        "durecdial2": open_durecdial,
        "tgredial": open_tgredial,
        "talkplaydata2": open_talkplay,
        OWN: open_own,
    }


def dataset_folder(name: str, folder: Path | None = None) -> Path:
    """The folder that `open_dataset` reads.

    Raises:
        DatasetError: there is no such folder.
    """
    base = Path(folder) if folder is not None else _holding(name)
    if base is None:
        raise DatasetError("there is no data folder", hint=f"name one, set CRS_DATA_DIR, or: crs data get {name}")
    if not base.is_dir():
        hint = "name the folder that holds your files" if name == OWN else f"name the folder that holds '{name}', or: crs data get {name}"
        raise DatasetError("the folder does not exist", file=base, hint=hint)
    return base / name if (base / name).is_dir() else base


def _holding(name: str) -> Path | None:
    """The data folder of this machine, or the one that downloads go to: the first that has the data set."""
    known, downloads = data_folder(), Settings().home / "data"
    if (downloads / name).is_dir() and (known is None or not (known / name).is_dir()):
        return downloads
    return known
