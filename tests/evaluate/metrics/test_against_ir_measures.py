"""Row metrics, and target metrics with each target as a query, are what ir-measures computes on random runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics import F1, MAP, MRR, NDCG, Hit, Precision, Recall, RowMRR, RowNDCG, RowRecall, TrialMetric
from tests.evaluate.metrics.outcomes import outcomes

ir = pytest.importorskip("ir_measures", reason="the oracle ir-measures is not installed")

Query = tuple[Sequence[str], Sequence[str]]  # ranking, relevant items


def scores(measure: Any, queries: Sequence[Query]) -> list[float]:
    """The oracle's value of every query; one without a ranking is a miss."""
    relevant = [ir.Qrel(str(number), item, 1) for number, (_, items) in enumerate(queries) for item in items]
    run = [ir.ScoredDoc(str(number), item, -float(rank)) for number, (items, _) in enumerate(queries) for rank, item in enumerate(items)]
    found = {score.query_id: score.value for score in measure.iter_calc(relevant, run)} if run else {}
    return [found.get(str(number), 0.0) for number in range(len(queries))]


def rows(run: Sequence[Outcome]) -> list[Query]:
    return [(outcome.ranking, outcome.instance.targets) for outcome in run]


def targets(run: Sequence[Outcome]) -> list[Query]:
    return [(outcome.ranking, (target,)) for outcome in run for target in outcome.instance.targets]


def cut(queries: Sequence[Query], k: int) -> Iterator[Query]:
    """For measures whose own cut-off needs another backend."""
    return ((ranking[:k], relevant) for ranking, relevant in queries)


ORACLES: dict[type[TrialMetric], Callable[[Sequence[Outcome], int], list[float]]] = {
    Recall: lambda run, k: scores(ir.R @ k, targets(run)),
    MRR: lambda run, k: scores(ir.RR, list(cut(targets(run), k))),
    NDCG: lambda run, k: scores(ir.nDCG @ k, targets(run)),
    RowRecall: lambda run, k: scores(ir.R @ k, rows(run)),
    RowMRR: lambda run, k: scores(ir.RR, list(cut(rows(run), k))),
    RowNDCG: lambda run, k: scores(ir.nDCG @ k, rows(run)),
    Hit: lambda run, k: scores(ir.Success @ k, rows(run)),
    MAP: lambda run, k: scores(ir.AP @ k, rows(run)),
    Precision: lambda run, k: scores(ir.P @ k, rows(run)),
    F1: lambda run, k: [
        2 * precision * recall / (precision + recall) if precision else 0.0
        for precision, recall in zip(scores(ir.P @ k, rows(run)), scores(ir.R @ k, rows(run)), strict=True)
    ],
}


@pytest.mark.parametrize("kind", ORACLES, ids=lambda kind: kind.__name__)
@settings(max_examples=60, deadline=None)
@given(run=outcomes(), k=st.integers(1, 12))
def test_is_what_the_oracle_computes(kind: Callable[..., TrialMetric], run: list[Outcome], k: int) -> None:
    ours = [value for outcome in run for value in kind(k=k).trials(outcome)]
    assert ours == pytest.approx(ORACLES[kind](run, k), abs=1e-9)  # type: ignore[index]
