"""The command as such: it starts quickly and fails in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import crs.cli
from crs.cli.opening import settings_from

if TYPE_CHECKING:
    from conftest import Crs

HEADER = "id,title,year,directors,genres\n"


def test_the_version_is_that_of_the_package(crs: Crs) -> None:
    assert crs("--version").out == "crs 0.1.0\n"


@pytest.mark.parametrize(
    "command", [["--help"], ["chat", "--help"], ["demo", "-h"], ["kg", "--help"], ["kg", "path", "--help"], ["link", "--help"]]
)
def test_help_says_what_a_command_does(crs: Crs, command: list[str]) -> None:
    ran = crs(*command)
    assert ran.status == 0
    assert "Usage: crs" in ran.out


def test_help_imports_nothing_that_takes_time() -> None:
    program = "import sys\nfrom crs.cli import main\ntry:\n    main(['--help'])\nfinally:\n    print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert not {"numpy", "pydantic", "scipy", "rich.console", "gradio", "langgraph"} & set(done.stdout.split())


def test_an_unknown_command_is_refused(crs: Crs) -> None:
    ran = crs("dance")
    assert ran.status == 2
    assert "No such command 'dance'" in ran.err


@pytest.mark.parametrize(
    "command", [["chat"], ["demo", "--port", "7"], ["kg", "stats"], ["kg", "show", "x"], ["kg", "build"], ["link", "x"]]
)
def test_a_folder_without_a_catalogue_is_one_line(crs: Crs, tmp_path: Path, command: list[str]) -> None:
    error = crs.fails(*command, "--catalogue", tmp_path)
    assert "there is no schema" in error or "cannot be served" in error


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (b"", "films.csv"),
        (HEADER.encode(), "there are no items"),
        (HEADER.encode() + "a,Amélie,2001,X,comedy\n".encode("latin-1"), "films.csv"),
        (HEADER.encode() + b"a,A,soon,X,comedy\n", "films.csv, row 2, field 'year'"),
        (HEADER.encode() + b"a,A,2001,X,comedy\na,B,2001,X,comedy\n", "films.csv, row 3, field 'id'"),
        (b"id,title\na,A\n", "films.csv"),
    ],
    ids=["empty", "no rows", "not UTF-8", "bad year", "duplicate id", "missing column"],
)
@pytest.mark.parametrize("command", [["kg", "stats"], ["chat"]], ids=" ".join)
def test_a_broken_table_is_named_with_row_and_field(crs: Crs, tmp_path: Path, command: list[str], table: bytes, says: str) -> None:
    bundled = Path(crs_content("knowledge_graph")) / "schema.toml"
    (tmp_path / "schema.toml").write_bytes(bundled.read_bytes())
    (tmp_path / "films.csv").write_bytes(table)
    assert says in crs.fails(*command, "--catalogue", tmp_path)


def crs_content(name: str) -> Path:
    from crs.content import content_folder

    return content_folder(name)


def test_a_setting_that_cannot_be_used_is_named(crs: Crs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_SHOWN", "many")
    assert "CRS_SHOWN" in crs.fails("chat")


def test_a_home_that_is_no_folder_is_one_line(crs: Crs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CRS_HOME", str(tmp_path / "file"))
    assert str(tmp_path / "file") in crs.fails("chat", "--no-vector")


def test_options_come_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRS_VECTOR", "true")
    monkeypatch.setenv("CRS_CATALOGUE", "/elsewhere")
    settings = settings_from(catalogue=tmp_path, vector=False)
    assert (settings.catalogue, settings.vector) == (tmp_path, False)
    assert settings_from().catalogue == Path("/elsewhere")


def test_an_error_is_one_line_whatever_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    crs.cli.complain("broken [red]file\x1b[2J\nsecond")
    assert capsys.readouterr().err == "error: broken [red]file[2J second\n"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -c 'from crs.cli import main; main()' kg show drama --json | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
