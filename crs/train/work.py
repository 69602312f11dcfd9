"""What a training has finished, kept beside the model until it is done: the same command goes on after a kill.

A step is kept under a key that names everything it depends on, so nothing is taken from a training of other data or settings.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from crs.errors import ModelError, StorageError

T = TypeVar("T")
_READY = "ready.json"


class Work:
    """The folder of the finished steps of one training."""

    def __init__(self, out: Path, key: Mapping[str, Any], *, fresh: bool = False) -> None:
        """Open the folder beside `out`; steps of a training with another key are dropped, with `fresh` all are.

        Raises:
            StorageError: it cannot be used.
        """
        target = Path(out).resolve()
        self.folder = target.with_name(f".{target.name}-training")
        digest = hashlib.sha256(json.dumps(key, sort_keys=True, default=str).encode()).hexdigest()
        mark = self.folder / "key"
        try:
            if fresh or not mark.is_file() or mark.read_text(encoding="ascii") != digest:
                shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True, exist_ok=True)
            mark.write_text(digest, encoding="ascii")
        except OSError as error:
            raise StorageError(f"{self.folder} cannot be used: {error.strerror or error}", hint="choose another --out") from error

    def step(self, name: str, make: Callable[[Path], Mapping[str, Any]], read: Callable[[Path, Mapping[str, Any]], T]) -> T:
        """Make a step, or take it as it was made; `make` writes to an empty folder and returns what is to be noted of it in JSON.

        Raises:
            StorageError: the folder cannot be written.
        """
        place = self.folder / name
        if (place / _READY).is_file():
            try:
                return read(place, json.loads((place / _READY).read_text(encoding="utf-8")))
            except (ModelError, ValueError):
                pass  # damaged: it is made again
        shutil.rmtree(place, ignore_errors=True)
        try:
            place.mkdir(parents=True)
            note = make(place)
            fresh = place / f"{_READY}.new"
            fresh.write_text(json.dumps(note), encoding="utf-8")
            os.replace(fresh, place / _READY)
        except OSError as error:
            raise StorageError(f"{place} cannot be written: {error.strerror or error}", hint="choose another --out") from error
        return read(place, note)

    def drop(self) -> None:
        """Remove everything: the model is written."""
        shutil.rmtree(self.folder, ignore_errors=True)
