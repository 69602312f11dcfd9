"""`crs models`: which models there are, and what one says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crs.cli import complain, fail, table_console
from crs.cli.opening import settings_from
from crs.errors import InputError, ModelError
from crs.models.faults import TRAIN
from crs.models.folder import check_files, find_models, read_manifest, size_of
from crs.models.manifest import Figure, Manifest
from crs.models.place import find_model, models_folder
from crs.presentation import printable


def run_list(folder: Path | None, *, as_json: bool) -> None:
    """Print the models below a folder; one that is damaged is a line of its own on the error output."""
    if folder is not None and not folder.is_dir():
        raise InputError(f"there is no folder {folder}", hint=TRAIN)
    shelf = folder or models_folder(settings_from().home)
    found = find_models(shelf, report=lambda error: complain(str(error)))
    if as_json:
        _print_json([_listed(path, manifest) for path, manifest in found])
        return
    console = table_console()
    if not found:
        console.print(Text(f"There are no models in {printable(str(shelf))} yet: {TRAIN}."), soft_wrap=True)
        return
    table = _table("name", "dataset", "trained", right=("items", "recall@10", "MB"))
    table.add_column("path", overflow="fold")
    for path, manifest in found:
        headline = Text("–") if manifest.headline is None else _figure(manifest.headline)
        size, when = f"{size_of(path) / 1e6:,.1f}", _when(manifest.created)
        names = (_text(manifest.name), _text(manifest.dataset.name), Text(when))
        table.add_row(*names, f"{manifest.items:,}", headline, size, Text(printable(str(path)), style="dim"))
    console.print(table)
    console.print(Text("\nrecall@10: new items, validation split, 95 % interval; crs models info NAME says more of each.", style="dim"))


def run_info(name: str, *, as_json: bool) -> None:
    """Print the manifest of a model; ends with status 2 if its files are not whole."""
    folder = find_model(name, settings_from().home)
    manifest = read_manifest(folder)
    problem = _problem(folder, manifest)
    if as_json:
        _print_json({"path": str(folder), "size": size_of(folder), "problem": problem, **manifest.model_dump(mode="json")})
    else:
        _print_manifest(table_console(), folder, manifest, whole=problem is None)
    if problem is not None:
        fail(problem)


def _problem(folder: Path, manifest: Manifest) -> str | None:
    try:
        check_files(folder, manifest)
    except ModelError as error:
        return str(error)
    return None


def _print_manifest(console: Console, folder: Path, manifest: Manifest, *, whole: bool) -> None:
    data, cost = manifest.dataset, manifest.cost
    console.print(Text.assemble((printable(manifest.name), "bold"), (f"  {printable(str(folder))}", "dim")), soft_wrap=True)
    state = ("all as they were written", "green") if whole else ("not whole", "red")
    validated = "" if data.validation is None else f"; validated on {data.validation}"
    lines: dict[str, str | Text] = {
        "trained": f"{_when(manifest.created)} UTC, seed {manifest.seed}",
        "data": f"{data.name}, {', '.join(data.training)}: {data.dialogues:,} dialogues, {data.cases:,} cases{validated}",
        "items": f"{manifest.items:,}, graph {manifest.graph}",
        "fusion": manifest.fusion,
        "cost": f"{cost.seconds:,.0f} s, {cost.peak_megabytes:,.0f} MB at the peak",
        "files": Text.assemble(f"{len(manifest.files):,}, {size_of(folder) / 1e6:,.1f} MB, ", state),
    }
    _print_pairs(console, lines)
    figures = _table("metric", right=("value", "95 % interval", "n"), title="figures")
    for metric, figure in manifest.figures.items():
        figures.add_row(_text(metric), _short(figure.value), _interval(figure), f"{figure.n:,}")
    sources = _table("source", right=("seconds", "MB"), title="sources")
    sources.add_column("", overflow="fold")
    for source in manifest.sources:
        sources.add_row(_text(source.name), f"{source.seconds:,.1f}", f"{source.bytes / 1e6:,.1f}", _text(source.note, "dim"))
    for table in (figures, sources):
        if table.row_count:
            console.print()
            console.print(table)
    _print_group(console, "settings", {name: json.dumps(value, ensure_ascii=False) for name, value in manifest.settings.items()})
    _print_group(console, "versions", manifest.versions)
    _print_group(console, "files of the data", {name: f"sha256 {digest[:12]}…" for name, digest in data.files.items()})
    _print_group(console, "files of the model", {name: f"sha256 {digest[:12]}…" for name, digest in manifest.files.items()})


def _print_group(console: Console, title: str, pairs: Mapping[str, str]) -> None:
    if pairs:
        console.print(Text(f"\n{title}", style="bold"))
        _print_pairs(console, pairs)


def _print_pairs(console: Console, pairs: Mapping[str, str | Text]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", overflow="fold")
    table.add_column(overflow="fold")
    for name, value in pairs.items():
        table.add_row(_text(name), value if isinstance(value, Text) else _text(value))
    console.print(table)


def _table(*left: str, right: Iterable[str], title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
    for name in left:
        table.add_column(name, overflow="fold")
    for name in right:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _listed(path: Path, manifest: Manifest) -> dict[str, Any]:
    return {
        "name": manifest.name,
        "dataset": manifest.dataset.name,
        "created": manifest.created,
        "items": manifest.items,
        "recall@10": None if manifest.headline is None else manifest.headline.model_dump(mode="json"),
        "size": size_of(path),
        "path": str(path),
    }


def _figure(figure: Figure) -> Text:
    return Text.assemble(_short(figure.value), (f" ({_interval(figure)})", "dim"))


def _interval(figure: Figure) -> str:
    return "–" if figure.low is None or figure.high is None else f"{_short(figure.low)}–{_short(figure.high)}"


def _short(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}".removeprefix("0") if 0 <= value < 1 else f"{value:,.3f}"


def _when(created: str) -> str:
    return f"{datetime.fromisoformat(created):%Y-%m-%d %H:%M}"


def _text(words: str, style: str = "") -> Text:
    return Text(printable(words), style=style)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
