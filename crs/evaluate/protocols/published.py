"""Where the files lie with which authors publish their own choice of rows."""

from __future__ import annotations

from pathlib import Path

from crs.datasets.folder import data_folder


def published_folder(dataset: str, inner: str, folder: Path | None = None) -> Path | None:
    """The folder `inner` of a data set, or the data set's own folder where it has none; None without any data folder.

    `folder` is the data folder that holds a folder of this name, or the folder of the data set itself; without it the data
    folder of this machine.
    """
    base = folder if folder is not None else data_folder()
    if base is None:
        return None
    own = base / dataset if (base / dataset).is_dir() else base
    return own / inner if (own / inner).is_dir() else own
