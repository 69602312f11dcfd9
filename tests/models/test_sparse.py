"""Sparse matrices on disk: they come back, and no index leads outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from scipy import sparse

from crs.errors import ContractError, ModelError
from crs.models.arrays import load_arrays, save_arrays
from crs.models.sparse import load_sparse, save_sparse

DENSE = np.array([[0, 2, 0, 1], [0, 0, 0, 0], [3, 0, 0, 4]], dtype=np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save_sparse(tmp_path / "matrix.npz", sparse.csr_array(DENSE))
    return tmp_path / "matrix.npz"


@given(
    arrays_of.arrays(
        st.sampled_from(["float32", "float64", "int64", "int8", "bool"]),
        arrays_of.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=5),
    )
)
def test_any_matrix_comes_back(dense: Any) -> None:
    matrix = sparse.csr_array(dense)
    with TemporaryDirectory() as folder:
        save_sparse(Path(folder) / "matrix.npz", matrix)
        again = load_sparse(Path(folder) / "matrix.npz")
    assert (again.shape, again.dtype, again.format) == (matrix.shape, matrix.dtype, "csr")
    assert isinstance(again, sparse.csr_array)
    assert np.array_equal(again.toarray(), dense, equal_nan=dense.dtype.kind == "f")


@pytest.mark.parametrize("matrix", [sparse.csc_array(DENSE), sparse.coo_array(DENSE), DENSE], ids=["csc", "coo", "dense"])
def test_other_formats_are_refused(tmp_path: Path, matrix: Any) -> None:
    with pytest.raises(ContractError) as caught:
        save_sparse(tmp_path / "matrix.npz", matrix)
    assert "csr_array" in caught.value.hint


def put(name: str, place: int, value: int) -> Callable[[dict[str, Any]], None]:
    def change(arrays: dict[str, Any]) -> None:
        arrays[name][place] = value

    return change


def instead(name: str, array: Any) -> Callable[[dict[str, Any]], None]:
    return lambda arrays: arrays.update({name: np.asarray(array)})


@pytest.mark.parametrize(
    "damage",
    [
        put("indices", 0, 4),
        put("indices", 0, 2**31 - 1),
        put("indices", 3, -1),
        put("indptr", 0, 1),
        put("indptr", 1, 3),
        put("indptr", 2, -2),
        put("indptr", 3, 3),
        put("shape", 0, 2),
        put("shape", 0, -3),
        put("shape", 0, 2**62),
        put("shape", 1, 3),
        instead("shape", [3, 4, 1]),
        instead("shape", np.zeros(0, dtype=np.int64)),
        instead("shape", [3.0, 4.0]),
        instead("indices", [1.0, 3.0, 0.0, 3.0]),
        instead("indices", np.array([[1, 3], [0, 3]], dtype=np.int32)),
        instead("indptr", np.zeros(0, dtype=np.int32)),
        instead("data", np.ones(3)),
        instead("data", np.array(["a", "b", "c", "d"])),
        lambda arrays: arrays.pop("data"),
        instead("more", [1]),
    ],
)
def test_notices_what_does_not_fit_together(path: Path, damage: Callable[[dict[str, Any]], None]) -> None:
    arrays = load_arrays(path)
    damage(arrays)
    save_arrays(path, arrays)
    with pytest.raises(ModelError) as caught:
        load_sparse(path)
    assert caught.value.file == str(path)
    assert caught.value.hint


@given(name=st.sampled_from(["shape", "indptr", "indices"]), place=st.integers(0, 1), value=st.integers(-10, 10))
def test_what_is_let_in_can_be_followed(name: str, place: int, value: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "matrix.npz"
        save_sparse(path, sparse.csr_array(DENSE))
        arrays = load_arrays(path)
        put(name, place, value)(arrays)
        save_arrays(path, arrays)
        try:
            matrix = load_sparse(path)
        except ModelError:
            return
        matrix.check_format(full_check=True)
        assert matrix.toarray().sum() == DENSE.sum()
