"""Comparing runs: pairs of systems over the same instances, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import plain

from crs.errors import InputError
from crs.evaluate.offline import evaluate_offline
from crs.evaluate.runs.comparing import compare_runs, pairs_of
from crs.evaluate.runs.loading import Run


@pytest.fixture(scope="module")
def runs(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run, Run]:
    folder = tmp_path_factory.mktemp("runs")

    def run(name: str, limit: int) -> Run:
        systems = {"mine": plain, "copy": "copy-context"}
        return evaluate_offline(systems, "own", data_dir=data, out=folder / name, home=folder / "home", limit=limit)

    return run("a", 6), run("b", 6), run("short", 5)


def test_a_system_does_not_differ_from_itself(runs: tuple[Run, Run, Run]) -> None:
    a, b, _ = runs
    for comparison in compare_runs(a, b, pairs=[("mine", "mine")], metrics=["recall@10", "mrr@5"]):
        assert comparison.difference.value == 0
        assert comparison.adjusted == 1


def test_differences_are_corrected_over_all_comparisons(runs: tuple[Run, Run, Run]) -> None:
    a, b, _ = runs
    found = compare_runs(a, b, pairs=[("mine", "copy"), ("mine", "mine")], metrics=["recall@50"], protocols=["new"])
    assert found[0].difference.value == pytest.approx(1.0)
    assert found[0].difference.n == 12
    assert found[0].adjusted == pytest.approx(2 * found[0].difference.p)


def test_runs_over_other_data_are_refused(runs: tuple[Run, Run, Run]) -> None:
    a, _, short = runs
    with pytest.raises(InputError, match="limit"):
        compare_runs(a, short, pairs=[("mine", "mine")], metrics=["recall@10"])


@pytest.mark.parametrize("metric", ["recall", "recall@", "coverage@10", "luck@3"])
def test_a_metric_that_cannot_be_compared_is_refused(runs: tuple[Run, Run, Run], metric: str) -> None:
    with pytest.raises(InputError, match="no metric"):
        compare_runs(runs[0], runs[1], pairs=[("mine", "mine")], metrics=[metric])


def test_which_pairs_are_meant(runs: tuple[Run, Run, Run]) -> None:
    a, b, _ = runs
    assert pairs_of(a, a, ours=None, theirs=None) == (("mine", "copy"),)
    assert pairs_of(a, b, ours=None, theirs=None) == (("mine", "mine"), ("copy", "copy"))
    assert pairs_of(a, b, ours="mine", theirs="copy") == (("mine", "copy"),)
    assert pairs_of(a, a, ours="copy", theirs=None) == (("copy", "mine"),)
    with pytest.raises(InputError):
        compare_runs(a, b, pairs=[("mine", "nosuch")], metrics=["recall@10"])
