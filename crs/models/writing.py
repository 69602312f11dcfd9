"""Writing the folder of a model so that a reader sees the old one or the new one, never half of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crs.errors import ContractError, StorageError
from crs.models.folder import hash_file, read_manifest, stays_inside
from crs.models.manifest import MANIFEST, Manifest, is_manifest

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file managers leave in every folder they show


@contextmanager
def writing_model(folder: Path) -> Iterator[Path]:
    """A fresh folder to write a model into and to `seal`; on leaving it takes the place of `folder`.

    After an exception, or a kill, `folder` is as it was; a kill may leave a hidden folder beside it.

    Raises:
        StorageError: `folder` holds something else than a model, or cannot be written.
        ContractError: what was written is not sealed, or was changed after that.
    """
    check_replaceable(folder)
    with _told(folder):
        target = Path(folder).resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent, ignore_cleanup_errors=True)
    with beside as room:
        fresh, old = Path(room, "fresh"), Path(room, "old")
        with _told(folder):
            fresh.mkdir()
        yield fresh
        check_replaceable(folder)
        with _told(folder):
            _demand_sealed(fresh)
            _replace(target, fresh, old)


def seal(room: Path, manifest: Manifest) -> Manifest:
    """Write the manifest of the model in `room`, with the sha256 of every file that lies there; returns it.

    Raises:
        ContractError: there is a link, or a file whose name is none on another system.
        StorageError: it cannot be written.
    """
    with _told(room):
        sealed = manifest.model_copy(update={"files": _hashes(room)})
        (room / MANIFEST).write_text(sealed.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")
    return sealed


def check_replaceable(folder: Path) -> None:
    """Make sure that a model may be written to `folder`: it is not there, empty, or a model and nothing else.

    Raises:
        StorageError: it is a file, or something in it would be lost.
    """
    folder = Path(folder)
    with _told(folder):
        if folder.exists() and not folder.is_dir():
            raise StorageError(f"{folder} is a file", hint="name an empty folder, or a new one")
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        manifest = _read_ours(folder) if there else None
        if there and manifest is None:
            raise StorageError(f"{folder} is no folder of a model: it holds '{there[0]}'", hint="name an empty folder, or a new one")
        strange = _strangers(folder, manifest["files"]) if manifest is not None else []
        if strange:
            raise StorageError(f"{folder} holds '{strange[0]}', which is no part of the model", hint="move it away, or name another folder")


def _strangers(folder: Path, files: Any) -> list[str]:
    """What lies in the folder of a model and is neither its manifest nor named by it; an empty folder is a stranger too."""
    known = {MANIFEST, *(files if isinstance(files, dict) else ())}
    paths = (path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir() or not any(path.iterdir()))
    names = (path.relative_to(folder).as_posix() for path in paths if path.name not in _LITTER)
    return [name for name in names if name not in known]


def _read_ours(folder: Path) -> dict[str, Any] | None:
    """The manifest of a model of whatever format, or None for anything else."""
    try:
        value = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, ValueError, RecursionError):
        return None
    return value if is_manifest(value) else None


def _hashes(room: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(room.rglob("*")):
        name = path.relative_to(room).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise ContractError(f"'{name}' is not a file", hint="a model holds plain files only")
        if not stays_inside(name):
            raise ContractError(f"'{name}' is not a name on every system", hint="leave out \\, : and control characters")
        if path.is_file() and name != MANIFEST:
            found[name] = hash_file(path)
    return found


def _demand_sealed(fresh: Path) -> None:
    if not (fresh / MANIFEST).is_file():
        raise ContractError("the model was not sealed", hint="call seal(room, manifest) when all is written")
    if read_manifest(fresh).files != _hashes(fresh):
        raise ContractError("the model was changed after it was sealed", hint="call seal(room, manifest) last")


def _replace(target: Path, fresh: Path, old: Path) -> None:
    if target.exists():
        os.replace(target, old)
    try:
        os.replace(fresh, target)
    except OSError:
        if old.exists():
            os.replace(old, target)
        raise


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say of what the system refuses which model it was about."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(f"the model cannot be written to {folder}: {reason}", hint="choose a folder you may write to") from error
