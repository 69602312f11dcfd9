"""Files as they should not be: each gives one typed error that names file, row and field, or is read where that is harmless."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crs.datasets import folder as reading
from crs.datasets import json_records
from crs.datasets.durecdial import read_durecdial
from crs.datasets.faults import Faults
from crs.datasets.inspired import read_inspired
from crs.datasets.movielens import read_ratings
from crs.datasets.opendialkg import read_opendialkg, read_processed
from crs.datasets.own import read_own
from crs.datasets.redial_labels import read_redial
from crs.datasets.redial_titles import read_titles
from crs.datasets.tgredial import read_tgredial
from crs.errors import DatasetError

Read = Callable[[Path], Iterable[object]]

REDIAL: dict[str, Any] = {
    "conversationId": "1",
    "initiatorWorkerId": 5,
    "respondentWorkerId": 8,
    "movieMentions": {"301": "The Lost Kite (1999)"},
    "messages": [{"text": "I love @301", "senderWorkerId": 5}],
    "initiatorQuestions": [],
    "respondentQuestions": [],
}
OWN: dict[str, Any] = {"id": "1", "turns": [{"role": "seeker", "text": "Hi"}]}
TG: dict[str, Any] = {"conv_id": 1, "messages": []}
HEAD = "dialog_id\tutt_id\tspeaker\ttext\tmovies\n"
ROW = "d1\t1\tSEEKER\tHi\t\n"


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def redial(**change: Any) -> bytes:
    """A good dialogue, then one with a fault."""
    return lines(REDIAL, REDIAL | {"conversationId": "2"} | change)


def own(**change: Any) -> bytes:
    return lines(OWN, OWN | {"id": "2"} | change)


class Case(NamedTuple):
    """What is wrong, how it is read, under which name, its bytes, and what the error says."""

    name: str
    read: Read
    file: str
    data: bytes | Callable[[], bytes]  # a function where they are many
    says: str
    row: int | None = None
    field: str | None = None


def ratings(path: Path) -> Iterable[object]:
    return read_ratings(path.parent)


CASES = [
    # the file itself
    Case("empty table", read_inspired, "dev.tsv", b"", "is empty"),
    Case("blank table", read_inspired, "dev.tsv", b"\n \n\n", "is empty"),
    Case("latin-1", read_redial, "a.jsonl", lines(REDIAL) + b'{"conversationId": "Am\xe9lie"}\n', "not UTF-8", 2),
    Case("utf-16", read_own, "a.jsonl", json.dumps(OWN).encode("utf-16"), "not (UTF-8|readable)"),
    Case("utf-16 table", read_inspired, "dev.tsv", (HEAD + ROW).encode("utf-16"), "not UTF-8", 1),
    Case("latin-1 table", read_inspired, "dev.tsv", (HEAD + ROW).encode() + b"d2\t1\tSEEKER\tAm\xe9lie\t\n", "not UTF-8", 3),
    Case("latin-1 array", read_tgredial, "a.json", b'[{"conv_id": "\xe9"}]', "not UTF-8"),
    Case("NUL bytes", read_own, "a.jsonl", b'{"id": "1", "turns": [{"role": "seeker", "text": "a\\u0000b"}]}\n', "NUL", 1, "text"),
    Case("NUL in a table", read_inspired, "dev.tsv", (HEAD + "d1\t1\tSEEKER\tH\0i\t\n").encode(), "NUL", 2, "text"),
    Case("truncated gzip", read_redial, "a.jsonl.gz", gzip.compress(os.urandom(50_000).hex().encode())[:-40], "cannot be read|JSON"),
    Case(
        "truncated gzip array",
        read_tgredial,
        "a.json.gz",
        gzip.compress(b"[" + b'{"conv_id": 1},' * 90_000)[:-40],
        "cannot be read|missing",
    ),
    Case("no gzip at all", read_redial, "a.jsonl.gz", b"not packed", "cannot be read", 1),
    Case("no gzip array", read_tgredial, "a.json.gz", b"not packed", "cannot be read"),
    Case(
        "gzip bomb of one line",
        read_own,
        "a.jsonl.gz",
        lambda: gzip.compress(lines(OWN) + b" " * 20_000_000),
        "over 16,777,216 characters",
        2,
    ),
    Case(
        "gzip bomb of many lines",
        read_own,
        "a.jsonl.gz",
        lambda: gzip.compress(lines(OWN) + (b" " * 999_999 + b"\n") * 70),
        "unpacks to over",
        None,
    ),
    Case(
        "gzip bomb as an array",
        read_tgredial,
        "a.json.gz",
        lambda: gzip.compress(b'[{"conv_id": "' + b"a" * 40_000_000),
        "over 16,777,216",
        1,
    ),
    Case(
        "text of 10 MB",
        read_own,
        "a.jsonl",
        lambda: own(turns=[{"role": "seeker", "text": "a" * 10_000_000}]),
        "10,000,000 characters",
        2,
        "text",
    ),
    Case("cell of 10 MB", read_inspired, "dev.tsv", (HEAD + f"d1\t1\tSEEKER\t{'a' * 10_000_000}\t\n").encode, "limit", 2),
    # JSON
    Case("cut off line", read_redial, "a.jsonl", lines(REDIAL)[:-20], "not readable as JSON", 1),
    Case("two objects in a line", read_redial, "a.jsonl", lines(REDIAL).strip() * 2, "Extra data", 1),
    Case(
        "a list in place of an object",
        read_redial,
        "a.jsonl",
        b"[]\n" + lines(REDIAL),
        "not closed|something follows|not a JSON object",
        None,
    ),
    Case("a number in place of an object", read_redial, "a.jsonl", lines(REDIAL) + b"7\n", "not a JSON object", 2),
    Case("NaN", read_own, "a.jsonl", lines(OWN) + b'{"id": NaN}\n', "NaN is not a JSON number", 2),
    Case("infinity", read_own, "a.jsonl", b'{"id": -Infinity}\n', "Infinity is not a JSON number", 1),
    Case("nested without end", read_own, "a.jsonl", lines(OWN) + b'{"id":' + b"[" * 200_000 + b"\n", "not readable as JSON", 2),
    Case("array nested without end", read_tgredial, "a.json", b'[{"a":' + b"[" * 200_000, "not readable as JSON", 1),
    Case("lone surrogate", read_own, "a.jsonl", own(turns=[{"role": "seeker", "text": "\ud800"}]), "lone surrogate", 2, "text"),
    Case("number of 5,000 digits", read_own, "a.jsonl", lines(OWN) + b'{"id": ' + b"9" * 5_000 + b"}\n", "not readable as JSON", 2),
    Case("array not closed", read_tgredial, "a.json", b'[{"conv_id": 1, "messages": []}', "the end of the array is missing", 1),
    Case("array without comma", read_tgredial, "a.json", b'[{"conv_id": 1, "messages": []} {}]', "a comma or the end", 1),
    Case("array and more", read_tgredial, "a.json", b'[{"conv_id": 1, "messages": []}] x', "something follows", 1),
    Case("array of numbers", read_tgredial, "a.json", b"[3]", "not a JSON object", 1),
    # fields
    Case(
        "missing field",
        read_redial,
        "a.jsonl",
        lines({name: value for name, value in REDIAL.items() if name != "messages"}),
        "missing",
        1,
        "messages",
    ),
    Case("wrong type", read_redial, "a.jsonl", redial(messages={"0": "hi"}), "not a list", 2, "messages"),
    Case(
        "sender of another dialogue",
        read_redial,
        "a.jsonl",
        redial(messages=[{"text": "hi", "senderWorkerId": 9}]),
        "neither side",
        2,
        "messages",
    ),
    Case(
        "answer that is none",
        read_redial,
        "a.jsonl",
        redial(initiatorQuestions={"301": {"suggested": 0, "seen": 1, "liked": 7}}),
        "not 0, 1 or 2",
        2,
        "initiatorQuestions",
    ),
    Case(
        "true in place of 1", read_redial, "a.jsonl", redial(initiatorWorkerId=True), "not the number of a worker", 2, "initiatorWorkerId"
    ),
    Case(
        "list in place of an answer",
        read_redial,
        "a.jsonl",
        redial(initiatorQuestions={"301": {"suggested": [], "seen": 1, "liked": 1}}),
        "not 0, 1 or 2",
        2,
        "initiatorQuestions",
    ),
    Case("duplicate id", read_redial, "a.jsonl", redial(conversationId="1"), "stands in row 1 already", 2, "conversationId"),
    Case("duplicate own id", read_own, "a.jsonl", own(id="1"), "stands in row 1 already", 2, "id"),
    Case("duplicate id in an array", read_tgredial, "a.json", json.dumps([TG, TG]).encode(), "stands in row 1 already", 2, "conv_id"),
    Case("id that is no id", read_own, "a.jsonl", own(id=1.5), "not an id", 2, "id"),
    Case("empty id", read_own, "a.jsonl", own(id=" "), "not an id", 2, "id"),
    Case(
        "place outside the text",
        read_own,
        "a.jsonl",
        own(turns=[{"role": "seeker", "text": "Hi", "mentions": [{"id": "x", "start": -1, "end": 2}]}]),
        "no place",
        2,
        "start",
    ),
    Case(
        "lists of different length",
        read_durecdial,
        "a.txt",
        lines({"conversation": ["Hi"], "goal_type_list": [], "goal_topic_list": []}),
        "0 entries for 1",
        1,
        "goal_type_list",
    ),
    Case(
        "names that are no text",
        read_processed,
        "a.jsonl",
        lines({"dialog_id": 1, "context": [], "resp": "Hi", "rec": [7]}),
        "not text",
        1,
        "rec",
    ),
    # tables
    Case("lacking column", read_inspired, "dev.tsv", b"dialog_id\tutt_id\ttext\tmovies\n", "lacks this column", 1, "speaker"),
    Case("column twice", read_inspired, "dev.tsv", (HEAD.strip() + "\ttext\n").encode(), "twice", 1, "text"),
    Case("short row", read_inspired, "dev.tsv", (HEAD + ROW + "d1\t2\tSEEKER\n").encode(), "3 cells, the header 5", 3),
    Case("long row", read_inspired, "dev.tsv", (HEAD + ROW + "d1\t2\tSEEKER\tHi\t\tand more\n").encode(), "6 cells, the header 5", 3),
    Case(
        "commas in place of tabs", read_inspired, "dev.tsv", (HEAD + ROW).replace("\t", ",").encode(), "lacks this column", 1, "dialog_id"
    ),
    Case("open quote", read_inspired, "dev.tsv", (HEAD + 'd1\t1\tSEEKER\t"Hi\t\n').encode(), "unexpected end of data", 2),
    Case("quote inside a quote", read_opendialkg, "a.csv", b'Messages\n"[]" x\n', "expected after", 2),
    Case(
        "unknown speaker", read_inspired, "dev.tsv", (HEAD + ROW.replace("SEEKER", "WIZARD")).encode(), "neither RECOMMENDER", 2, "speaker"
    ),
    Case(
        "dialogue that comes again",
        read_inspired,
        "dev.tsv",
        (HEAD + ROW + ROW.replace("d1", "d2") + ROW).encode(),
        "stands in row 2 already",
        4,
        "dialog_id",
    ),
    Case("number that is none", read_inspired, "dev.tsv", (HEAD + ROW.replace("\t1\t", "\tone\t")).encode(), "not a number", 2, "utt_id"),
    Case("film twice", read_titles, "a.csv", b"movieId,movieName\n1,Kite\n1,Road\n", "stands in row 2 already", 3, "movieId"),
    Case("film without an id", read_titles, "a.csv", b"movieId,movieName\n,Kite\n", "not an id", 2, "movieId"),
    Case("NaN as a rating", ratings, "ratings.csv", b"userId,movieId,rating,timestamp\n1,2,NaN,3\n", "not a number", 2, "rating"),
    Case("1e999 as a rating", ratings, "ratings.csv", b"userId,movieId,rating,timestamp\n1,2,1e999,3\n", "not a number", 2, "rating"),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_names_file_row_and_field(tmp_path: Path, case: Case) -> None:
    (tmp_path / case.file).write_bytes(case.data() if callable(case.data) else case.data)
    with pytest.raises(DatasetError, match=case.says) as caught:
        list(case.read(tmp_path / case.file))
    error = caught.value
    assert error.file == str(tmp_path / case.file)
    assert case.row is None or error.row == case.row
    assert case.field is None or error.field == case.field
    assert error.hint
    assert len(str(error)) < 1_000, "an error does not repeat the file"


HARMLESS = [
    ("byte order mark", read_own, "a.jsonl", b"\xef\xbb\xbf" + lines(OWN), 1),
    ("byte order mark in a table", read_inspired, "dev.tsv", b"\xef\xbb\xbf" + (HEAD + ROW).encode(), 1),
    ("byte order mark in an array", read_tgredial, "a.json", b"\xef\xbb\xbf" + json.dumps([TG]).encode(), 1),
    ("CRLF", read_own, "a.jsonl", lines(OWN).replace(b"\n", b"\r\n"), 1),
    ("CRLF in a table", read_inspired, "dev.tsv", (HEAD + ROW).replace("\n", "\r\n").encode(), 1),
    ("blank lines", read_own, "a.jsonl", b"\n\n" + lines(OWN) + b"\n  \n", 1),
    ("no line end", read_own, "a.jsonl", lines(OWN).strip(), 1),
    ("nothing at all", read_own, "a.jsonl", b"", 0),
    ("an empty array", read_tgredial, "a.json", b" [ ] ", 0),
    ("a line break in a cell", read_inspired, "dev.tsv", (HEAD + 'd1\t1\tSEEKER\t"Hi\nyou"\t\n').encode(), 1),
    ("a paragraph sign in a text", read_own, "a.jsonl", '{"id": "1", "turns": [{"role": "seeker", "text": "a\u2028b"}]}\n'.encode(), 1),
    ("an unknown field", read_own, "a.jsonl", lines(OWN | {"mood": "good"}), 1),
    ("a packed file", read_own, "a.jsonl.gz", gzip.compress(lines(OWN)), 1),
]  # fmt: skip


@pytest.mark.parametrize(("read", "file", "data", "count"), [case[1:] for case in HARMLESS], ids=[str(case[0]) for case in HARMLESS])
def test_reads_what_is_harmless(tmp_path: Path, read: Read, file: str, data: bytes, count: int) -> None:
    (tmp_path / file).write_bytes(data)
    assert len(list(read(tmp_path / file))) == count


@pytest.mark.parametrize("read", [read_redial, read_inspired, read_opendialkg, read_processed, read_own, read_tgredial])
def test_a_folder_or_nothing_in_place_of_a_file(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.jsonl").mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        with pytest.raises(DatasetError, match="the file is missing") as caught:
            list(read(tmp_path / name))
        assert caught.value.file == str(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(OWN))
    path.chmod(0)
    with pytest.raises(DatasetError, match="cannot be opened"):
        list(read_own(path))


def test_a_whole_file_has_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_JSON", 100)
    (tmp_path / "a.json").write_text("{" + " " * 200 + "}")
    with pytest.raises(DatasetError, match="over 100 characters"):
        reading.read_json(tmp_path / "a.json")


def test_values_longer_than_a_chunk_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_records, "CHUNK", 3)
    values = [{"a": "x" * 50}, 12345, "text", [1, [2]], None, True]
    (tmp_path / "a.json").write_text(json.dumps(values, indent=2))
    assert list(json_records.read_array(tmp_path / "a.json")) == list(enumerate(values, start=1))


def test_skipping_counts_the_rows_and_keeps_the_first_errors(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows = [OWN | {"id": str(number)} if number % 2 else {"id": number} for number in range(60)]
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(*rows) + b"{\n")
    faults = Faults("skip")
    assert len(list(read_own(path, faults=faults))) == 30
    assert (faults.count, len(faults.first)) == (31, 20)
    assert [(error.file, error.row, error.field) for error in faults.first[:2]] == [(str(path), 1, "turns"), (str(path), 3, "turns")]
    assert ["31 rows are left out" in record.getMessage() for record in caplog.records] == [True]


def test_rows_read_twice_count_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(own(turns=None))
    faults = Faults("skip")
    for _ in range(2):
        assert len(list(read_own(path, faults=faults))) == 1
    assert faults.count == 1


def test_a_damaged_file_stops_even_where_rows_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(*(OWN | {"id": str(number)} for number in range(3_000))))[:-30])
    with pytest.raises(DatasetError, match="cannot be read on"):
        list(read_own(tmp_path / "a.jsonl", faults=Faults("skip")))
