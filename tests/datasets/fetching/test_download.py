"""Downloading from servers that break off, lie, move, refuse and dawdle."""

from __future__ import annotations

import errno
import gzip
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crs.datasets.fetching import disk
from crs.datasets.fetching.download import Patience, download
from crs.datasets.fetching.errors import ChecksumError, FetchError, NetworkError, NotFoundError, RefusedError, TooLargeError
from crs.errors import StorageError

if TYPE_CHECKING:
    from conftest import Server

AT_ONCE = Patience(connect=2.0, read=0.5, attempts=3, pause=0.0)
TEA = b"".join(b"a cup of tea, number %06d\n" % number for number in range(10_000))
TEA_SHA256 = hashlib.sha256(TEA).hexdigest()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "tea.txt"


def fetch(url: str, target: Path, **options: object) -> bytes:
    return download(url, target, patience=AT_ONCE, **options).read_bytes()  # type: ignore[arg-type]


def ranges(server: Server) -> list[str | None]:
    return [headers.get("range") for _, headers in server.asked]


def test_a_file_arrives_whole_and_nothing_else_is_left(server: Server, target: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    url = server.put("/tea", TEA)
    assert fetch(url, target, sha256=TEA_SHA256, progress=lambda done, total: seen.append((done, total))) == TEA
    assert list(target.parent.iterdir()) == [target]
    assert seen[0] == (0, len(TEA))
    assert seen[-1] == (len(TEA), len(TEA))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_connection_that_breaks_off_is_taken_up_where_it_was(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA, cuts=[70_000, 60_000])
    assert fetch(url, target, sha256=TEA_SHA256) == TEA
    assert ranges(server) == [None, "bytes=70000-", "bytes=130000-"]
    assert all(headers.get("if-range") in (None, '"one"') for _, headers in server.asked)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=2000), st.lists(st.integers(1, 600), max_size=5), st.booleans())
def test_however_often_it_breaks_off_the_file_is_the_same(
    server: Server, target: Path, content: bytes, cuts: list[int], ranges: bool
) -> None:
    url = server.put("/tea", content, cuts=list(cuts), ranges=ranges)
    assert download(url, target, patience=Patience(pause=0.0, attempts=9)).read_bytes() == content


def test_another_run_goes_on_with_what_the_first_left(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA, cuts=[70_000, 0, 0, 0])
    with pytest.raises(NetworkError, match="goes on where it stopped"):
        fetch(url, target)
    assert not target.exists()
    server.asked.clear()
    server.has["/tea"].cuts.clear()
    assert fetch(url, target) == TEA
    assert ranges(server) == ["bytes=70000-"]


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA, cuts=[70_000, 0, 0, 0])
    with pytest.raises(NetworkError):
        fetch(url, target)
    server.put("/tea", TEA[::-1], etag='"two"')
    assert fetch(url, target) == TEA[::-1]


@pytest.mark.parametrize("manners", [{"ranges": False}, {"etag": None}, {"etag": 'W/"weak"'}])
def test_without_ranges_or_a_version_the_whole_is_fetched_again(server: Server, target: Path, manners: dict[str, object]) -> None:
    url = server.put("/tea", TEA, cuts=[70_000], **manners)
    assert fetch(url, target) == TEA
    assert ranges(server) == [None, None]


def test_a_part_that_is_whole_already_needs_no_more_bytes(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA, cuts=[70_000, 0, 0, 0])
    with pytest.raises(NetworkError):
        fetch(url, target)
    target.with_name("tea.txt.part").write_bytes(TEA)
    server.has["/tea"].cuts.clear()
    assert fetch(url, target, sha256=TEA_SHA256) == TEA


def test_a_part_that_is_too_long_is_thrown_away(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA, cuts=[70_000, 0, 0, 0])
    with pytest.raises(NetworkError):
        fetch(url, target)
    target.with_name("tea.txt.part").write_bytes(TEA + b"more")
    server.has["/tea"].cuts.clear()
    assert fetch(url, target) == TEA


def test_a_wrong_file_is_deleted_and_said_to_be(server: Server, target: Path) -> None:
    url = server.put("/tea", b"coffee")
    with pytest.raises(ChecksumError, match=r"sha256 is .* \(6 bytes\), not .* it was deleted"):
        fetch(url, target, sha256=TEA_SHA256)
    assert not list(target.parent.iterdir())


def test_a_server_that_recovers_is_waited_for(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA, statuses=[503, 429])
    assert fetch(url, target) == TEA


@pytest.mark.parametrize(
    ("statuses", "error", "words"),
    [
        ([404], NotFoundError, "no such file"),
        ([410], NotFoundError, "homepage"),
        ([401], RefusedError, "by hand"),
        ([403], RefusedError, "refuses"),
        ([418], FetchError, "answers 418"),
        ([500] * 9, NetworkError, "answers 500.*try again later"),
    ],
)
def test_an_answer_that_is_no_file(server: Server, target: Path, statuses: list[int], error: type[FetchError], words: str) -> None:
    url = server.put("/tea", TEA, statuses=statuses)
    with pytest.raises(error, match=words):
        fetch(url, target)
    assert not target.exists()


def test_nobody_at_the_address(server: Server, target: Path) -> None:
    with pytest.raises(NotFoundError):
        fetch(f"{server.url}/other", target)
    with pytest.raises(NetworkError, match="cannot be reached"):
        fetch("http://127.0.0.1:1/tea", target)


def test_redirects_are_followed_but_not_for_ever(server: Server, target: Path) -> None:
    moved = server.put("/moved", b"", statuses=[302], headers={"Location": server.put("/tea", TEA)})
    assert fetch(moved, target) == TEA
    circle = server.put("/circle", b"", statuses=[302] * 9, headers={"Location": f"{server.url}/circle"})
    with pytest.raises(NetworkError, match="in circles"):
        fetch(circle, target)


def test_a_server_that_dawdles_is_given_up(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA, seconds=0.6)
    with pytest.raises(NetworkError, match="in time"):
        download(url, target, patience=Patience(connect=1.0, read=0.05, attempts=2, pause=0.0))


@pytest.mark.parametrize("promised", [len(TEA) + 100, len(TEA) * 3])
def test_a_length_that_is_not_true_is_no_whole_file(server: Server, target: Path, promised: int) -> None:
    url = server.put("/tea", TEA, promised=promised, ranges=False)
    with pytest.raises(NetworkError):
        fetch(url, target)
    assert not target.exists()


def test_a_file_over_the_cap_is_not_even_begun(server: Server, target: Path) -> None:
    url = server.put("/tea", TEA)
    with pytest.raises(TooLargeError, match="are allowed"):
        fetch(url, target, most=1000)
    assert not target.exists()


def test_packing_on_the_way_is_undone_and_capped(server: Server, target: Path) -> None:
    url = server.put("/tea", gzip.compress(TEA), headers={"Content-Encoding": "gzip"})
    assert fetch(url, target, sha256=TEA_SHA256) == TEA
    with pytest.raises(TooLargeError):
        fetch(url, target, most=100_000)


def test_a_full_disk_says_so_and_keeps_what_came(server: Server, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.put("/tea", TEA)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(StorageError, match="are free"):
        fetch(url, target)
    monkeypatch.undo()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("crs.datasets.fetching.download.os.fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        fetch(url, target)
    assert not target.exists()


def test_a_folder_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        fetch(server.put("/tea", TEA), tmp_path / "nowhere" / "tea.txt")
