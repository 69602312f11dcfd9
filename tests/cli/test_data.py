"""`crs data`."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import crs.cli.data
from crs.datasets.card import Card, find_card

if TYPE_CHECKING:
    from conftest import Crs

DIALOGUE = {
    "conversationId": "1",
    "initiatorWorkerId": 1,
    "respondentWorkerId": 2,
    "messages": [
        {"timeOffset": 0, "text": "Something like @1 please", "senderWorkerId": 1, "messageId": 1},
        {"timeOffset": 9, "text": "Try @2", "senderWorkerId": 2, "messageId": 2},
    ],
    "movieMentions": {"1": "The Invented Kettle (1999)", "2": "Steam  (2004)"},
    "initiatorQuestions": {"1": {"suggested": 0, "seen": 1, "liked": 1}, "2": {"suggested": 1, "seen": 0, "liked": 2}},
    "respondentQuestions": [],
}


@pytest.fixture(autouse=True)
def _no_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("CRS_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def redial(tmp_path: Path) -> Path:
    """A data folder with an invented ReDial, one file of it gzipped."""
    folder = tmp_path / "data" / "redial"
    folder.mkdir()
    rows = "".join(json.dumps(DIALOGUE | {"conversationId": str(number)}) + "\n" for number in range(20))
    (folder / "train_data.jsonl").write_text(rows, encoding="utf-8")
    (folder / "test_data.jsonl.gz").write_bytes(gzip.compress(rows.encode()))
    (folder / "movies_with_mentions.csv").write_text("movieId,movieName,nbMentions\n1,The Invented Kettle (1999),2\n2,Steam (2004),2\n")
    return tmp_path / "data"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that a web server on this machine serves; the card "teas" points to its file."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "site"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        card = Card(
            name="teas",
            title="Teas of the world",
            homepage="https://example.org",
            language="en",
            licence="not stated",
            licence_allows="For research only.",
            download="ask",
            redistribution="no",
            commercial="no",
            citation="Nobody. Teas. 2026.",
            splits={"train": "teas.txt"},
            files=({"name": "teas.txt", "url": f"http://127.0.0.1:{server.server_address[1]}/teas.txt", "megabytes": 1},),  # type: ignore[arg-type]
        )
        monkeypatch.setattr(crs.cli.data, "find_card", lambda name: card if name == "teas" else find_card(name))
        yield folder
        server.shutdown()
        thread.join()


def test_list_says_what_each_allows_and_where_it_is(crs: Crs, redial: Path) -> None:
    lines = {line.split()[0]: line for line in crs("data", "list").out.splitlines() if line.strip()}
    assert "CC-BY-4.0" in lines["redial"]
    assert "complete" in lines["redial"]
    assert "by hand" in lines["llm-redial"]
    assert "missing" in lines["movielens"]
    cards = {card["name"]: card for card in json.loads(crs("data", "list", "--json").out)}
    assert (cards["redial"]["state"], cards["redial"]["folder"]) == ("complete", str(redial / "redial"))
    assert (cards["pearl"]["state"], cards["pearl"]["folder"]) == ("missing", None)
    assert cards["opendialkg"]["commercial"] == "no"


def test_a_named_folder_goes_before_the_environment(crs: Crs, redial: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    cards = {card["name"]: card for card in json.loads(crs("data", "list", "--json", "--data-dir", tmp_path / "empty").out)}
    assert cards["redial"]["state"] == "missing"
    assert redial.is_dir()


def test_get_shows_the_terms_and_wants_a_yes(crs: Crs, site: Path, tmp_path: Path) -> None:
    (site / "teas.txt").write_text("Sencha\n", encoding="utf-8")
    refused = crs("data", "get", "teas")
    assert refused.status == 2
    assert "For research only." in refused.err
    assert "--yes" in refused.err.splitlines()[-1]
    assert not (tmp_path / "data" / "teas").exists()
    fetched = crs("data", "get", "teas", "--yes")
    assert fetched.status == 0, fetched
    assert "Please cite: Nobody. Teas. 2026." in fetched.out
    assert (tmp_path / "data" / "teas" / "teas.txt").read_text(encoding="utf-8") == "Sencha\n"
    (site / "teas.txt").unlink()
    assert "is there already" in crs("data", "get", "teas").out


@pytest.mark.parametrize(("answer", "status"), [(b"y\n", 0), (b"YES\n", 0), (b"\n", 2), (b"no\n", 2), (b"", 2)])
def test_somebody_at_a_terminal_is_asked(
    crs: Crs, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes, status: int
) -> None:
    (site / "teas.txt").write_text("Sencha\n", encoding="utf-8")
    monkeypatch.setattr(crs_data(), "sys", Terminal())
    ran = crs("data", "get", "teas", piped=answer)
    assert ran.status == status
    assert "Do you agree?" in ran.err
    assert (tmp_path / "data" / "teas" / "teas.txt").exists() == (status == 0)


def crs_data() -> Any:
    return sys.modules["crs.cli.data"]


class Terminal:
    """`sys` as it is where somebody sits at a terminal."""

    def __getattr__(self, name: str) -> Any:
        stream = getattr(sys, name)
        return Tty(stream) if name in ("stdin", "stderr") else stream


class Tty:
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def isatty(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def test_get_says_what_to_do_where_a_program_may_not(crs: Crs, tmp_path: Path) -> None:
    error = crs.fails("data", "get", "llm-redial", "--yes")
    assert "cannot be downloaded by a program" in error
    assert "apply" in error
    assert not list((tmp_path / "data").iterdir())


def test_get_of_what_is_not_there_any_more(crs: Crs, site: Path) -> None:
    ran = crs("data", "get", "teas", "--yes")
    assert ran.status == 2
    assert "there is no such file (404)" in ran.err.splitlines()[-1]
    assert site.is_dir()


@pytest.mark.parametrize("command", ["get", "check", "stats"])
def test_an_unknown_name_is_one_line(crs: Crs, command: str) -> None:
    assert "there is no data set 'redail'" in crs.fails("data", command, "redail")


def test_check_reads_every_file_and_split(crs: Crs, redial: Path) -> None:
    ran = crs("data", "check", "redial", "--data-dir", redial)
    assert ran.status == 0, ran
    assert "test_data.jsonl" in ran.out
    assert "split train  18 dialogues" in ran.out
    found = json.loads(crs("data", "check", "redial", "--json").out)
    assert found["problems"] == []
    assert [file["verdict"] for file in found["files"]] == ["good"] * 3
    assert {split["name"]: split["dialogues"] for split in found["splits"]} == {"train": 18, "valid": 2, "test": 20}


def test_check_ends_with_what_is_wrong(crs: Crs, redial: Path) -> None:
    (redial / "redial" / "movies_with_mentions.csv").unlink()
    (redial / "redial" / "test_data.jsonl.gz").write_bytes(gzip.compress(b"{}\n")[:-3])
    ran = crs("data", "check", "redial")
    assert ran.status == 2
    assert "test_data.jsonl: cannot be read" in ran.err
    assert "and 2 more" in ran.err
    assert "missing movies_with_mentions.csv" in ran.out
    assert "crs data get pearl" in crs("data", "check", "pearl").err


def test_stats_counts_by_split(crs: Crs, redial: Path) -> None:
    splits = {split["split"]: split for split in json.loads(crs("data", "stats", "redial", "--json").out)["splits"]}
    assert splits["test"]["dialogues"] == 20
    assert (splits["test"]["items"], splits["test"]["mentions"], splits["test"]["utterances"]) == (2, 40, 40)
    table = crs("data", "stats", "redial", "--data-dir", redial / "redial").out
    assert "turns/dialogue" in table
    assert "valid" in table


def test_stats_of_what_is_not_there_says_how_to_get_it(crs: Crs) -> None:
    assert "crs data get redial" in crs.fails("data", "stats", "redial")
    assert "apply" in crs.fails("data", "stats", "llm-redial")
