"""What every benchmark shares: the command line, timing, and a table that can also be written as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

Row = Mapping[str, Any]


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser that already knows `--json FILE`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, default=None, metavar="FILE", help="write the rows there as JSON too")
    return parser


def report(name: str, rows: Sequence[Row], json_path: Path | None = None) -> None:
    """Print the rows as a table; write them with the machine's data to `json_path` if given.

    The columns are the keys of all rows, in the order they are first met.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    table = Table(title=name, box=box.SIMPLE_HEAD, title_justify="left")
    for column in columns:
        numeric = all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    console = Console()
    if not console.is_terminal:
        console.width = 160
    console.print(table)
    if json_path is not None:
        write_json(name, rows, json_path)


def write_json(name: str, rows: Sequence[Row], path: Path) -> None:
    """Write the rows with the machine's data."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"name": name, "machine": machine(), "rows": [dict(row) for row in rows]}
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}


def milliseconds(run: Callable[[], object], *, repeat: int, warm: int = 1) -> list[float]:
    """Wall times of `repeat` calls, after `warm` calls that are not counted."""
    for _ in range(warm):
        run()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return times


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all are at or below: quantile(times, .5) is the median."""
    if len(values) < 2:
        return float(values[0])
    if share == 0.5:
        return statistics.median(values)
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
