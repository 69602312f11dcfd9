"""The figures of one protocol: tables with intervals, curves, and recall by parts of the trials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crs.evaluate.instance import Outcome
from crs.evaluate.metrics import HEADLINE, Recall
from crs.evaluate.report.charts import Point, Series, interval_chart, line_chart
from crs.evaluate.report.html import figure_cell, number, section, table, text
from crs.evaluate.report.slices import Slicing, slicings
from crs.evaluate.runs.loading import Run
from crs.evaluate.runs.plan import DEPTH
from crs.evaluate.statistics import Estimate, estimate

Outcomes = Mapping[str, Sequence[Outcome]]  # by system, all of one protocol
K = 10
RESAMPLES = 300  # for each of hundreds of small parts; the tables have more
BEYOND = {
    "coverage@10": "coverage",
    "arp@10": "ARP",
    "epc@10": "EPC",
    "aclt@10": "ACLT",
    "popreo@10": "PopREO",
    "ild@10": "diversity",
    "cold_share@10": "cold share",
}
OTHERS = (
    "row_recall@10",
    "hit@10",
    "map@10",
    "precision@10",
    "f1@10",
    "candidate_recall@50",
    "candidate_recall@100",
    "candidate_recall@200",
)


def headline(run: Run, protocol: str) -> str:
    """The table that everybody looks for, and recall@10 with its intervals as a picture."""
    rows = [
        (system, run.results[system][protocol]["recall@10"])
        for system in sorted(run.systems, key=lambda system: -(run.results[system][protocol]["recall@10"]["value"] or 0.0))
    ]
    chart = interval_chart(
        [
            (name, run.systems.index(name), found["value"], found["low"], found["high"])
            for name, found in rows
            if found["value"] is not None
        ],
        describes=f"Recall@10 of every system under “{protocol}”, with 95 % intervals, best first.",
        across="recall@10",
    )
    others = [name for name in OTHERS if run.systems and name in run.results[run.systems[0]][protocol]]
    return section(
        f"{protocol}-results",
        f"Results: {protocol}",
        "One target is one trial. Intervals hold 95 %: bootstrap over dialogues. Ties count against the target. Best values are bold.",
        _metrics(run, protocol, HEADLINE, f"Ranking the targets, {protocol}"),
        chart,
        f"<details><summary>More metrics</summary>{_metrics(run, protocol, others, f'More metrics, {protocol}')}</details>",
    )


def _metrics(
    run: Run, protocol: str, metrics: Sequence[str], caption: str, names: Mapping[str, str] | None = None, *, best: bool = True
) -> str:
    highest = {
        metric: max((run.results[system][protocol][metric]["value"] or 0.0 for system in run.systems), default=0.0) for metric in metrics
    }
    rows = []
    for system in run.systems:
        found = run.results[system][protocol]
        cells = [
            figure_cell(
                found[metric]["value"],
                found[metric]["low"],
                found[metric]["high"],
                best=best and 0 < highest[metric] == found[metric]["value"],
            )
            for metric in metrics
        ]
        rows.append((system, [*cells, f'<td class="n">{found[metrics[0]]["n"]:,}</td>'] if metrics else cells))
    return table(caption, ["system", *((names or {}).get(metric, metric) for metric in metrics), "n"], rows)


def curve(protocol: str, outcomes: Outcomes) -> str:
    """Recall by the length of the list."""
    ks = (1, 2, 3, 5, 10, 20, 30, 50, 100, DEPTH)
    series, rows = [], []
    for place, (system, group) in enumerate(outcomes.items()):
        ranks = [rank for outcome in group for rank in outcome.ranks]
        shares = [sum(rank is not None and rank <= k for rank in ranks) / max(1, len(ranks)) for k in ks]
        points = [
            Point(x=at, y=share, says=f"{system}, first {k}: {number(share)}") for at, (k, share) in enumerate(zip(ks, shares, strict=True))
        ]
        series.append(Series(name=system, number=place, points=tuple(points)))
        rows.append((system, [f'<td class="n">{number(share)}</td>' for share in shares]))
    if not series:
        return ""
    return section(
        f"{protocol}-curve",
        "Recall by list length",
        "How often the target is among the first k items.",
        line_chart(
            series,
            [(at, str(k)) for at, k in enumerate(ks)],
            describes=f"Recall@k for k from 1 to {DEPTH} under “{protocol}”.",
            across="k, length of the list",
            up="recall@k",
        ),
        f"<details><summary>As a table</summary>{table(f'Recall@k, {protocol}', ['system', *map(str, ks)], rows)}</details>",
    )


def sliced(run: Run, protocol: str, outcomes: Outcomes) -> str:
    """Recall@10 by parts of the trials."""
    parts = [_slice(slicing, protocol, outcomes) for slicing in slicings(run, protocol)] if outcomes else []
    return section(
        f"{protocol}-parts",
        "Where it is right",
        f"Recall@{K} by what was known before the turn, and by how often training mentions the target. Bars are 95 % intervals: "
        "parts with few targets are unsure.",
        '<div class="grid2">',
        *parts,
        "</div>",
    )


def _slice(slicing: Slicing, protocol: str, outcomes: Outcomes) -> str:
    found: dict[str, dict[str, Estimate]] = {
        system: {label: estimate(Recall(k=K), part, resamples=RESAMPLES) for label, part in slicing.cut(group).items()}
        for system, group in outcomes.items()
    }
    labels = [label for label in slicing.labels if any(label in parts for parts in found.values())]
    counts = {label: next(parts[label].n for parts in found.values() if label in parts) for label in labels}
    series = [
        Series(
            name=system,
            number=place,
            points=tuple(
                Point(x=at, y=part.value, low=part.low, high=part.high, says=f"{system}, {label}: {number(part.value)}, n {part.n:,}")
                for at, label in enumerate(labels)
                if (part := parts.get(label)) is not None
            ),
        )
        for place, (system, parts) in enumerate(found.items())
    ]
    describes = f"Recall@{K}: {slicing.title.lower()}, under “{protocol}”."
    rows = [
        (system, [figure_cell(parts[label].value, parts[label].low, parts[label].high) for label in labels])
        for system, parts in found.items()
    ]
    header = ["system", *(f"{label} (n {counts[label]:,})" for label in labels)]
    return (
        f"<div><h3>{text(slicing.title)}</h3>"
        + line_chart(series, [(at, label) for at, label in enumerate(labels)], describes=describes, across=slicing.unit, up=f"recall@{K}")
        + f"<details><summary>As a table</summary>{table(describes, header, rows)}</details></div>"
    )


def beyond(run: Run, protocol: str) -> str:
    """What recall does not see."""
    shown = [metric for metric in BEYOND if run.systems and metric in run.results[run.systems[0]][protocol]]
    if not shown:
        return ""
    return section(
        f"{protocol}-beyond",
        "Beyond accuracy",
        "Of the first ten items; popularity is that of the training dialogues. Coverage: share of the candidates ever shown. "
        "ARP: mean popularity. EPC: novelty. ACLT: long-tail items in a list. PopREO: bias against unpopular targets, 0 is none. "
        "Diversity: within a list, by attributes. Cold share: of the hits, those never seen in training.",
        _metrics(run, protocol, shown, f"Beyond accuracy, {protocol}", BEYOND, best=False),
    )
