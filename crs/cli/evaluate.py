"""`crs evaluate offline`: running systems over a split, with a table at the end."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from crs.cli import complain, table_console
from crs.datasets.faults import OnError
from crs.errors import InputError
from crs.evaluate.metrics import HEADLINE
from crs.evaluate.offline import evaluate_offline
from crs.evaluate.runs.loading import Run
from crs.evaluate.trained import PREFIX
from crs.presentation import printable


def run_offline(
    *, systems: str, dataset: str, split: str, protocol: str, out: Path, data_dir: Path | None, train_splits: str | None,
    sources: str | None, jobs: int, limit: int | None, on_error: str, ray: str | None, seed: int, fresh: bool,
) -> None:  # fmt: skip
    """Evaluate, and print the tables; ends with status 1 if a system failed, and 130 if it was interrupted."""
    if on_error not in ("stop", "skip"):
        raise InputError(f"--on-error is '{on_error}'", hint="stop or skip")
    if ":" in systems:
        sys.path.append(str(Path.cwd()))  # a module beside the user, as with `python -m`
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    ) as progress:
        try:
            run = evaluate_offline(
                _named(systems),
                dataset,
                out=out,
                split=split,
                protocol=protocol,
                data_dir=data_dir,
                train_splits=None if train_splits is None else _parts(train_splits),
                sources=() if sources is None else _parts(sources),
                jobs=jobs,
                limit=limit,
                on_error=cast(OnError, on_error),
                ray=ray,
                seed=seed,
                fresh=fresh,
                progress=_Bars(progress),
            )
        except KeyboardInterrupt:
            complain("interrupted; the same command goes on from here")
            raise typer.Exit(130) from None
    print_run(run)
    if run.broken:
        for name in run.broken:
            found = run.failures[name]
            complain(f"{name} failed: {found['failed'] or found['contexts'][0][1]}")
        raise typer.Exit(1)


class _Bars:
    """One progress bar a system."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def __call__(self, system: str, done: int, total: int) -> None:
        if system not in self._bars:
            self._bars[system] = self._progress.add_task(printable(system), total=total)
        self._progress.update(self._bars[system], completed=done)


def print_run(run: Run) -> None:
    """The tables of a run: the headline figures by protocol, and what it took."""
    console = table_console()
    made = run.manifest
    console.print(f"{made['dataset']} {made['split']}: {made['graph']['candidates']:,} candidates, trained on {_trained(run)}")
    for protocol in run.protocols:
        counts = made["instances"][protocol]
        console.print()
        console.print(
            f"[bold]{protocol}[/]: {counts['rows']:,} rows, {counts['targets']:,} targets, {counts['dialogues']:,} dialogues; "
            "95 % intervals, bootstrap over dialogues"
        )
        table = _table("system", *HEADLINE, "n")
        for system in run.systems:
            figures = run.results[system][protocol]
            table.add_row(Text(printable(system)), *(_cell(figures[name]) for name in HEADLINE), f"{figures[HEADLINE[0]]['n']:,}")
        console.print(table)
    _print_costs(console, run)
    for name, found in run.failures.items():
        if found["contexts"]:
            console.print(Text(f"{printable(name)}: {len(found['contexts']):,} contexts failed and count as misses", style="yellow"))
    console.print(
        f"\nresults in {run.folder.file('results.json')}; a page with plots: crs report {run.folder.path}", style="dim", soft_wrap=True
    )


def _print_costs(console: Console, run: Run) -> None:
    table = _table("system", "processes", "fit s", "answers s", "contexts/s", "peak MB")
    for name, cost in run.timings.items():
        table.add_row(
            Text(printable(name)),
            f"{cost['processes']}",
            f"{cost['fit_seconds']:.1f}",
            f"{cost['answer_seconds']:.1f}",
            f"{cost['contexts_per_second']:,.0f}",
            f"{cost['peak_megabytes']:,.0f}",
        )
    console.print()
    console.print(table)


def _trained(run: Run) -> str:
    training = run.manifest["training"]
    return f"{training['dialogues']:,} dialogues ({', '.join(training['splits']) or 'none'})"


def _cell(figure: Mapping[str, float]) -> Text:
    """The value, and below it its interval: two lines fit beside each other on a narrow terminal."""
    if figure["value"] is None:
        return Text("–")
    return Text.assemble(_short(figure["value"]), (f"\n{_short(figure['low'])}–{_short(figure['high'])}", "dim"))


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if 0 <= value < 1 else f"{value:.3f}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", no_wrap=number > 0)
    return table


def _named(systems: str) -> Mapping[str, str] | Sequence[str]:
    """ "ease,ours=module:factory" as names; where two would have one name as a list, for them to be complained of."""
    parts = [part.partition("=") for part in _parts(systems)]
    names = [name if equals else _called(name) for name, equals, _ in parts]
    wanted = [source if equals else name for name, equals, source in parts]
    return wanted if len(set(names)) < len(names) else dict(zip(names, wanted, strict=True))


def _called(system: str) -> str:
    """A model is called like its folder, everything else as it is written."""
    return Path(system.removeprefix(PREFIX)).resolve().name if system.startswith(PREFIX) else system


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
