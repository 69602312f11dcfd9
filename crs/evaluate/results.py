"""From answers to figures: what every protocol makes of a ranking, and every metric with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crs.evaluate.instance import Instance, Outcome
from crs.evaluate.metrics import Metric
from crs.evaluate.runs.answer import Answer
from crs.evaluate.runs.plan import DEPTH, kept_length
from crs.evaluate.statistics import Estimate, estimate
from crs.evaluate.ties import resolved

DIGITS = 6  # kept of a figure: more would be noise of the last bits


def outcomes_of(instances: Sequence[Instance], answers: Mapping[str, Answer]) -> tuple[Outcome, ...]:
    """The outcome of every instance, in their order; a context that was answered by an error is a miss with this error."""
    return tuple(_outcome(instance, answers[instance.context.id]) for instance in instances)


def _outcome(instance: Instance, answer: Answer) -> Outcome:
    if answer.error:
        return Outcome(instance=instance, ranking=(), error=answer.error)
    cut = len(answer.ranking) >= kept_length(instance)
    ranked = resolved(answer.ranking, answer.tied, instance, depth=DEPTH, cut=cut)
    return Outcome(instance=instance, ranking=ranked)


def measure(
    outcomes: Mapping[str, Sequence[Outcome]], metrics: Sequence[Metric], *, seed: int = 0
) -> dict[str, dict[str, dict[str, float | None]]]:
    """protocol -> metric -> "value", "low", "high" (95 % interval, clustered by dialogue) and "n" trials."""
    return {
        protocol: {metric.name: figure(estimate(metric, group, seed=seed)) for metric in metrics} for protocol, group in outcomes.items()
    }


def figure(found: Estimate) -> dict[str, Any]:
    """An estimate as results keep it."""
    return {"value": _rounded(found.value), "low": _rounded(found.low), "high": _rounded(found.high), "n": found.n}


def _rounded(value: float) -> float | None:
    """None where a metric has no value: JSON knows no other word for it."""
    return round(value, DIGITS) if value == value and abs(value) != float("inf") else None  # noqa: PLR0124  nan is not itself
