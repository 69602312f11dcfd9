"""`crs evaluate compare` and `crs report`: reading finished runs."""

from __future__ import annotations

import json
from pathlib import Path

from rich.table import Table
from rich.text import Text

from crs.cli import table_console
from crs.evaluate.runs.comparing import Comparison, compare_runs, pairs_of
from crs.evaluate.runs.loading import load_run
from crs.presentation import printable


def run_compare(a: str, b: str, *, metrics: list[str], protocol: str | None, seed: int, as_json: bool) -> None:
    """Print how the systems of two runs differ."""
    (folder_a, ours), (folder_b, theirs) = _split(a), _split(b)
    first, second = load_run(folder_a), load_run(folder_b)
    found = compare_runs(
        first,
        second,
        pairs=pairs_of(first, second, ours=ours, theirs=theirs),
        metrics=metrics,
        protocols=[protocol] if protocol else [],
        seed=seed,
    )
    if as_json:
        print(json.dumps([_plain(comparison) for comparison in found], ensure_ascii=False, indent=1))
        return
    console = table_console()
    console.print(f"Paired over the same instances: first minus second, 95 % interval by dialogue, Holm over {len(found)} comparisons.\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(("systems", "metric", "difference", "p", "Holm", "detectable", "n")):
        table.add_column(column, justify="left" if number < 2 else "right", no_wrap=True)
    for one in found:
        difference = one.difference
        table.add_row(
            Text(f"{printable(one.ours)}\n− {printable(one.theirs)}"),
            Text(f"{one.metric}\n{one.protocol}"),
            Text.assemble(
                (f"{difference.value:+.4f}", "bold" if one.adjusted <= 0.05 else ""),
                (f"\n{difference.low:+.3f} to {difference.high:+.3f}", "dim"),
            ),
            f"{difference.p:.4f}",
            f"{one.adjusted:.4f}",
            f"{difference.detectable:.4f}",
            f"{difference.n:,}",
        )
    console.print(table)


def run_report(folder: Path, *, out: Path | None) -> None:
    """Write the page of a run."""
    from crs.evaluate.report import write_report

    print(write_report(load_run(folder), out or folder / "report.html"))


def _split(text: str) -> tuple[Path, str | None]:
    """ "DIR:system" -> its parts; a folder whose name holds a colon is a folder all the same."""
    folder, colon, system = text.partition(":")
    if Path(text).is_dir() or not colon:
        return Path(text), None
    while not Path(folder).is_dir() and ":" in system:
        more, _, system = system.partition(":")
        folder = f"{folder}:{more}"
    return Path(folder), system or None


def _plain(comparison: Comparison) -> dict[str, object]:
    difference = comparison.difference
    return {
        "first": comparison.ours,
        "second": comparison.theirs,
        "protocol": comparison.protocol,
        "metric": comparison.metric,
        "value": difference.value,
        "low": difference.low,
        "high": difference.high,
        "p": difference.p,
        "p_holm": comparison.adjusted,
        "detectable": difference.detectable,
        "n": difference.n,
    }
