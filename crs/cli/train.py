"""`crs train`: fitting a model to the dialogues of a data set, with a bar for what is being done."""

from __future__ import annotations

import os
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from crs.cli import table_console
from crs.errors import InputError
from crs.models.manifest import Figure, Manifest
from crs.presentation import printable
from crs.settings import Settings

_SHOWN = ("recall@1", "recall@10", "recall@50", "mrr@10", "ndcg@10")


def run_train(
    *, dataset: str, out: Path | None, data_dir: Path | None, train_splits: str | None, valid: str, sources: str | None,
    describe: str | None, add: str | None, seed: int, threads: int | None, fusion: str, fresh: bool,
) -> None:  # fmt: skip
    """Train, and print the figures of the validation split."""
    # Threads that wait spin unless they are told not to: beside other work that made training many times slower. Read once, by torch.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from crs.agents.retrieval.trained.store import USUAL
    from crs.train.extra import require_extra

    if fusion not in ("trees", "linear"):
        raise InputError(f"--fusion is '{fusion}'", hint="trees or linear")
    named = USUAL if sources is None else _parts(sources)
    require_extra(trees=fusion == "trees", reasoner="reasoner" in named)  # before anything is read

    from crs.models.place import models_folder
    from crs.train.corpus import open_corpus
    from crs.train.course import Course
    from crs.train.run import Recipe, train
    from crs.train.sources import check_names

    home = Settings().home
    course = Course(seed=seed, threads=threads or min(2, os.cpu_count() or 1))
    recipe = Recipe(course=course, trees=fusion == "trees", sources=named)
    check_names(recipe.sources)
    with _Told() as told:
        told("opening the data set", 0.0)
        corpus = open_corpus(
            dataset,
            data_dir,
            training=None if train_splits is None else _parts(train_splits),
            validation=None if valid == "none" else valid,
            sources=None if describe is None else _parts(describe),
            added=() if add is None else _parts(add),
            home=home,
        )
        folder = out or models_folder(home) / dataset
        manifest = train(corpus, folder, recipe=recipe, fresh=fresh, told=told)
    _print(manifest, folder)


class _Told:
    """A bar where somebody can see it, a line a step where nobody can."""

    def __init__(self) -> None:
        console = Console(stderr=True, highlight=False)
        self._shows = console.is_terminal
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, disable=not self._shows)
        self._task = self._bar.add_task("", total=1.0)
        self._console = console
        self._said = ""
        self._since = time.monotonic()

    def __enter__(self) -> _Told:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, what: str, share: float) -> None:
        self._bar.update(self._task, description=what, completed=share)
        if what != self._said and not self._shows:
            self._console.print(Text(f"{time.monotonic() - self._since:6.0f} s  {what}"))
        self._said = what


def _print(manifest: Manifest, folder: Path) -> None:
    console = table_console()
    if manifest.figures:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(f"{manifest.dataset.name}, {manifest.dataset.validation}")
        for metric in _SHOWN:
            table.add_column(metric, justify="right", no_wrap=True)
        for protocol in dict.fromkeys(name.split(" ")[1] for name in manifest.figures):
            found = [manifest.figures.get(f"{manifest.dataset.validation} {protocol} {metric}") for metric in _SHOWN]
            table.add_row(Text(protocol), *(Text(_figure(figure)) for figure in found))
        console.print(table)
    minutes, cost = manifest.cost.seconds / 60, manifest.cost
    console.print(
        Text(f"Trained in {minutes:.1f} minutes, {cost.peak_megabytes:,.0f} MB at most: {printable(str(folder))}"), soft_wrap=True
    )
    console.print(Text(f"Talk with it: crs chat --model {printable(str(folder))}", style="dim"), soft_wrap=True)


def _figure(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "–"
    return f"{figure.value:.3f}" + (f" ({figure.low:.3f}–{figure.high:.3f})" if figure.low is not None and figure.high is not None else "")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
