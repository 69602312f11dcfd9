"""Unpacking: whatever an archive holds, nothing leaves the folder, and nothing is left half done."""

from __future__ import annotations

import io
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.datasets.fetching import archive as module
from crs.datasets.fetching.archive import Caps, safe_name, unpack
from crs.datasets.fetching.errors import ArchiveError, TooLargeError
from crs.errors import CRSError

Member = tuple[str, bytes]


def as_zip(path: Path, *members: Member) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


def as_tar(path: Path, *members: Member) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


Make = Callable[..., Path]
both = pytest.mark.parametrize("make", [as_zip, as_tar])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inside").mkdir()
    return tmp_path / "inside"


def out(archive: Path, folder: Path, *names: str, caps: Caps | None = None) -> list[bytes]:
    return [path.read_bytes() for path in unpack(archive, folder, names, scratch=folder / ".scratch", caps=caps)]


def refused(archive: Path, folder: Path, *names: str, caps: Caps | None = None) -> CRSError:
    """The error; nothing is in or beside the folder afterwards."""
    before = sorted(folder.parent.rglob("*"))
    with pytest.raises((ArchiveError, TooLargeError)) as raised:
        unpack(archive, folder, names, scratch=folder / ".scratch", caps=caps)
    assert sorted(folder.parent.rglob("*")) == before
    assert raised.value.hint
    return raised.value


@both
def test_the_named_files_are_unpacked_wherever_they_lie(make: Make, tmp_path: Path, folder: Path) -> None:
    archive = make(tmp_path / "a", ("tea-1/train.txt", b"green"), ("tea-1/more/test.txt", b"black"), ("tea-1/README", b"no"))
    assert out(archive, folder, "train.txt", "more/test.txt") == [b"green", b"black"]
    assert sorted(path.name for path in folder.iterdir()) == ["more", "train.txt"]


