"""Reading models: what was written is what is read, and damage is noticed and named."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import ModelError
from crs.models.folder import check_files, find_models, read_manifest, size_of, stays_inside
from crs.models.manifest import Manifest
from tests.models.conftest import manifest_of, write_model


def test_a_model_comes_back(tmp_path: Path) -> None:
    written = write_model(tmp_path / "teas")
    read = read_manifest(tmp_path / "teas")
    assert read == written
    assert set(read.files) == {"items.txt", "knn/near.bin"}
    assert read.model_copy(update={"files": {}}) == manifest_of()
    check_files(tmp_path / "teas", read)


def test_a_model_may_be_moved(model: Path, tmp_path: Path) -> None:
    moved = model.rename(tmp_path / "elsewhere")
    check_files(moved, read_manifest(moved))


@pytest.mark.parametrize("name", ["nothing", "file"])
def test_says_where_there_is_no_model(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="there is no model here") as caught:
        read_manifest(tmp_path / name)
    assert "crs train" in caught.value.hint


def change_manifest(**values: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return change


def write_manifest(data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / "manifest.json").write_bytes(data) and None


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (change_manifest(format=99), "format 99 is not known"),
        (change_manifest(format="one"), "format one is not known"),
        (change_manifest(items="many"), "field 'items'"),
        (change_manifest(cost={"seconds": 1}), "field 'cost.peak_megabytes'"),
        (change_manifest(colour="green"), "field 'colour'"),
        (change_manifest(files=[]), "field 'files'"),
        (write_manifest(b"{}"), "not the manifest of a model"),
        (write_manifest(b'{"format": 2, "nodes": 3, "sources": ["items"]}'), "not the manifest of a model"),
        (write_manifest(b"[" * 100_000), "damaged"),
        (write_manifest(b"\xff\xfe"), "damaged"),
        (write_manifest(b'{"format": 1, "name": "te'), "damaged"),
        (write_manifest(b""), "damaged"),
    ],
)
def test_notices_a_damaged_manifest(model: Path, damage: Callable[[Path], None], says: str) -> None:
    damage(model)
    with pytest.raises(ModelError, match=says) as caught:
        read_manifest(model)
    assert caught.value.hint
    assert caught.value.file == str(model / "manifest.json")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage", [flip, Path.unlink, make_folder, lambda path: path.write_bytes(path.read_bytes()[:-1]), lambda path: path.write_bytes(b"")]
)
@pytest.mark.parametrize("name", ["items.txt", "knn/near.bin"])
def test_notices_a_damaged_file(model: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(model / name)
    with pytest.raises(ModelError, match=r"missing|damaged") as caught:
        check_files(model, read_manifest(model))
    assert caught.value.file == str(model / name)
    assert caught.value.hint


def with_file(manifest: Manifest, name: str) -> Manifest:
    return manifest.model_copy(update={"files": {name: manifest.files["items.txt"]}})


@pytest.mark.parametrize(
    "name", ["../secret.txt", "knn/../../secret.txt", "/etc/passwd", "..", ".", "", "a\\..\\b", "C:/secret", "a\0b", "a//b"]
)
def test_refuses_names_that_lead_outside(model: Path, name: str) -> None:
    (model.parent / "secret.txt").write_bytes((model / "items.txt").read_bytes())
    with pytest.raises(ModelError, match="leads outside") as caught:
        check_files(model, with_file(read_manifest(model), name))
    assert repr(name)[1:-1] in str(caught.value) or name in str(caught.value)


def test_refuses_links_that_lead_outside(model: Path) -> None:
    (model / "items.txt").rename(model.parent / "secret.txt")
    (model / "items.txt").symlink_to(model.parent / "secret.txt")
    with pytest.raises(ModelError, match=r"'items.txt' leads outside"):
        check_files(model, read_manifest(model))


def test_a_link_to_itself_is_damage(model: Path) -> None:
    (model / "items.txt").unlink()
    (model / "items.txt").symlink_to(model / "items.txt")
    with pytest.raises(ModelError, match=r"items\.txt"):
        check_files(model, read_manifest(model))


@given(st.text() | st.lists(st.sampled_from(["a", "b.npz", "..", ".", "", "/", "c:"]), min_size=1).map("/".join))
def test_a_name_that_stays_inside_does(name: str) -> None:
    if stays_inside(name):
        top = os.path.abspath(os.sep + "model")
        assert os.path.normpath(os.path.join(top, name)).startswith(top + os.sep)


@pytest.mark.parametrize("name", ["a", "a/b.npz", "item knn/näh…", "..a", "a..b/c.."])
def test_plain_names_stay_inside(name: str) -> None:
    assert stays_inside(name)


def test_finds_the_models_below_a_folder(model: Path, caplog: pytest.LogCaptureFixture) -> None:
    shelf = model.parent
    write_model(shelf / "again", name="more teas")
    write_model(shelf / ".teas-half")
    (shelf / "notes").mkdir()
    (shelf / "notes.txt").write_text("nothing")
    assert [(path.name, manifest.name) for path, manifest in find_models(shelf)] == [("again", "more teas"), ("teas", "teas")]
    assert find_models(shelf / "nowhere") == []
    change_manifest(format=99)(shelf / "again")
    damaged: list[ModelError] = []
    assert [path for path, _ in find_models(shelf, report=damaged.append)] == [model]
    assert [error.file for error in damaged] == [str(shelf / "again" / "manifest.json")]
    assert not caplog.records
    find_models(shelf)
    assert "format 99" in caplog.text


def test_counts_the_bytes(model: Path) -> None:
    assert size_of(model) == 13 + 256 + (model / "manifest.json").stat().st_size
