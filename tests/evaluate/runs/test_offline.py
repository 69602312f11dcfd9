"""Offline evaluation as a whole: what it writes, that it goes on after a kill, and that it always writes the same bytes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from small import ITEMS, Batched, Scripted, hopeless, plain

from crs.errors import ConfigError, DatasetError, InputError, StorageError
from crs.evaluate.offline import evaluate_offline
from crs.evaluate.runs.answer import Answer
from crs.evaluate.runs.loading import Run


def evaluate(data: Path, out: Path, systems: Any = ("popularity", "copy-context"), **options: Any) -> Run:
    return evaluate_offline(systems, "own", data_dir=data, out=out, home=out.parent / "home", **options)


def contents(folder: Path) -> dict[str, bytes]:
    """All that must be the same."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "timings.json"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_results_hold_every_metric_with_its_interval(data: Path, tmp_path: Path) -> None:
    run = evaluate(data, tmp_path / "run")
    results = json.loads((tmp_path / "run/results.json").read_text())
    assert list(results) == ["popularity", "copy-context"]
    assert list(results["popularity"]) == ["all", "new"]
    for figures in results["popularity"].values():
        for metric in ("recall@1", "recall@10", "recall@50", "mrr@10", "ndcg@10"):
            assert figures[metric].keys() == {"value", "low", "high", "n"}
            assert figures[metric]["low"] <= figures[metric]["value"] <= figures[metric]["high"]
    assert results["popularity"]["all"]["recall@10"]["n"] == 60 * 3
    assert results["popularity"]["new"]["recall@10"]["n"] == 60 * 2
    assert results["copy-context"]["new"]["recall@50"]["value"] == 0
    assert run.manifest["instances"]["all"] == {"rows": 120, "targets": 180, "dialogues": 60}
    assert run.manifest["graph"]["candidates"] == len(ITEMS)
    assert run.manifest["files"].keys() == {"items.json", "train.jsonl", "valid.jsonl"}
    assert {"python", "crs", "numpy"} <= run.manifest["versions"].keys()


def test_a_context_is_asked_once_for_all_protocols(data: Path, tmp_path: Path) -> None:
    log = tmp_path / "asked"
    evaluate(data, tmp_path / "run", {"counted": partial(Scripted, log=log)})
    asked = log.read_text().splitlines()
    assert len(asked) == len(set(asked)) == 120


def test_equal_runs_give_equal_bytes_in_one_process_and_in_two(data: Path, tmp_path: Path) -> None:
    systems = ["random", "popularity", "small:plain"]
    for name, jobs in (("a", 1), ("b", 1), ("c", 2)):
        evaluate(data, tmp_path / name, systems, jobs=jobs)
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")


def test_nothing_of_this_machine_is_in_what_is_compared(data: Path, tmp_path: Path) -> None:
    evaluate(data, tmp_path / "run")
    for name, content in contents(tmp_path / "run").items():
        assert str(tmp_path).encode() not in content, name
        assert str(data).encode() not in content, name


