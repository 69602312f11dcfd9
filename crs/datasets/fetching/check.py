"""Looking at the files of a data set: all there, whole, the right ones, and readable by the loader."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crs.datasets.dataset import Read
from crs.datasets.fetching.disk import digest
from crs.datasets.fetching.get import read_record
from crs.datasets.fetching.place import Place
from crs.errors import CRSError

Verdict = Literal["good", "missing", "bad"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FileCheck:
    """One file: where it is, its size and sha256 (of the content, if it is gzipped), and whether that is as it should be."""

    name: str
    verdict: Verdict
    path: Path | None = None
    size: int = 0  # bytes, unpacked
    sha256: str = ""
    known: bool = False  # whether there is a sha256 to compare with
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitCheck:
    """One split read through its loader."""

    name: str
    dialogues: int = 0
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """All that was looked at. `loader` is False where the data set holds no dialogues that could be read."""

    files: tuple[FileCheck, ...]
    splits: tuple[SplitCheck, ...]
    loader: bool

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not as it should be, a line each; missing files last."""
        bad = [f"{file.name}: {file.problem}" for file in self.files if file.verdict == "bad"]
        unread = [f"split '{split.name}': {split.problem}" for split in self.splits if split.problem]
        missing = [f"{file.name} is missing" for file in self.files if file.verdict == "missing"]
        return (*bad, *unread, *missing)


def check(place: Place) -> Check:
    """Look at every file the card names, and read every split that is there."""
    files = tuple(found for name in place.card.expected for found in _files(place, name))
    if place.state == "missing":
        return Check(files=files, splits=(), loader=True)
    splits = _splits(place)
    return Check(files=files, splits=splits or (), loader=splits is not None)


def _files(place: Place, name: str) -> Iterator[FileCheck]:
    paths = place.find_all(name)
    if not paths:
        yield FileCheck(name=name, verdict="missing")
    for path in paths:
        yield _file(place, name if "*" not in name else str(path.relative_to(place.folder)), path)


def _file(place: Place, name: str, path: Path) -> FileCheck:
    try:
        with gzip.open(path) if path.suffix == ".gz" and not name.endswith(".gz") else path.open("rb") as file:
            size, sha256 = digest(file)
    except (OSError, EOFError, zlib.error) as error:
        return FileCheck(name=name, verdict="bad", path=path, problem=f"cannot be read: {error}")
    right = _known(place, name)
    problem = "it is empty" if not size else f"its sha256 is not {right}" if right not in (None, sha256) else ""
    return FileCheck(
        name=name, verdict="bad" if problem else "good", path=path, size=size, sha256=sha256, known=right is not None, problem=problem
    )


def _known(place: Place, name: str) -> str | None:
    """The sha256 that the card gives for a file, else the one noted when it was fetched."""
    of_card = {file.name: file.sha256 for file in place.card.files if not file.unpacks}
    recorded = read_record(place.folder).get(name)
    return of_card.get(name) or (recorded[1] if recorded else None)


def _splits(place: Place) -> tuple[SplitCheck, ...] | None:
    from crs.datasets.readable import read_splits

    try:
        readable = read_splits(place)
    except CRSError as error:
        return (SplitCheck(name="all", problem=str(error)),)
    return None if readable is None else tuple(_split(name, read) for name, read in readable.splits.items())


def _split(name: str, read: Read) -> SplitCheck:
    count = 0
    try:
        for _ in read():
            count += 1
    except CRSError as error:
        return SplitCheck(name=name, dialogues=count, problem=str(error))
    return SplitCheck(name=name, dialogues=count)
