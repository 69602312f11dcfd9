"""Fetching a data set by its card: terms, archives, what is there already, and interruptions."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crs.datasets.card import Card
from crs.datasets.fetching.archive import Caps
from crs.datasets.fetching.check import check
from crs.datasets.fetching.disk import alone
from crs.datasets.fetching.download import Patience
from crs.datasets.fetching.errors import ArchiveError, ChecksumError, LicenceError, NotFoundError, TooLargeError
from crs.datasets.fetching.get import Fetched, Limits, get
from crs.datasets.fetching.place import Place, place_for, place_of
from crs.errors import StorageError

if TYPE_CHECKING:
    from conftest import Server

AT_ONCE = Patience(connect=2.0, read=0.5, attempts=2, pause=0.0)
TRAIN, TEST = b'{"leaf": "green"}\n' * 50, b'{"leaf": "black"}\n' * 20


@pytest.fixture
def tea_card(server: Server, make_card: Any, make_zip: Any) -> Card:
    """An archive with two files, and a third file beside it."""
    archive = make_zip({"teas-1/train.jsonl": TRAIN, "teas-1/test.jsonl": TEST})
    return make_card(
        {
            "name": "teas.zip",
            "url": server.put("/teas.zip", archive),
            "sha256": hashlib.sha256(archive).hexdigest(),
            "unpacks": ["train.jsonl", "test.jsonl"],
        },
        {"name": "lists/items.csv", "url": server.put("/items.csv", b"id,name\n1,Sencha\n")},
    )


def fetch(card: Card, base: Path, **options: Any) -> Fetched:
    return get(place_for(card, base), patience=AT_ONCE, **options)


def files_in(folder: Path) -> list[str]:
    """All but what is hidden: the record of what was fetched, and parts of downloads."""
    names = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if not any(part.startswith(".") for part in name.split("/")))


def test_everything_gets_its_place_and_a_second_call_asks_for_nothing(server: Server, tea_card: Card, tmp_path: Path) -> None:
    assert fetch(tea_card, tmp_path).written == ("train.jsonl", "test.jsonl", "lists/items.csv")
    assert files_in(tmp_path) == ["teas/lists/items.csv", "teas/test.jsonl", "teas/train.jsonl"]
    assert (tmp_path / "teas" / "train.jsonl").read_bytes() == TRAIN
    assert not (tmp_path / "teas" / ".crs-part").exists()
    server.asked.clear()
    assert fetch(tea_card, tmp_path) == Fetched(written=(), kept=("train.jsonl", "test.jsonl", "lists/items.csv"))
    assert not server.asked


def test_a_file_that_is_there_gzipped_is_neither_fetched_nor_touched(tea_card: Card, tmp_path: Path) -> None:
    (tmp_path / "teas").mkdir()
    mine = tmp_path / "teas" / "train.jsonl.gz"
    mine.write_bytes(gzip.compress(b"mine"))
    before = mine.read_bytes(), mine.stat().st_mtime_ns
    assert fetch(tea_card, tmp_path).written == ("test.jsonl", "lists/items.csv")
    assert (mine.read_bytes(), mine.stat().st_mtime_ns) == before
    assert not (tmp_path / "teas" / "train.jsonl").exists()


def test_the_folder_of_the_data_set_itself_can_be_named(tea_card: Card, tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_bytes(TRAIN)
    assert place_of(tea_card, tmp_path).folder == tmp_path
    assert place_of(tea_card, tmp_path).state == "partly"
    fetch(tea_card, tmp_path)
    assert place_of(tea_card, tmp_path).state == "complete"
    assert files_in(tmp_path) == ["lists/items.csv", "test.jsonl", "train.jsonl"]


def test_downloads_go_where_the_environment_says(tea_card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRS_DATA_DIR", raising=False)
    monkeypatch.setenv("CRS_HOME", str(tmp_path / "home"))
    assert place_for(tea_card).folder == tmp_path / "home" / "data" / "teas"
    monkeypatch.setenv("CRS_DATA_DIR", str(tmp_path / "data"))
    assert place_for(tea_card).folder == tmp_path / "data" / "teas"
    assert place_for(tea_card, tmp_path / "named").folder == tmp_path / "named" / "teas"


def test_the_place_with_more_of_it_is_the_one(tea_card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CRS_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data" / "teas").mkdir(parents=True)
    assert place_of(tea_card).state == "missing"
    (tmp_path / "data" / "teas" / "train.jsonl").write_bytes(TRAIN)
    assert place_of(tea_card) == Place(card=tea_card, folder=tmp_path / "data" / "teas")
    get(Place(card=tea_card, folder=tmp_path / "home" / "data" / "teas"), patience=AT_ONCE)
    assert place_of(tea_card).folder == tmp_path / "home" / "data" / "teas"


def test_what_a_licence_forbids_is_refused_with_words_on_what_to_do(server: Server, tea_card: Card, tmp_path: Path) -> None:
    forbidden = tea_card.model_copy(update={"download": "no", "instead": "write to the authors"})
    with pytest.raises(LicenceError, match=r"cannot be downloaded by a program.*write to the authors"):
        fetch(forbidden, tmp_path, agreed=True)
    asked = tea_card.model_copy(update={"download": "ask", "licence_allows": "No trade."})
    with pytest.raises(LicenceError, match=r"No trade\. \(crs data get teas --yes agrees\)"):
        fetch(asked, tmp_path)
    assert not server.asked
    assert not list(tmp_path.iterdir())
    assert fetch(asked, tmp_path, agreed=True).written


def test_an_archive_that_is_not_the_one_leaves_nothing(server: Server, tea_card: Card, make_zip: Any, tmp_path: Path) -> None:
    server.put("/teas.zip", make_zip({"train.jsonl": b"forged", "test.jsonl": b"forged"}))
    with pytest.raises(ChecksumError):
        fetch(tea_card, tmp_path)
    assert not files_in(tmp_path)


@pytest.mark.parametrize(
    "members", [{"../train.jsonl": TRAIN}, {"train.jsonl": TRAIN, "test.jsonl": bytes(40 << 20)}, {"train.jsonl": TRAIN}]
)
def test_an_archive_that_cannot_be_unpacked_is_not_kept_as_a_part(
    server: Server, tea_card: Card, make_zip: Any, tmp_path: Path, members: dict[str, bytes]
) -> None:
    free = [tea_card.files[0].model_copy(update={"sha256": None, "url": server.put("/bad.zip", make_zip(members))})]
    with pytest.raises((ArchiveError, TooLargeError)):
        fetch(tea_card.model_copy(update={"files": tuple(free)}), tmp_path)
    assert not files_in(tmp_path)
    assert not list(tmp_path.rglob("teas.zip*"))


def test_an_archive_that_did_not_fit_unpacked_is_not_fetched_twice(
    server: Server, tea_card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("crs.datasets.fetching.archive.demand_space", full)
        with pytest.raises(StorageError):
            fetch(tea_card, tmp_path)
    assert not files_in(tmp_path)
    assert fetch(tea_card, tmp_path).written
    assert [path for path, _ in server.asked] == ["/teas.zip", "/items.csv"]


def test_files_that_came_before_a_fault_stay_and_are_not_fetched_again(server: Server, tea_card: Card, tmp_path: Path) -> None:
    server.has["/items.csv"].statuses = [404]
    with pytest.raises(NotFoundError):
        fetch(tea_card, tmp_path)
    assert files_in(tmp_path / "teas") == ["test.jsonl", "train.jsonl"]
    server.asked.clear()
    assert fetch(tea_card, tmp_path).written == ("lists/items.csv",)
    assert [path for path, _ in server.asked] == ["/items.csv"]


def test_the_caps_hold_for_a_file_for_all_and_for_archives(tea_card: Card, tmp_path: Path) -> None:
    size = sum(len(content) for content in (TRAIN, TEST))
    for limits in (Limits(file=10), Limits(total=10), Limits(archive=Caps(size=size - 1))):
        with pytest.raises(TooLargeError):
            fetch(tea_card, tmp_path, limits=limits)
    assert not files_in(tmp_path)


def test_two_at_once_do_not_mix(tea_card: Card, tmp_path: Path) -> None:
    work = tmp_path / "teas" / ".crs-part"
    work.mkdir(parents=True)
    with alone(work / "lock"), pytest.raises(StorageError, match="another process"):
        fetch(tea_card, tmp_path)


def test_a_folder_that_cannot_be_made(tea_card: Card, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="--data-dir"):
        fetch(tea_card, tmp_path / "file")


def test_a_killed_process_is_gone_on_from(server: Server, make_card: Any, tmp_path: Path) -> None:
    content = bytes(range(256)) * 2000
    url = server.put("/slow", content, cuts=[100_000], promised=None)
    server.has["/slow"].promised = len(content)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from crs.datasets.fetching.download import Patience, download\n"
        "download(sys.argv[1], Path(sys.argv[2]), patience=Patience(pause=60, attempts=9))\n"
    )
    target = tmp_path / "teas" / ".crs-part" / "slow"
    target.parent.mkdir(parents=True)
    part = target.with_name("slow.part")
    child = subprocess.Popen([sys.executable, "-c", program, url, str(target)], env={**os.environ, "NO_PROXY": "*"})
    try:
        deadline = time.monotonic() + 30
        while not (part.exists() and part.stat().st_size == 100_000) and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        child.kill()
        child.wait()
    server.has["/slow"].promised = None
    server.asked.clear()
    fetch(make_card({"name": "slow", "url": url}), tmp_path)
    assert (tmp_path / "teas" / "slow").read_bytes() == content
    assert server.asked[0][1]["range"] == "bytes=100000-"


def test_check_knows_what_was_fetched(tea_card: Card, tmp_path: Path) -> None:
    assert check(place_of(tea_card, tmp_path)).problems == ("train.jsonl is missing", "test.jsonl is missing", "lists/items.csv is missing")
    fetch(tea_card, tmp_path)
    good = check(place_of(tea_card, tmp_path))
    assert not good.problems
    assert not good.loader
    assert [(file.size, file.known) for file in good.files[:2]] == [(len(TRAIN), True), (len(TEST), True)]
    train, test = tmp_path / "teas" / "train.jsonl", tmp_path / "teas" / "test.jsonl"
    test.with_name("test.jsonl.gz").write_bytes(gzip.compress(test.read_bytes()))
    test.unlink()
    assert not check(place_of(tea_card, tmp_path)).problems  # gzipped afterwards, its content is still the one
    train.write_bytes(TRAIN[:-5])
    test.with_name("test.jsonl.gz").write_bytes(gzip.compress(TEST)[:-5])
    (tmp_path / "teas" / "lists" / "items.csv").write_bytes(b"")
    wrong, torn, empty = check(place_of(tea_card, tmp_path)).problems
    assert "train.jsonl: its sha256 is not" in wrong
    assert "test.jsonl: cannot be read" in torn
    assert "it is empty" in empty
