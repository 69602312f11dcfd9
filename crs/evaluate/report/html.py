"""Pieces of HTML. Whatever comes from data is escaped here, and nowhere is text put into a page otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from crs.presentation import printable


def text(value: object) -> str:
    """Any value as text of a page; what would reorder or hide other text is taken out."""
    return escape(printable(str(value)))


def number(value: float | None, digits: int = 3) -> str:
    """A figure as tables of the field print it: .196, 3.20; a dash where there is none."""
    if value is None:
        return "–"
    shown = f"{value:.{digits}f}"
    return shown.removeprefix("0") if 0 <= value < 1 and not shown.startswith("1") else shown


def figure_cell(value: float | None, low: float | None, high: float | None, *, best: bool = False) -> str:
    """A table cell with a value and its interval."""
    interval = "" if value is None else f"<small>{number(low)}–{number(high)}</small>"
    return f'<td class="n{" best" if best else ""}"><span>{number(value)}</span>{interval}</td>'


def table(caption: str, header: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A table. `rows` are a name and ready cells; header and names are plain text."""
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in header)
    body = "".join(f'<tr><th scope="row">{text(name)}</th>{"".join(cells)}</tr>' for name, cells in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}"><table><caption>{text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def section(id_: str, title: str, note: str, *parts: str) -> str:
    """A section with a heading and a sentence that says how to read it."""
    return f'<section id="{text(id_)}"><h2>{text(title)}</h2>{f"<p>{text(note)}</p>" if note else ""}{"".join(parts)}</section>'
