"""Two runs, or two systems of one, compared pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.errors import InputError
from crs.evaluate.metrics import F1, MAP, MRR, NDCG, CandidateRecall, Hit, Metric, Precision, Recall, RowMRR, RowNDCG, RowRecall
from crs.evaluate.metrics.cutoff import Cutoff
from crs.evaluate.runs.loading import Run
from crs.evaluate.statistics import Difference, compare, holm

KINDS: tuple[type[Cutoff], ...] = (Recall, MRR, NDCG, CandidateRecall, RowRecall, RowMRR, RowNDCG, Hit, MAP, Precision, F1)
SAME = ("dataset", "split", "limit")  # of the manifest


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One metric under one protocol, ours minus theirs."""

    ours: str
    theirs: str
    protocol: str
    metric: str
    difference: Difference
    adjusted: float  # p after Holm's correction over all comparisons made together


def compare_runs(
    a: Run, b: Run, *, pairs: Sequence[tuple[str, str]], metrics: Sequence[str], protocols: Sequence[str] = (), seed: int = 0
) -> tuple[Comparison, ...]:
    """Compare each pair of a system of `a` with one of `b`, by each metric and under each protocol that both runs have.

    Holm's correction is over all comparisons of one call. Metrics that need the training data are not compared.

    Raises:
        InputError: the runs are not over the same instances, or there is no such system, metric or protocol.
    """
    _check_same(a, b)
    kinds = [metric_named(name) for name in metrics]
    known = [name for name in a.protocols if name in b.protocols]
    chosen = list(protocols) or known
    if unknown := [name for name in chosen if name not in known]:
        raise InputError(f"not both runs have the protocol '{unknown[0]}'", hint=f"both have: {', '.join(known) or 'none'}")
    outcomes = {("a", ours): a.outcomes(ours) for ours, _ in pairs} | {("b", theirs): b.outcomes(theirs) for _, theirs in pairs}
    found = [
        (ours, theirs, protocol, kind.name, compare(kind, outcomes["a", ours][protocol], outcomes["b", theirs][protocol], seed=seed))
        for ours, theirs in pairs
        for protocol in chosen
        for kind in kinds
    ]
    adjusted = holm([difference.p for *_, difference in found])
    return tuple(
        Comparison(ours=ours, theirs=theirs, protocol=protocol, metric=metric, difference=difference, adjusted=p)
        for (ours, theirs, protocol, metric, difference), p in zip(found, adjusted, strict=True)
    )


def metric_named(name: str) -> Metric:
    """The metric that results call so, "recall@10".

    Raises:
        InputError: there is none, or it needs the training data.
    """
    label, _, k = name.partition("@")
    for kind in KINDS:
        if kind.label == label and k.isdecimal():
            made: Metric = kind(k=int(k))  # type: ignore[assignment]
            return made
    raise InputError(
        f"there is no metric '{name}' to compare by", hint=f"one of {', '.join(kind.label for kind in KINDS)}, with its k: recall@10"
    )


def pairs_of(a: Run, b: Run, *, ours: str | None, theirs: str | None) -> tuple[tuple[str, str], ...]:
    """Which systems to compare: those named; else every one that both runs have; if the runs are one, its first with each other.

    Raises:
        InputError: nothing is left to compare.
    """
    if ours and theirs:
        return ((ours, theirs),)
    if ours or theirs:
        wanted = ours or theirs or ""
        others = [name for name in (b if ours else a).systems if name != wanted or a.folder.path != b.folder.path]
        return tuple((wanted, other) if ours else (other, wanted) for other in others)
    if a.folder.path.resolve() == b.folder.path.resolve():
        return tuple((a.systems[0], other) for other in a.systems[1:])
    both = [name for name in a.systems if name in b.systems]
    if both:
        return tuple((name, name) for name in both)
    if len(a.systems) == len(b.systems) == 1:
        return ((a.systems[0], b.systems[0]),)
    raise InputError("the runs have no system in common", hint="name the systems: DIR_A:system DIR_B:system")


def _check_same(a: Run, b: Run) -> None:
    differing = [key for key in SAME if a.manifest[key] != b.manifest[key]]
    if not differing and a.manifest["graph"]["version"] != b.manifest["graph"]["version"]:
        differing.append("candidates")
    if not differing and not set(a.protocols) & set(b.protocols):
        differing.append("protocol")
    if (
        not differing
        and a.manifest["protocol"] == b.manifest["protocol"]
        and a.manifest["contexts"]["sha256"] != b.manifest["contexts"]["sha256"]
    ):
        differing.append("dialogues")
    if differing:
        raise InputError(f"the runs cannot be compared: they differ in {', '.join(differing)}", hint="compare runs over the same data")
