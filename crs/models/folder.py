"""Reading the folder of a model.

FOLDER/manifest.json   what the model says of itself, with the sha256 of every other file
FOLDER/...             what its sources keep
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from crs.errors import ModelError
from crs.models.faults import AGAIN, TRAIN, damaged_file, missing_file
from crs.models.manifest import FORMAT, MANIFEST, Manifest, is_manifest

log = logging.getLogger("crs.models")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model; its other files are not looked at.

    Raises:
        ModelError: there is no model, it is of another format, or its manifest is damaged.
    """
    path = Path(folder) / MANIFEST
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelError("there is no model here", file=folder, hint=TRAIN) from error
    except (OSError, ValueError, RecursionError) as error:
        raise damaged_file(path, error) from error
    if not is_manifest(value):
        raise ModelError("this is not the manifest of a model", file=path, hint=f"name the folder of a model; {TRAIN}")
    if value["format"] != FORMAT:
        raise ModelError(f"format {value['format']} is not known", file=path, hint="train it again with this version")
    try:
        return Manifest.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ModelError(f"the manifest is damaged: {first['msg'].lower()}", file=path, field=field, hint=AGAIN) from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Look at every file that the manifest names. Files that it does not name are left alone: nothing reads them.

    Raises:
        ModelError: a file is missing or not the one that was written, or its name leads outside the folder.
    """
    for name, sha256 in manifest.files.items():
        path = Path(folder) / name
        if not stays_inside(name):
            raise _leads_outside(folder, name)
        try:
            if not path.resolve().is_relative_to(Path(folder).resolve()):  # by a link
                raise _leads_outside(folder, name)
            if not path.is_file():
                raise missing_file(path)
            found = hash_file(path)
        except (OSError, RuntimeError) as error:  # a link to itself is a RuntimeError before Python 3.13
            raise damaged_file(path, error) from error
        if found != sha256:
            raise damaged_file(path, "it is not the one that was written")


def _leads_outside(folder: Path, name: str) -> ModelError:
    return ModelError(f"the file '{name}' leads outside the model", file=Path(folder) / MANIFEST, hint="do not use this model")


def find_models(folder: Path, *, report: Callable[[ModelError], object] | None = None) -> list[tuple[Path, Manifest]]:
    """The models directly below a folder, by the names of their folders; what is half written is hidden and left out.

    A model whose manifest cannot be read goes to `report`, or to the log.
    """
    report = report or (lambda error: log.warning("a model is left out: %s", error))
    found: list[tuple[Path, Manifest]] = []
    below = sorted(Path(folder).iterdir()) if Path(folder).is_dir() else []
    for path in below:
        if path.name.startswith(".") or not (path / MANIFEST).is_file():
            continue
        try:
            found.append((path, read_manifest(path)))
        except ModelError as error:
            report(error)
    return found


def size_of(folder: Path) -> int:
    """Bytes of all files of a folder and those below it."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def stays_inside(name: str) -> bool:
    """Whether a relative path is one on every system and leads to somewhere below where it starts."""
    path = PurePosixPath(name)
    plain = name.isprintable() and not any(mark in name for mark in "\\:")
    return plain and bool(path.parts) and name == str(path) and not path.is_absolute() and ".." not in path.parts


def hash_file(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
