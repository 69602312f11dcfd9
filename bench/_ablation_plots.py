"""The plots of docs/training.md, as SVG that needs nothing to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

WIDTH, LEFT, RIGHT, ROW, TOP = 760, 210, 70, 24, 40
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2933}.title{font-weight:600;font-size:14px}"
    ".quiet{fill:#52606d;paint-order:stroke;stroke:#fff;stroke-width:4px}"
    ".bar{fill:#3b6fb6}.all{fill:#b45f06}.base{stroke:#b45f06;stroke-dasharray:4 4}"
    "@media(prefers-color-scheme:dark){text{fill:#e4e7eb}.quiet{fill:#9aa5b1;stroke:#0d1117}"
    ".bar{fill:#7aa7e0}.all{fill:#f0a35e}.base{stroke:#f0a35e}}"
)


def write_plots(rows: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """One file a question: sources alone, one left out, one added after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    fused = next(row["recall@10"] for row in rows if row["name"] == "all, trees")
    for kind, title in (
        ("alone", "Recall@10 of each source alone, and of their fusion"),
        ("without", "Recall@10 of the fusion without one source"),
        ("with", "Recall@10 of the fusion, one source added after the other"),
    ):
        values = [(str(row["name"]), float(row["recall@10"])) for row in rows if row["kind"] == kind]
        if kind == "alone":
            values.sort(key=lambda pair: -pair[1])
        (folder / f"ablation-{kind}.svg").write_text(bars(title, [*values, ("all sources", fused)], base=fused), encoding="utf-8")


def bars(title: str, values: Sequence[tuple[str, float]], *, base: float) -> str:
    """Horizontal bars from 0, the last one standing out; a line marks `base`."""
    most = max(value for _, value in values)
    height = TOP + ROW * len(values) + 16

    def width(value: float) -> float:
        return (WIDTH - LEFT - RIGHT) * value / most

    parts = [f'<text class="title" x="12" y="22">{escape(title)}</text>']
    at = LEFT + width(base)
    parts.append(f'<line class="base" x1="{at:.1f}" y1="{TOP - 4}" x2="{at:.1f}" y2="{height - 12}"/>')
    for place, (name, value) in enumerate(values):
        y = TOP + ROW * place
        shape = "all" if place == len(values) - 1 else "bar"
        parts.append(f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect class="{shape}" x="{LEFT}" y="{y + 3}" width="{width(value):.1f}" height="{ROW - 8}" rx="2"/>')
        shown = f"{value:.3f}".removeprefix("0")
        parts.append(f'<text class="quiet" x="{LEFT + width(value) + 6:.1f}" y="{y + 15}">{shown}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
    return f"{head}<style>{_STYLE}</style>{''.join(parts)}</svg>\n"
