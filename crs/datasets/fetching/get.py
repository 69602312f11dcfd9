"""Fetching a data set by its card: what is missing is downloaded, unpacked and put in its place, nothing else is touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crs.datasets.card import Card, CardFile
from crs.datasets.fetching.archive import Caps, unpack
from crs.datasets.fetching.disk import alone, digest, storing
from crs.datasets.fetching.download import Patience, Progress, download
from crs.datasets.fetching.errors import FetchError, LicenceError
from crs.datasets.fetching.place import Place

RECORD = ".crs-files.json"  # size and sha256 of every file that was fetched
_WORK = ".crs-part"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The most that may be downloaded, in bytes, and what an archive may hold."""

    file: int = 4 << 30
    total: int = 8 << 30
    archive: Caps = field(default_factory=Caps)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """What `get` did: the files it wrote, and those that were there before."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def demand_licence(card: Card, *, agreed: bool) -> None:
    """Refuse what the licence does not let a program fetch.

    Raises:
        LicenceError: it forbids it, or `agreed` is False where the user has to agree to the terms first.
    """
    if card.download == "no":
        raise LicenceError(f"'{card.name}' cannot be downloaded by a program: {card.licence_allows}", hint=card.instead)
    if card.download == "ask" and not agreed:
        raise LicenceError(f"'{card.name}' has terms to agree to: {card.licence_allows}", hint=f"crs data get {card.name} --yes agrees")


def get(
    place: Place,
    *,
    agreed: bool = False,
    limits: Limits | None = None,
    patience: Patience | None = None,
    progress: Callable[[CardFile], Progress] | None = None,
) -> Fetched:
    """Fetch what `place` lacks. Files that are there, plain or gzipped, stay as they are; a second call does nothing.

    An interruption at any moment leaves only whole files under their names, and the next call goes on from there.
    `progress` is asked for a reporter before each download.

    Raises:
        FetchError: the licence, the network, the server, the size, the checksum or the archive stand against it.
        StorageError: the folder cannot be written, the disk is full, or another process is fetching the same.
    """
    missing, limits = place.missing, limits or Limits()
    kept = tuple(name for name in place.card.expected if name not in missing)
    if not missing:
        return Fetched(written=(), kept=kept)
    demand_licence(place.card, agreed=agreed)
    work = place.folder / _WORK
    with storing(place.folder):
        work.mkdir(parents=True, exist_ok=True)
    room = limits.total
    with storing(place.folder), alone(work / "lock"):
        for file in place.card.files:
            lacking = tuple(name for name in file.gives if name in missing)
            if lacking:
                most, report = min(limits.file, room), progress(file) if progress else None
                room -= _fetch(place, file, lacking, work=work, most=most, caps=limits.archive, patience=patience, report=report)
        shutil.rmtree(work, ignore_errors=True)
    return Fetched(written=missing, kept=kept)


def _fetch(
    place: Place,
    file: CardFile,
    names: tuple[str, ...],
    *,
    work: Path,
    most: int,
    caps: Caps,
    patience: Patience | None,
    report: Progress | None,
) -> int:
    """Bring the `names` that a file of the card gives; says how many bytes were downloaded."""
    target = work / file.name.replace("/", "_")
    if not _is_here(target, file):  # an archive may be: the disk was full when it was to be unpacked
        download(file.url, target, sha256=file.sha256, most=most, progress=report, patience=patience)
    size = target.stat().st_size
    if file.unpacks:
        try:
            unpack(target, place.folder, names, scratch=work / "unpacked", caps=caps)
        except FetchError:
            target.unlink()
            raise
        target.unlink()
    else:
        (place.folder / file.name).parent.mkdir(parents=True, exist_ok=True)
        target.replace(place.folder / file.name)
    _record(place.folder, names)
    return size


def _is_here(target: Path, file: CardFile) -> bool:
    if not target.is_file() or file.sha256 is None:
        return False
    with target.open("rb") as opened:
        return digest(opened)[1] == file.sha256


def read_record(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and sha256 of the files that were fetched into `folder`; empty where nothing was, or it cannot be read."""
    try:
        known = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {str(name): (int(entry["size"]), str(entry["sha256"])) for name, entry in known.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _record(folder: Path, names: tuple[str, ...]) -> None:
    known = read_record(folder)
    for name in names:
        with (folder / name).open("rb") as file:
            known[name] = digest(file)
    text = json.dumps({name: {"size": size, "sha256": sha256} for name, (size, sha256) in sorted(known.items())}, indent=1)
    fresh = folder / f"{RECORD}.new"
    fresh.write_text(text + "\n", encoding="utf-8")
    fresh.replace(folder / RECORD)