def test_a_killed_run_goes_on_and_gives_the_same(data: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from functools import partial; from small import Scripted\n"
        "from crs.evaluate.offline import evaluate_offline\n"
        "data, out, log, dies = sys.argv[1:]\n"
        "systems = {'popularity': 'popularity', 'mine': partial(Scripted, log=Path(log), dies_at=dies)}\n"
        "evaluate_offline(systems, 'own', data_dir=Path(data), out=Path(out), home=Path(out).parent / 'home')\n"
    )

    def run(name: str, dies: str) -> int:
        arguments = [str(data), str(tmp_path / name), str(tmp_path / f"{name}.log"), dies]
        return subprocess.run([sys.executable, "-c", program, *arguments], cwd=Path(__file__).parent, check=False).returncode

    assert run("killed", "valid-40:1") == -9
    before = (tmp_path / "killed.log").read_text().splitlines()
    part = tmp_path / "killed/rankings/mine.jsonl.part"
    assert part.stat().st_size
    with part.open("ab") as file:
        file.write(b'{"context":"valid-4')  # a line cut off
    assert run("killed", "") == 0
    assert run("whole", "") == 0
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    after = (tmp_path / "killed.log").read_text().splitlines()[len(before) :]
    assert len(after) == 120 - len(before) // 32 * 32
    assert not set(after) & set(before[: len(before) // 32 * 32])


def test_a_chunk_that_was_cut_off_is_asked_again(data: Path, tmp_path: Path) -> None:
    whole = contents(evaluate(data, tmp_path / "whole", ["small:plain"]).folder.path)
    evaluate(data, tmp_path / "torn", ["small:plain"])
    file = tmp_path / "torn/rankings/small-plain.jsonl"
    file.write_bytes(file.read_bytes()[:-700])
    evaluate(data, tmp_path / "torn", ["small:plain"])
    assert contents(tmp_path / "torn") == whole


def test_a_finished_run_is_not_asked_again(data: Path, tmp_path: Path) -> None:
    log = tmp_path / "asked"
    for _ in range(2):
        run = evaluate(data, tmp_path / "run", {"counted": partial(Scripted, log=log)})
    assert len(log.read_text().splitlines()) == 120
    assert run.timings["counted"]["contexts"] == 120
    assert run.timings["counted"]["peak_megabytes"] > 1


@pytest.mark.parametrize("kind", [Scripted, Batched])
def test_a_failure_at_a_context_is_a_miss_and_is_listed(data: Path, tmp_path: Path, kind: type[Scripted]) -> None:
    good = evaluate(data, tmp_path / "good", {"it": kind})
    bad = evaluate(data, tmp_path / "bad", {"it": partial(kind, fails_at="valid-0:3")})
    assert bad.failures["it"]["contexts"] == [["valid-0:3", "RuntimeError: no idea, says <object object at 0x…>"]]
    assert bad.results["it"]["all"]["recall@50"]["n"] == good.results["it"]["all"]["recall@50"]["n"]
    assert good.results["it"]["all"]["recall@50"]["value"] == 1
    assert bad.results["it"]["all"]["recall@50"]["value"] == pytest.approx(1 - 2 / 180, abs=1e-6)
    assert not bad.broken


@pytest.mark.parametrize(("wrong", "says"), [("twice", "twice"), ("unknown", "nobody"), ("long", "asked for")])
def test_whoever_breaks_the_contract_misses(data: Path, tmp_path: Path, wrong: str, says: str) -> None:
    run = evaluate(data, tmp_path / "run", {"it": partial(Scripted, wrong=wrong)}, limit=3)
    assert len(run.failures["it"]["contexts"]) == 6
    assert says in run.failures["it"]["contexts"][0][1]
    assert run.results["it"]["all"]["recall@50"]["value"] == 0
    assert run.broken == ("it",)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_system_that_fails_as_a_whole_does_not_stop_the_others(data: Path, tmp_path: Path, jobs: int) -> None:
    run = evaluate(data, tmp_path / "run", {"bad": hopeless, "good": plain}, jobs=jobs)
    assert "nothing to learn from" in run.failures["bad"]["failed"]
    assert run.broken == ("bad",)
    assert list(run.results) == ["good"]


def test_a_process_that_is_killed_fails_its_system_alone(data: Path, tmp_path: Path) -> None:
    run = evaluate(data, tmp_path / "run", {"mortal": partial(Scripted, dies_at="valid-3:1"), "good": plain}, jobs=2)
    assert "ended with status -9" in run.failures["mortal"]["failed"]
    assert list(run.results) == ["good"]


def test_a_folder_with_another_run_is_refused_unless_it_may_be_replaced(data: Path, tmp_path: Path) -> None:
    evaluate(data, tmp_path / "run")
    with pytest.raises(ConfigError, match=r"another run; .*seed.*--fresh"):
        evaluate(data, tmp_path / "run", seed=1)
    assert evaluate(data, tmp_path / "run", seed=1, fresh=True).manifest["seed"] == 1


def test_a_folder_with_something_else_is_left_alone(data: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(StorageError, match="thesis"):
        evaluate_offline(["random"], "own", data_dir=data, out=tmp_path, fresh=True)


def test_what_cannot_be_evaluated_is_refused_before_anything_is_asked(data: Path, tmp_path: Path) -> None:
    for error, options in (
        (InputError, {"split": "train"}),
        (DatasetError, {"split": "nosuch"}),
        (ConfigError, {"systems": ["nosuch"]}),
        (InputError, {"systems": []}),
        (InputError, {"systems": ["random", "random"]}),
        (InputError, {"jobs": 0}),
        (InputError, {"seed": -1}),
    ):
        with pytest.raises(error):
            evaluate(data, tmp_path / "run", **options)
    assert not (tmp_path / "run").exists()


def test_it_can_be_called_where_a_loop_runs_already(data: Path, tmp_path: Path) -> None:
    async def notebook() -> Run:
        return evaluate(data, tmp_path / "run", ["random"], limit=2)

    assert asyncio.run(notebook()).systems == ("random",)


def test_a_limited_run_takes_the_first_dialogues(data: Path, tmp_path: Path) -> None:
    run = evaluate(data, tmp_path / "run", ["random"], limit=5)
    assert {instance.dialogue for instance in run.instances["all"]} == {f"valid-{number}" for number in range(5)}


def test_a_finished_run_can_be_read_without_the_data(data: Path, tmp_path: Path) -> None:
    run = evaluate(data, tmp_path / "run", ["small:plain"])
    outcome = run.outcomes("small:plain")["new"][1]
    assert outcome.instance.id == "valid-0:3"
    assert outcome.instance.context.utterances[0].text == f"I liked {ITEMS['i0']} <b>much</b>."
    assert not set(outcome.ranking) & {"i0", "i1"}
    assert run.items["i0"][0] == ITEMS["i0"]
    assert run.liked["new", "valid-0:3"] == 1
    assert Answer.parse((tmp_path / "run/rankings/small-plain.jsonl").read_text().splitlines()[0]).context == "valid-0:1"
    with pytest.raises(InputError):
        run.outcomes("ease")
