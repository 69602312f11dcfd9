"""Arrays and weights on disk: what is saved is what is loaded, and nothing else is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from crs.errors import ContractError, ModelError, StorageError
from crs.models.arrays import load_arrays, save_arrays
from crs.models.weights import load_weights, save_weights

Save = Callable[[Path, Mapping[str, Any]], None]
Load = Callable[..., dict[str, Any]]
KINDS = pytest.mark.parametrize(("save", "load"), [(save_arrays, load_arrays), (save_weights, load_weights)], ids=["arrays", "weights"])
NAMES = st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True)
SHAPES = arrays_of.array_shapes(min_dims=0, min_side=0, max_side=4)
NUMBERS = st.sampled_from(["float16", "float32", "float64", "int8", "int32", "int64", "uint8", "bool"])
BOTH = {"near": np.arange(12, dtype=np.float32).reshape(3, 4), "far": np.array([True, False])}


def equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.keys() == other.keys() and all(
        (one[name].dtype, one[name].shape, one[name].tobytes()) == (other[name].dtype, other[name].shape, other[name].tobytes())
        for name in one
    )


@KINDS
@given(arrays=st.dictionaries(NAMES, arrays_of.arrays(NUMBERS, SHAPES), max_size=4))
def test_any_numbers_come_back(save: Save, load: Load, arrays: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "arrays"
        save(path, arrays)
        assert equal(load(path), arrays)
        assert equal(load(path, *arrays), arrays)


@KINDS
@pytest.mark.parametrize("turn", [np.asfortranarray, np.transpose, lambda array: array[:, ::2], lambda array: array[::-1]])
def test_order_and_strides_do_not_matter(save: Save, load: Load, turn: Callable[[Any], Any], tmp_path: Path) -> None:
    array = turn(np.arange(12.0).reshape(3, 4))
    save(tmp_path / "arrays", {"a": array})
    assert np.array_equal(load(tmp_path / "arrays", "a")["a"], array)


@KINDS
def test_what_is_loaded_may_be_written_to(save: Save, load: Load, tmp_path: Path) -> None:
    save(tmp_path / "arrays", BOTH)
    assert all(array.flags.writeable for array in load(tmp_path / "arrays").values())


@KINDS
def test_the_same_arrays_have_the_same_bytes(save: Save, load: Load, tmp_path: Path) -> None:
    save(tmp_path / "one", BOTH)
    save(tmp_path / "two", {name: array.copy() for name, array in load(tmp_path / "one").items()})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@KINDS
@pytest.mark.parametrize(("names", "says"), [(("near",), "it holds 'far'"), (("near", "far", "wide"), "it holds no 'wide'")])
def test_other_names_are_refused(save: Save, load: Load, names: tuple[str, ...], says: str, tmp_path: Path) -> None:
    save(tmp_path / "arrays", BOTH)
    with pytest.raises(ModelError, match=says) as caught:
        load(tmp_path / "arrays", *names)
    assert caught.value.file == str(tmp_path / "arrays")


@KINDS
def test_a_missing_file_is_named(save: Save, load: Load, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is missing") as caught:
        load(tmp_path / "arrays")
    assert caught.value.hint
    with pytest.raises(ModelError, match="is damaged"):
        load(tmp_path)
    with pytest.raises(StorageError, match="cannot be written"):
        save(tmp_path / "nowhere" / "arrays", BOTH)


@KINDS
@given(data=st.data())
def test_a_damaged_file_is_refused_or_harmless(save: Save, load: Load, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "arrays"
        save(path, BOTH)
        whole = path.read_bytes()
        place = data.draw(st.integers(0, len(whole) - 1))
        broken = bytearray(whole)
        broken[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(data.draw(st.sampled_from([broken, whole[:place]])))
        with suppress(ModelError):
            load(path, *BOTH)


@KINDS
@pytest.mark.parametrize("array", [np.array([{}], dtype=object), np.array([("a", None)], dtype=[("x", "U1"), ("y", "O")])])
def test_objects_are_never_saved(save: Save, load: Load, array: Any, tmp_path: Path) -> None:
    with pytest.raises(ContractError) as caught:
        save(tmp_path / "arrays", {"a": array})
    assert caught.value.hint
    assert not (tmp_path / "arrays").exists()
    with pytest.raises(ModelError):
        load(tmp_path / "arrays")


def test_objects_are_never_loaded(tmp_path: Path) -> None:
    with (tmp_path / "arrays.npz").open("wb") as file:
        np.savez(file, a=np.array([{}], dtype=object))
    with pytest.raises(ModelError, match="damaged"):
        load_arrays(tmp_path / "arrays.npz", "a")


def test_arrays_may_hold_text(tmp_path: Path) -> None:
    save_arrays(tmp_path / "names.npz", {"names": np.array(["sencha", "Assam ☕"])})
    assert load_arrays(tmp_path / "names.npz", "names")["names"].tolist() == ["sencha", "Assam ☕"]


def test_weights_hold_numbers_only(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="cannot be saved"):
        save_weights(tmp_path / "weights", {"names": np.array(["sencha"])})


def test_numpy_reads_the_arrays_and_is_read(tmp_path: Path) -> None:
    save_arrays(tmp_path / "ours.npz", BOTH)
    with np.load(tmp_path / "ours.npz", allow_pickle=False) as found:
        assert equal({name: found[name] for name in found.files}, BOTH)
    np.savez_compressed(tmp_path / "theirs.npz", **BOTH)
    assert equal(load_arrays(tmp_path / "theirs.npz", "near", "far"), BOTH)


def test_names_that_numpy_keeps_for_itself_are_names(tmp_path: Path) -> None:
    arrays = {name: np.array([number]) for number, name in enumerate(("file", "allow_pickle", "a", "a.npy"))}
    save_arrays(tmp_path / "arrays.npz", arrays)
    assert equal(load_arrays(tmp_path / "arrays.npz", *arrays), arrays)


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a\\b", "a\0b"])
def test_a_name_is_no_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="plain name"):
        save_arrays(tmp_path / "arrays.npz", {name: np.zeros(1)})


def test_a_member_that_is_no_array_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "arrays.npz", "w") as archive:
        archive.writestr("a.npy", b"something else")
    with pytest.raises(ModelError, match="damaged"):
        load_arrays(tmp_path / "arrays.npz", "a")
