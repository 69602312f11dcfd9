"""A sparse matrix in one file: the three arrays of its compressed rows, checked before anything follows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from crs.errors import ContractError
from crs.models.arrays import load_arrays, save_arrays
from crs.models.faults import damaged_file


def save_sparse(path: Path, matrix: sparse.csr_array) -> None:
    """Write a matrix in CSR format (compressed sparse rows).

    Raises:
        ContractError: it is of another format.
        StorageError: the file cannot be written.
    """
    if not sparse.issparse(matrix) or matrix.format != "csr" or matrix.ndim != 2:
        raise ContractError("only a matrix in CSR format can be saved", hint="scipy.sparse.csr_array(matrix)")
    shape = np.array(matrix.shape, dtype=np.int64)
    save_arrays(path, {"shape": shape, "indptr": matrix.indptr, "indices": matrix.indices, "data": matrix.data})


def load_sparse(path: Path) -> sparse.csr_array:
    """Read a matrix that `save_sparse` wrote.

    Raises:
        ModelError: the file is missing or damaged, or an index leads outside the matrix.
    """
    arrays = load_arrays(path, "shape", "indptr", "indices", "data")
    try:
        shape = _check(**arrays)
        return sparse.csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape)
    except (ValueError, OverflowError) as error:
        raise damaged_file(path, error) from error


def _check(*, shape: NDArray[Any], indptr: NDArray[Any], indices: NDArray[Any], data: NDArray[Any]) -> tuple[int, int]:
    """The shape of a matrix whose arrays fit together; ValueError if they do not."""
    for name, array in {"shape": shape, "indptr": indptr, "indices": indices}.items():
        if array.ndim != 1 or array.dtype not in (np.int32, np.int64):
            raise ValueError(f"'{name}' is not a column of integers")
    if data.ndim != 1 or data.dtype.kind not in "biuf":
        raise ValueError("'data' is not a column of numbers")
    if len(shape) != 2 or shape.min() < 0:
        raise ValueError("'shape' is not that of a matrix")
    rows, columns = (int(size) for size in shape)
    if len(indptr) != rows + 1 or indptr[0] != 0 or indptr[-1] != len(indices) or (np.diff(indptr) < 0).any():
        raise ValueError("'indptr' does not divide the entries into rows")
    if len(indices) != len(data):
        raise ValueError("there is not one value for each index")
    if len(indices) and not (indices.min() >= 0 and indices.max() < columns):
        raise ValueError(f"an index leads outside the {columns} columns")
    return rows, columns
