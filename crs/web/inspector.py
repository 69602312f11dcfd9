"""How the recommended items of a turn were found: what every source said of them, folded away below the reply."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from crs.types import Candidate, RecommendationBlock, Turn

_INSPECTOR = Markup(
    '<details class="crs-inspector"><summary>How these were found</summary>'
    '<div class="crs-table" role="region" aria-label="How these were found" tabindex="0"><table>'
    '<caption class="crs-unseen">What speaks for each recommendation, by source</caption>'
    '<thead><tr><th scope="col"><span class="crs-unseen">Source</span></th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    '<p class="crs-small">{legend}</p>{took}</details>'
)
_HEAD = Markup('<th scope="col">{}</th>')
_ROW = Markup('<tr><th scope="row">{label}</th>{cells}</tr>')
_CELL = Markup("<td>{}</td>")
_FUSED = "What each way of searching says; more is better."
_LEARNT = f"{_FUSED} The chance is that of being just what is wanted, learnt from other conversations."
_TOOK = Markup('<p class="crs-small">It took {total} ms: {steps}.</p>')
_NOTHING = "–"
_DONE = {"understand": "understanding", "retrieve": "searching", "rank": "ranking", "decide": "deciding", "respond": "answering"}


def inspector_html(turn: Turn) -> Markup:
    """A column each recommended item, a row each source, the chance where known, and the time it took; empty if nothing is recommended."""
    cards = [block for block in turn.blocks if isinstance(block, RecommendationBlock)]
    ranked = {candidate.item: candidate for candidate in turn.ranked}
    found = [(card.label, ranked.get(card.recommendation.item)) for card in cards]
    known = [candidate for _, candidate in found if candidate is not None]
    sources = list(dict.fromkeys(source for candidate in known for source in candidate.parts))
    learnt = any(candidate.chance is not None for candidate in known)
    if not sources and not learnt:
        return Markup()
    names = (*(("chance",) if learnt else ()), *(source.replace("-", " ") for source in sources))
    told = zip(*(_cells(candidate, sources, learnt=learnt) for _, candidate in found), strict=True)
    rows = (_ROW.format(label=name, cells=_each(_CELL, cells)) for name, cells in zip(names, told, strict=True))
    heads = _each(_HEAD, [label for label, _ in found])
    return _INSPECTOR.format(heads=heads, rows=Markup().join(rows), legend=_LEARNT if learnt else _FUSED, took=_took(turn))


def _cells(candidate: Candidate | None, sources: list[str], *, learnt: bool) -> list[str]:
    """Chance and scores; shares of reciprocal ranks are small and need a decimal more."""
    if candidate is None:
        return [_NOTHING] * (len(sources) + learnt)
    digits = 2 if learnt else 3
    scores = [f"{candidate.parts[one]:z.{digits}f}".replace("-", "−") if one in candidate.parts else _NOTHING for one in sources]
    return [_percent(candidate.chance), *scores] if learnt else scores


def _took(turn: Turn) -> Markup:
    """The milliseconds of every step, in the order they were taken; empty where none were measured."""
    steps = [f"{_DONE.get(step, step)} {_milliseconds(spent)}" for step, spent in turn.timings.items()]
    return _TOOK.format(total=_milliseconds(sum(turn.timings.values())), steps=", ".join(steps)) if steps else Markup()


def _milliseconds(spent: float) -> str:
    return f"{spent:,.0f}" if spent >= 1 else "less than 1"


def _percent(chance: float | None) -> str:
    """Never rounded to certainty."""
    if chance is None:
        return _NOTHING
    if 0.0005 <= chance < 0.095:
        return f"{100 * chance:.1f} %"
    return "< 0.1 %" if chance < 0.0005 else "> 99 %" if chance >= 0.995 else f"{100 * chance:.0f} %"


def _each(form: Markup, texts: Iterable[str]) -> Markup:
    return Markup().join(form.format(text) for text in texts)
