"""Where data sets lie and how their files are read."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from crs.datasets import folder
from crs.datasets.folder import data_folder, find, open_text, read_json, read_json_lines, read_json_value, read_lines
from crs.errors import DatasetError


def test_the_data_folder_is_the_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_DATA_DIR", str(tmp_path))
    assert data_folder() == tmp_path


def test_a_named_folder_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_DATA_DIR", str(tmp_path / "none"))
    with pytest.raises(DatasetError, match="does not exist") as caught:
        data_folder()
    assert "CRS_DATA_DIR" in caught.value.hint


def test_without_a_name_it_lies_beside_the_checkout_or_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRS_DATA_DIR", raising=False)
    found = data_folder()
    assert found is None or found == Path(folder.__file__).resolve().parents[3] / "shared" / "data"


def test_an_installed_package_looks_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRS_DATA_DIR", raising=False)
    (tmp_path / "shared" / "data").mkdir(parents=True)
    monkeypatch.setattr(folder, "__file__", str(tmp_path / "site" / "crs" / "datasets" / "folder.py"))
    assert data_folder() is None


@pytest.mark.parametrize("packed", [False, True])
def test_plain_and_packed_read_alike(tmp_path: Path, packed: bool) -> None:
    text = "\ufefferste Zeile\r\n\n zweite: ü \u2028 \n"
    path = tmp_path / "text.txt"
    (path.with_name("text.txt.gz") if packed else path).write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert list(read_lines(path)) == [(1, "erste Zeile"), (3, " zweite: ü \u2028 ")]
    with open_text(path) as file:
        assert file.read() == text[1:]


def test_the_plain_file_goes_first(tmp_path: Path) -> None:
    for name in ("a.txt", "a.txt.gz"):
        (tmp_path / name).write_bytes(b"x")
    assert find(tmp_path / "a.txt").name == "a.txt"


def test_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="the file is missing") as caught:
        open_text(tmp_path / "none.jsonl")
    assert caught.value.file == str(tmp_path / "none.jsonl")
    assert "download" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "data", "row", "says"),
    [
        ("a.jsonl", b'{"a": 1}\n{"a": \xff}\n', None, "not UTF-8"),
        ("a.jsonl", b'{"a": 1}\n{"a": \n', 2, "not readable as JSON"),
        ("a.jsonl", b'{"a": 1}\n[1]\n', 2, "not a JSON object"),
        ("a.jsonl", b'{"a": NaN}\n', 1, "NaN is not a JSON number"),
        ("a.jsonl", b"[" * 100_000 + b"\n", 1, "not readable as JSON"),
        ("a.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 1000)[:-20], None, "cannot be read"),
        ("a.jsonl.gz", b"not packed at all", None, "cannot be read"),
    ],
)
def test_json_lines_name_file_and_row(tmp_path: Path, name: str, data: bytes, row: int | None, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DatasetError) as caught:
        list(read_json_lines(tmp_path / "a.jsonl"))
    assert caught.value.file == str(tmp_path / name)
    assert row is None or caught.value.row == row
    assert says in str(caught.value)
    assert caught.value.hint


def test_refuses_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "LONGEST_LINE", 1_000)
    (tmp_path / "a.jsonl").write_text("{}\n" + "x" * 5_000)
    with pytest.raises(DatasetError, match="over 1,000 characters") as caught:
        list(read_json_lines(tmp_path / "a.jsonl"))
    assert caught.value.row == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not readable as JSON"),
        (b'{"a": ]', "not readable as JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"a": Infinity}', "Infinity"),
        (b"\xff{}", "not readable"),
    ],
)
def test_a_json_file_must_be_one_object(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(DatasetError, match=says) as caught:
        read_json(tmp_path / "a.json")
    assert caught.value.file == str(tmp_path / "a.json")


@pytest.mark.parametrize("damage", [lambda data: data[:-12], lambda data: data[:30] + b"\xff\xff\xff" + data[33:]])
def test_notices_damaged_packing(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    (tmp_path / "a.json.gz").write_bytes(damage(gzip.compress(bytes(range(256)) * 100, mtime=0)))
    with pytest.raises(DatasetError, match="read"):
        read_json_value(tmp_path / "a.json")
