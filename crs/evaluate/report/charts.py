"""Charts as SVG, drawn by hand: a few kilobytes, sharp at any size, coloured by the page's style."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crs.evaluate.report.html import number, text

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 46, 164, 32, 50
LINE = 14  # height of a label
Scale = Callable[[float], float]
DASHES = ("", "7 4", "2 4", "9 3 2 3")


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A value at a place of the horizontal axis; low and high are those of its interval."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    says: str = ""  # shown where somebody points at it


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """A line of a chart."""

    name: str
    number: int  # decides colour and dashes
    points: tuple[Point, ...]


def line_chart(series: Sequence[Series], ticks: Sequence[tuple[float, str]], *, describes: str, across: str, up: str) -> str:
    """Lines with their names at the right end. `ticks` are places and names of the horizontal axis, which spans them."""
    first, last = ticks[0][0], ticks[-1][0]
    most = nice_end(max((point.high or point.y for line in series for point in line.points), default=0.0))

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ((value - first) / (last - first) if last > first else 0.5)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most)

    parts = [_grid([most * step / 4 for step in range(5)], y), _axis([(x(place), name) for place, name in ticks], across, up)]
    names = spread([y(line.points[-1].y) for line in series], low=TOP + 4, high=HEIGHT - BOTTOM)
    for line, label in zip(series, names, strict=True):
        parts.append(_line(line, [(x(point.x), y(point.y), point) for point in line.points], label, y))
    return _figure(describes, WIDTH, HEIGHT, parts)


def interval_chart(rows: Sequence[tuple[str, int, float, float, float]], *, describes: str, across: str) -> str:
    """Values with intervals, one a row: name, number of the system, value, low, high."""
    most, bottom = nice_end(max((high for *_, high in rows), default=0.0)), 12 + 26 * len(rows)
    left, right = 150, 60
    digits = _digits(most)

    def x(value: float) -> float:
        return left + (WIDTH - left - right) * value / most

    parts = []
    for step in range(5):
        at = x(most * step / 4)
        parts.append(f'<line class="grid" x1="{at:.1f}" y1="12" x2="{at:.1f}" y2="{bottom}"/>')
        parts.append(f'<text class="tick" x="{at:.1f}" y="{bottom + 18}" text-anchor="middle">{number(most * step / 4, digits)}</text>')
    parts.append(f'<text class="tick" x="{WIDTH - right:.1f}" y="{bottom + 36}" text-anchor="end">{text(across)}</text>')
    for place, (name, colour, value, low, high) in enumerate(rows):
        middle = 12 + 26 * place + 13
        parts.append(
            f'<g class="s{colour % 9}"><title>{text(name)}: {number(value)} ({number(low)}–{number(high)})</title>'
            f'<line class="whisker" x1="{x(low):.1f}" y1="{middle}" x2="{x(high):.1f}" y2="{middle}"/>'
            f'<circle class="dot" cx="{x(value):.1f}" cy="{middle}" r="5"/></g>'
            f'<text class="name" x="{left - 12}" y="{middle + 4}" text-anchor="end">{text(_short(name))}</text>'
            f'<text class="value" x="{x(high) + 8:.1f}" y="{middle + 4}">{number(value)}</text>'
        )
    return _figure(describes, WIDTH, bottom + 44, parts)


def nice_end(value: float) -> float:
    """The end of an axis that reaches `value`: 1, 2, 4 or 8 of a power of ten, so that its quarters are short numbers."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * factor for factor in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if power * factor >= value * 0.999)


def spread(places: Sequence[float], *, low: float, high: float) -> list[float]:
    """The places, moved as little as it takes for labels not to cover each other."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    edge = low - LINE
    for index in order:
        edge = moved[index] = max(places[index], edge + LINE)
    edge = max(high, low + LINE * (len(places) - 1)) + LINE
    for index in reversed(order):
        edge = moved[index] = min(moved[index], edge - LINE)
    return moved


def _line(line: Series, points: Sequence[tuple[float, float, Point]], label: float, y: Scale) -> str:
    path = "M" + "L".join(f"{at:.1f} {up:.1f}" for at, up, _ in points)
    dash = DASHES[line.number // 9 % len(DASHES)] or DASHES[line.number % 2]
    marks = []
    for at, up, point in points:
        if point.low is not None and point.high is not None:
            marks.append(f'<line class="whisker thin" x1="{at:.1f}" y1="{y(point.low):.1f}" x2="{at:.1f}" y2="{y(point.high):.1f}"/>')
        if point.says:
            marks.append(f'<circle class="dot" cx="{at:.1f}" cy="{up:.1f}" r="3.5"><title>{text(point.says)}</title></circle>')
    end_x, end_y, _ = points[-1]
    leader = f'<path class="leader" d="M{end_x + 4:.1f} {end_y:.1f}L{WIDTH - RIGHT + 14} {label:.1f}"/>'
    name = f'<text class="label" x="{WIDTH - RIGHT + 18}" y="{label + 4:.1f}">{text(_short(line.name))}</text>'
    stroke = f'<path class="line" d="{path}"' + (f' stroke-dasharray="{dash}"' if dash else "") + "/>"
    return f'<g class="s{line.number % 9}">{stroke}{"".join(marks)}{leader}{name}</g>'


def _digits(most: float) -> int:
    """Digits that tell the quarters of an axis apart."""
    return next(digits for digits in (1, 2, 3, 4) if digits == 4 or abs(most / 4 * 10**digits - round(most / 4 * 10**digits)) < 1e-6)


def _grid(values: Sequence[float], y: Scale) -> str:
    digits = _digits(values[-1])
    return "".join(
        f'<line class="grid" x1="{LEFT}" y1="{y(value):.1f}" x2="{WIDTH - RIGHT}" y2="{y(value):.1f}"/>'
        f'<text class="tick" x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{number(value, digits)}</text>'
        for value in values
    )


def _axis(ticks: Sequence[tuple[float, str]], across: str, up: str) -> str:
    marks = "".join(
        f'<text class="tick" x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{text(name)}</text>' for at, name in ticks
    )
    middle = (LEFT + WIDTH - RIGHT) / 2
    named = f'<text class="tick" x="{LEFT - 40}" y="{TOP - 14}">{text(up)}</text>'
    return named + marks + f'<text class="tick" x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{text(across)}</text>'


def _figure(describes: str, width: int, height: int, parts: Sequence[str]) -> str:
    named = f'aria-label="{text(describes)}"'
    picture = f'<svg viewBox="0 0 {width} {height}" role="img" {named}>{"".join(parts)}</svg>'
    region = f'<div class="scroll" tabindex="0" role="region" {named}>{picture}</div>'
    return f"<figure>{region}<figcaption>{text(describes)}</figcaption></figure>"


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"
