"""Arrays by name in one file: numpy's .npz, without pickle. The same arrays give the same bytes."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crs.errors import ContractError, StorageError
from crs.models.faults import damaged_file, demand_names, missing_file

_NAME = re.compile(r"[\w.-]+")
_DAMAGE = (OSError, EOFError, ValueError, LookupError, TypeError, RuntimeError, MemoryError, struct.error, zlib.error, zipfile.BadZipFile)


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays of numbers or text.

    Raises:
        ContractError: an array holds objects, or has a name of more than letters, digits, `_`, `.` and `-`.
        StorageError: the file cannot be written.
    """
    for name, array in arrays.items():
        if not _NAME.fullmatch(name) or np.asarray(array).dtype.hasobject:
            raise ContractError(f"the array '{name}' cannot be saved", hint="save numbers or text, under a plain name")
    try:
        with zipfile.ZipFile(path, "w") as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                    np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}", hint="is there room on the disk?") from error


def load_arrays(path: Path, *names: str) -> dict[str, NDArray[Any]]:
    """Read arrays that `save_arrays` wrote: those of these names and no others, or all if none is named.

    Raises:
        ModelError: the file is missing or damaged, or holds other names.
    """
    found: dict[str, NDArray[Any]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                with archive.open(member) as file:
                    found[member.removesuffix(".npy")] = np.lib.format.read_array(file, allow_pickle=False)
                    if file.read(1):
                        raise ValueError(f"'{member}' goes on after its end")
    except FileNotFoundError as error:
        raise missing_file(path) from error
    except _DAMAGE as error:
        raise damaged_file(path, error) from error
    demand_names(path, found, names)
    return found
