"""The weights of networks by name in one file: safetensors. The same weights give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crs.errors import ContractError, StorageError
from crs.models.faults import damaged_file, demand_names, missing_file


def save_weights(path: Path, weights: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays of numbers.

    Raises:
        ContractError: an array holds something that safetensors has no type for.
        StorageError: the file cannot be written.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import save

    # What is not contiguous would be written in the order of its memory, without a word.
    dense = {name: np.asarray(array, order="C") for name, array in weights.items()}
    try:
        Path(path).write_bytes(save(dense))
    except SafetensorError as error:
        raise ContractError(f"the weights cannot be saved: {error}", hint="save numbers of 8 to 64 bits") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}", hint="is there room on the disk?") from error


def load_weights(path: Path, *names: str) -> dict[str, NDArray[Any]]:
    """Read arrays that `save_weights` wrote: those of these names and no others, or all if none is named.

    Raises:
        ModelError: the file is missing or damaged, or holds other names.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        found: dict[str, NDArray[Any]] = load(Path(path).read_bytes())
    except FileNotFoundError as error:
        raise missing_file(path) from error
    except (OSError, ValueError, LookupError, MemoryError, SafetensorError) as error:
        raise damaged_file(path, error) from error
    demand_names(path, found, names)
    return found