def test_a_tar_made_of_the_current_folder_is_read(tmp_path: Path, folder: Path) -> None:
    with tarfile.open(tmp_path / "a", "w") as archive:
        root = tarfile.TarInfo("./")
        root.type = tarfile.DIRTYPE
        archive.addfile(root)
        info = tarfile.TarInfo("./tea.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"tea"))
    assert out(tmp_path / "a", folder, "tea.txt") == [b"tea"]


@both
@pytest.mark.parametrize(
    "name",
    [
        "../tea.txt",
        "/etc/tea.txt",
        "a/../../tea.txt",
        "..\\tea.txt",
        "C:\\tea.txt",
        "C:tea.txt",
        "a//tea.txt",
        "tea.txt\x1b[2J",
        "tea.txt. ",
    ],
)
def test_one_path_that_is_not_safe_spoils_the_archive(make: Make, tmp_path: Path, folder: Path, name: str) -> None:
    archive = make(tmp_path / "a", ("tea.txt", b"good"), (name, b"bad"))
    assert "not safe" in str(refused(archive, folder, "tea.txt"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar(tmp_path: Path, folder: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "a", "w:gz") as archive:
        info = tarfile.TarInfo("tea.txt")
        info.type, info.linkname = kind, "/etc/hostname"
        archive.addfile(info)
    assert "link or a device" in str(refused(tmp_path / "a", folder, "tea.txt"))


def test_links_in_a_zip(tmp_path: Path, folder: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        info = zipfile.ZipInfo("tea.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/hostname")
    assert "link or a device" in str(refused(tmp_path / "a", folder, "tea.txt"))


def test_a_link_that_lies_in_the_folder_is_not_followed(tmp_path: Path, folder: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine", encoding="utf-8")
    (folder / "tea.txt").symlink_to(precious)
    assert out(as_zip(tmp_path / "a", ("tea.txt", b"tea")), folder, "tea.txt") == [b"tea"]
    assert precious.read_text(encoding="utf-8") == "mine"


@both
def test_bombs(make: Make, tmp_path: Path, folder: Path) -> None:
    bomb = make(tmp_path / "a", ("tea.txt", bytes(30 << 20)))
    assert "bomb" in str(refused(bomb, folder, "tea.txt"))
    many = make(tmp_path / "b", *((f"{number}.txt", b"") for number in range(20)))
    assert "members" in str(refused(many, folder, "1.txt", caps=Caps(members=10)))
    heavy = make(tmp_path / "c", ("1.txt", b"x" * 600), ("2.txt", b"y" * 600))
    assert isinstance(refused(heavy, folder, "1.txt", caps=Caps(size=1000)), TooLargeError)


def test_a_zip_that_lies_about_a_size(tmp_path: Path, folder: Path) -> None:
    archive = as_zip(tmp_path / "a", ("tea.txt", b"tea" * 1000))
    content = archive.read_bytes().replace((3000).to_bytes(4, "little"), (30).to_bytes(4, "little"))
    archive.write_bytes(content)
    refused(archive, folder, "tea.txt")


def test_an_encrypted_zip(tmp_path: Path, folder: Path) -> None:
    archive = as_zip(tmp_path / "a", ("tea.txt", b"tea"))
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(bytes(content))
    assert "encrypted" in str(refused(archive, folder, "tea.txt"))


@both
def test_what_is_missing_ambiguous_or_there_twice(make: Make, tmp_path: Path, folder: Path) -> None:
    assert "lacks 'tea.txt'" in str(refused(make(tmp_path / "a", ("coffee.txt", b"")), folder, "tea.txt"))
    two = make(tmp_path / "b", ("green/tea.txt", b""), ("black/tea.txt", b""))
    assert "2 files that could be" in str(refused(two, folder, "tea.txt"))
    case = make(tmp_path / "c", ("tea.txt", b"one"), ("TEA.txt", b"two"))
    assert "two members" in str(refused(case, folder, "tea.txt"))


@both
def test_every_damage_is_a_typed_error(make: Make, tmp_path: Path, folder: Path) -> None:
    whole = make(tmp_path / "a", ("tea.txt", bytes(range(256)) * 40), ("more.txt", b"more")).read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]):
            (tmp_path / "b").write_bytes(damaged)
            try:
                assert out(tmp_path / "b", folder, "tea.txt") == [bytes(range(256)) * 40]
            except (ArchiveError, TooLargeError):
                assert not list(folder.iterdir())
            (folder / "tea.txt").unlink(missing_ok=True)


def test_neither_zip_nor_tar(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "a").write_text("<html>please log in</html>", encoding="utf-8")
    assert "neither" in str(refused(tmp_path / "a", folder, "tea.txt"))


def test_an_interruption_leaves_nothing_half_done(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = as_zip(tmp_path / "a", ("1.txt", b"one"), ("2.txt", b"two"))
    seen = 0

    def interrupted(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == 4:  # the sizes of both are looked at, then the blocks of both: this is the second block
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "_demand_small", interrupted)
    with pytest.raises(KeyboardInterrupt):
        unpack(archive, folder, ["1.txt", "2.txt"], scratch=folder / ".scratch")
    assert not list(folder.iterdir())


@given(st.text(max_size=30) | st.lists(st.sampled_from(["..", ".", "", "a", "C:", "\\", "tea.txt", "~", "con"])).map("/".join))
def test_a_safe_name_stays_below_the_folder_on_every_system(name: str) -> None:
    try:
        safe = safe_name(name)
    except ArchiveError:
        return
    for flavour in (PurePosixPath, PureWindowsPath):
        path = flavour(safe)
        assert not path.is_absolute()
        assert not path.drive
        assert ".." not in path.parts
    with tempfile.TemporaryDirectory() as root:
        assert (Path(root) / safe).resolve().is_relative_to(Path(root).resolve())


@given(st.lists(st.sampled_from(["a", "b.txt", "tea time", "ünï", "-", "x.y"]), min_size=1, max_size=5).map("/".join))
def test_ordinary_names_are_safe(name: str) -> None:
    assert safe_name(name) == name
    assert safe_name(f"./{name}/") == name
