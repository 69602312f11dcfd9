"""`crs evaluate` and `crs report` on a small data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Crs


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Six dialogues: what is liked is an item, what is recommended the next one."""
    own = tmp_path / "data" / "own"
    own.mkdir(parents=True)
    (own / "items.json").write_text(json.dumps({f"i{number}": f"Thing {number}" for number in range(6)}), encoding="utf-8")
    for split in ("train", "valid"):
        lines = [
            {
                "id": f"{split}-{number}",
                "turns": [
                    {"role": "seeker", "text": f"I like Thing {number}.", "mentions": [f"i{number}"]},
                    {"role": "recommender", "text": f"Try Thing {number + 1}.", "mentions": [f"i{number + 1}"]},
                ],
            }
            for number in range(5)
        ]
        (own / f"{split}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return tmp_path / "data"


def test_offline_prints_tables_and_writes_results(crs: Crs, data: Path, tmp_path: Path) -> None:
    ran = crs(
        "evaluate", "offline", "--systems", "popularity,copy-context", "--dataset", "own", "--data-dir", data, "--out", tmp_path / "run"
    )
    assert ran.status == 0, ran.err
    assert "6 candidates" in ran.out
    assert "5 rows, 5 targets, 5 dialogues" in ran.out
    assert "peak MB" in ran.out
    results = json.loads((tmp_path / "run" / "results.json").read_text(encoding="utf-8"))
    assert results["popularity"]["all"]["recall@10"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 5}
    assert results["copy-context"]["new"]["recall@10"]["value"] == 0.0


def test_compare_and_report_read_the_run(crs: Crs, data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    crs("evaluate", "offline", "--systems", "popularity,copy-context", "--dataset", "own", "--data-dir", data, "--out", run)
    ran = crs("evaluate", "compare", f"{run}:popularity", f"{run}:copy-context", "--json")
    found = json.loads(ran.out)
    assert [(comparison["protocol"], comparison["metric"], comparison["value"]) for comparison in found] == [
        ("all", "recall@10", 1.0),
        ("new", "recall@10", 1.0),
    ]
    assert "Holm over 2 comparisons" in crs("evaluate", "compare", run, run).out
    assert crs("report", run).out.strip().endswith("report.html")
    assert (run / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_failed_system_ends_with_status_one(crs: Crs, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "beside_me.py").write_text("def create(training):\n    raise ValueError('no luck')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    ran = crs(
        "evaluate",
        "offline",
        "--systems",
        "mine=beside_me:create,popularity",
        "--dataset",
        "own",
        "--data-dir",
        data,
        "--out",
        tmp_path / "run",
    )
    assert ran.status == 1
    assert "mine failed" in ran.err
    assert "no luck" in ran.err
    assert "popularity" in ran.out


@pytest.mark.parametrize(
    "changed", [{"--systems": "nosuch"}, {"--split": "train"}, {"--dataset": "nosuch"}, {"--on-error": "cry"}, {"--protocol": "nosuch"}]
)
def test_a_wrong_option_is_one_line(crs: Crs, data: Path, tmp_path: Path, changed: dict[str, str]) -> None:
    options = {"--systems": "random", "--dataset": "own", "--data-dir": str(data), "--out": str(tmp_path / "run")} | changed
    crs.fails("evaluate", "offline", *(part for option in options.items() for part in option))


def test_another_run_in_the_folder_is_refused_with_a_hint(crs: Crs, data: Path, tmp_path: Path) -> None:
    command = ["evaluate", "offline", "--systems", "random", "--dataset", "own", "--data-dir", str(data), "--out", str(tmp_path / "run")]
    assert crs(*command).status == 0
    assert "--fresh" in crs.fails(*command, "--seed", "7")
    assert crs(*command, "--seed", "7", "--fresh").status == 0


def test_what_is_no_run_cannot_be_reported(crs: Crs, tmp_path: Path) -> None:
    crs.fails("report", tmp_path)
    crs.fails("evaluate", "compare", tmp_path, tmp_path)
