"""Unpacking archives from the web without trusting them.

No member may leave the folder, be a link or a device, hide behind another's name, or be larger than the caps; an archive that
breaks one of these rules is refused as a whole. Files get their place only after all of them have been written.
"""

from __future__ import annotations

import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crs.datasets.fetching.disk import BLOCK, demand_space, storing
from crs.datasets.fetching.errors import ArchiveError, TooLargeError

_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Caps:
    """The most that an archive may hold."""

    members: int = 10_000
    size: int = 8 << 30  # bytes, all members together
    ratio: int = 200  # unpacked bytes per packed byte; text packs to a tenth, a bomb to a thousandth
    free: int = 16 << 20  # bytes, unpacked, below which the ratio does not matter


def safe_name(name: str) -> str:
    """The path of a member below the folder, "/" between its parts.

    Raises:
        ArchiveError: it is absolute, leaves the folder, or is no name that every system can hold.
    """
    parts = [part for part in name.split("/") if part != "."]
    if parts and parts[-1] == "":  # a folder's name ends in "/"
        parts.pop()
    bad = (
        not parts
        or any(part in ("", "..") or part != part.rstrip(" .") or len(part.encode("utf-8", "replace")) > 255 for part in parts)
        or any(ord(letter) < 32 or letter in '\\:*?"<>|' or 0xD800 <= ord(letter) <= 0xDFFF for letter in name)
        or len(name) > 1024
    )
    if bad:
        raise ArchiveError(
            f"the archive holds a path that is not safe: {name[:80]!r}", hint="nothing was unpacked; do not use this archive"
        )
    return "/".join(parts)


def unpack(archive: Path, folder: Path, names: Iterable[str], *, scratch: Path, caps: Caps | None = None) -> tuple[Path, ...]:
    """Write the members called `names` to `folder`; a member may lie in folders inside the archive, as long as only one fits.

    `scratch` is an empty place on the same disk as `folder` and is gone afterwards. What lies in `folder` already is replaced.

    Raises:
        ArchiveError: it is damaged or hostile, or lacks a name.
        TooLargeError: it holds more than `caps`.
        StorageError: the disk is full or cannot be written.
    """
    caps, wanted = caps or Caps(), tuple(names)
    with storing(scratch.parent):
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
    try:
        with _guarded(archive):
            chosen = _choose(archive, wanted, caps)
            _write(archive, {member: scratch / name for member, name in chosen.items()}, caps)
        with storing(folder):
            for name in wanted:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (scratch / name).replace(folder / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return tuple(folder / name for name in wanted)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Member:
    name: str
    size: int
    is_file: bool
    data: IO[bytes] | None


def _choose(archive: Path, wanted: tuple[str, ...], caps: Caps) -> dict[str, str]:
    """Look at all members before anything is written: which of them (by their safe names) becomes which wanted file."""
    files: list[str] = []
    seen: set[str] = set()
    size = 0
    for number, member in enumerate(_members(archive, caps, read=False), start=1):
        if number > caps.members:
            raise TooLargeError(f"{archive.name}: it has over {caps.members:,} members", hint="is it the archive of the card?")
        if member.is_file:
            if member.name.casefold() in seen:
                raise ArchiveError(f"{archive.name}: two members are called '{member.name}'", hint="nothing was unpacked")
            seen.add(member.name.casefold())
            files.append(member.name)
        size += member.size
        _demand_small(archive, size, caps)
    chosen: dict[str, str] = {}
    for name in wanted:
        fitting = [file for file in files if file == name] or [file for file in files if file.endswith(f"/{name}")]
        if len(fitting) != 1:
            what = f"has {len(fitting)} files that could be '{name}'" if fitting else f"lacks '{name}'"
            raise ArchiveError(f"{archive.name}: the archive {what}", hint="nothing was unpacked; is it the archive of the card?")
        chosen[fitting[0]] = name
    return chosen


def _write(archive: Path, targets: Mapping[str, Path], caps: Caps) -> None:
    written = 0
    for member in _members(archive, caps, read=True):
        if member.name not in targets or member.data is None:
            continue
        target = targets[member.name]
        with storing(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            demand_space(target.parent, member.size)
            out = target.open("xb")
        with out:
            size = 0
            while block := member.data.read(BLOCK):
                size += len(block)
                _demand_small(archive, written + size, caps)
                with storing(target.parent):  # around the writing only: a fault in reading is the archive's
                    out.write(block)
            with storing(target.parent):
                out.flush()
        if size != member.size:
            raise ArchiveError(f"{archive.name}: '{member.name}' is not as long as it says", hint="nothing was unpacked")
        written += size


def _demand_small(archive: Path, size: int, caps: Caps) -> None:
    most = min(caps.size, max(caps.free, caps.ratio * archive.stat().st_size))
    if size > most:
        raise TooLargeError(f"{archive.name}: it unpacks to over {most / 1e6:,.0f} MB", hint="nothing was unpacked; it may be a bomb")


def _members(archive: Path, caps: Caps, *, read: bool) -> Iterator[_Member]:
    """The members in their order; their data can be read until the next is asked for."""
    if zipfile.is_zipfile(archive):
        yield from _zip_members(archive, read=read)
    elif tarfile.is_tarfile(archive):
        yield from _tar_members(archive, caps)
    else:
        raise ArchiveError(f"{archive.name}: it is neither a zip nor a tar archive", hint="see the homepage of the data set")


def _zip_members(archive: Path, *, read: bool) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            name, kind = safe_name(info.orig_filename), stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise _not_plain(name)
            if info.flag_bits & 1:
                raise ArchiveError(f"{archive.name}: '{name}' is encrypted", hint="download and unpack it by hand")
            if info.is_dir() or not read:
                yield _Member(name=name, size=info.file_size, is_file=not info.is_dir(), data=None)
                continue
            with opened.open(info) as data:
                yield _Member(name=name, size=info.file_size, is_file=True, data=data)


def _tar_members(archive: Path, caps: Caps) -> Iterator[_Member]:
    with tarfile.open(archive, "r:*") as opened:
        place = 0
        while (info := opened.next()) is not None:
            if info.isdir() and info.name == ".":
                continue
            name = safe_name(info.name)
            if not (info.isreg() or info.isdir()) or info.issparse():
                raise _not_plain(name)
            place += info.size
            _demand_small(archive, place, caps)  # before the next header is looked for: that reads all of this member
            yield _Member(name=name, size=info.size, is_file=info.isreg(), data=opened.extractfile(info) if info.isreg() else None)
            opened.members = []  # type: ignore[attr-defined]  # of an archive with many members nothing is kept
        while opened.fileobj is not None and opened.fileobj.read(BLOCK):  # the checksum of a packed tar stands at its end
            place += BLOCK
            _demand_small(archive, place, caps)


def _not_plain(name: str) -> ArchiveError:
    return ArchiveError(f"the archive holds a link or a device: {name[:80]!r}", hint="nothing was unpacked; do not use this archive")


@contextmanager
def _guarded(archive: Path) -> Iterator[None]:
    """What the libraries raise about a damaged archive becomes an `ArchiveError`."""
    try:
        yield
    except _DAMAGE as error:
        raise ArchiveError(f"{archive.name}: the archive is damaged: {error}", hint="run the command again to download it anew") from error
