"""Writing models: the old one or the new one, and nobody's photos."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crs.errors import ContractError, StorageError
from crs.models.folder import check_files, find_models, read_manifest
from crs.models.writing import check_replaceable, seal, writing_model
from tests.models.conftest import manifest_of, write_model


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(folder: Path, *steps: Callable[[Path], object]) -> None:
    """Write a model in steps, each of which gets the room it is written in."""
    with writing_model(folder) as room:
        for step in steps:
            step(room)


def seal_it(room: Path) -> None:
    seal(room, manifest_of(name="new"))


def test_a_model_takes_its_place_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "teas"
    with writing_model(target) as room:
        (room / "items.txt").write_bytes(b"sencha\n")
        sealed = seal(room, manifest_of())
        assert not target.exists()
        assert room.parent.parent == target.parent
    assert sealed.files == {"items.txt": hashlib.sha256(b"sencha\n").hexdigest()}
    assert read_manifest(target) == sealed
    assert [path.name for path in target.parent.iterdir()] == ["teas"]


def test_a_model_replaces_a_model_and_leaves_nothing_of_it(model: Path) -> None:
    with writing_model(model) as room:
        (room / "other.txt").write_text("new")
        seal(room, manifest_of(name="new"))
    assert set(state(model)) == {"manifest.json", "other.txt"}
    assert [path.name for path in model.parent.iterdir()] == ["teas"]


def test_the_same_model_has_the_same_bytes(tmp_path: Path) -> None:
    write_model(tmp_path / "one")
    write_model(tmp_path / "two")
    assert state(tmp_path / "one") == state(tmp_path / "two")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError], ids=lambda error: error.__name__)
@pytest.mark.parametrize("steps", [(), (seal_it,)], ids=["unsealed", "sealed"])
def test_an_exception_leaves_the_old_model(model: Path, error: type[BaseException], steps: tuple[Callable[[Path], None], ...]) -> None:
    def fail(room: Path) -> None:
        (room / "items.txt").write_text("half of")
        raise error("in mid-write")

    before = state(model)
    with pytest.raises(error, match="in mid-write"):
        write(model, *steps, fail)
    assert state(model) == before
    assert [path.name for path in model.parent.iterdir()] == ["teas"]


def test_a_kill_leaves_the_old_model(model: Path) -> None:
    before = state(model)
    program = (
        "import sys, time; from pathlib import Path; from crs.models.writing import writing_model\n"
        "with writing_model(Path(sys.argv[1])) as room:\n"
        "    (room / 'items.txt').write_text('half of'); print('writing', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(model)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL)
    assert state(model) == before
    assert [path for path, _ in find_models(model.parent)] == [model]


def test_a_failed_move_leaves_the_old_model(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, replace = state(model), os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(source).name == "fresh":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StorageError, match="No space left"):
        write_model(model)
    assert state(model) == before


def test_only_what_is_sealed_takes_its_place(model: Path) -> None:
    def add(room: Path) -> None:
        (room / "late.txt").write_text("new")

    before = state(model)
    with pytest.raises(ContractError, match="was not sealed"):
        write(model, add)
    with pytest.raises(ContractError, match="was changed"):
        write(model, seal_it, add)
    assert state(model) == before


def link(room: Path) -> None:
    (room / "link").symlink_to(room.parent)


@pytest.mark.parametrize(
    "put", [link, lambda room: (room / "a:b").touch(), lambda room: (room / "a\\b").touch(), lambda room: os.mkfifo(room / "f")]
)
def test_only_plain_files_are_sealed(tmp_path: Path, put: Callable[[Path], None]) -> None:
    with pytest.raises(ContractError) as caught:
        write(tmp_path / "teas", put, seal_it)
    assert caught.value.hint
    assert not list(tmp_path.iterdir())


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "teas").mkdir()
    write_model(tmp_path / "teas")
    assert read_manifest(tmp_path / "teas").name == "teas"


def test_a_model_of_another_format_is_replaced(model: Path) -> None:
    path = model / "manifest.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 99'))
    write_model(model)
    assert read_manifest(model).format == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("photo.jpg", "a birthday"),
        ("album/photo.jpg", "a birthday"),
        ("manifest.json", '{"format": 2, "nodes": 3, "sources": ["a graph"]}'),
        ("manifest.json", "half of {"),
    ],
)
def test_a_strange_folder_is_refused_before_anything_is_done(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(StorageError, match=name.partition("/")[0]) as caught, writing_model(tmp_path / "mine"):
        pytest.fail("it was let in")
    assert caught.value.hint
    assert path.read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["photo.jpg", "knn/photo.jpg", ".hidden"])
def test_a_strange_file_in_a_model_is_not_lost(model: Path, name: str) -> None:
    (model / name).write_text("a birthday")
    with pytest.raises(StorageError, match=name):
        write_model(model)
    assert (model / name).read_text() == "a birthday"


def test_a_model_below_a_model_is_not_lost(model: Path) -> None:
    write_model(model / "second")
    with pytest.raises(StorageError, match=r"second/items\.txt"):
        write_model(model)
    (model / "empty").mkdir()
    with pytest.raises(StorageError, match="empty"):
        write_model(model)


def test_what_file_managers_leave_is_no_obstacle(model: Path) -> None:
    (model / ".DS_Store").touch()
    write_model(model)
    check_replaceable(model)


def test_something_that_came_meanwhile_is_not_lost(tmp_path: Path) -> None:
    def meanwhile(_: Path) -> None:
        (tmp_path / "teas").mkdir()
        (tmp_path / "teas" / "photo.jpg").write_text("a birthday")

    with pytest.raises(StorageError, match=r"photo\.jpg"):
        write(tmp_path / "teas", seal_it, meanwhile)
    assert state(tmp_path) == {"teas/photo.jpg": b"a birthday"}


@pytest.mark.parametrize("name", ["file", "file/teas"])
def test_says_what_cannot_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError) as caught:
        write_model(tmp_path / name)
    assert caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_says_what_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="cannot be written"):
        write_model(tmp_path / "teas")


def test_a_link_to_a_model_stays_one(model: Path, tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to(model)
    write_model(tmp_path / "latest", name="new")
    assert (tmp_path / "latest").is_symlink()
    check_files(model, read_manifest(model))
    assert read_manifest(model).name == "new"
