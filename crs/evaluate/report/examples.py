"""Errors to look at: turns whose targets were missed, with what had been said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crs.evaluate.instance import Outcome
from crs.evaluate.report.html import section, text
from crs.evaluate.runs.loading import Run

SHOWN = 4  # examples of each kind
SAID = 6  # utterances shown of each
LISTED = 5  # items shown of each ranking
FAR = 50


def examples(run: Run, protocol: str, outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    """Targets that no system has among its first 50, and targets that the best system misses and another one does not."""
    if not outcomes:
        return ""
    best = max(outcomes, key=lambda system: run.results[system][protocol]["recall@10"]["value"] or 0.0)
    everywhere: list[tuple[Outcome, list[str]]] = []
    alone: list[tuple[Outcome, list[str]]] = []
    for place, outcome in enumerate(outcomes[best]):
        if _found(outcome):
            continue
        others = [system for system, group in outcomes.items() if _found(group[place])]
        (alone if others else everywhere).append((outcome, others))
    parts = []
    for title, group in ((f"Missed by {best}, found by others", alone), ("Missed by all", everywhere)):
        if group:
            step = max(1, len(group) // SHOWN)
            picked = "".join(_example(run, best, outcome, others) for outcome, others in group[::step][:SHOWN])
            parts.append(f"<h3>{text(title)} <small>{len(group):,} rows</small></h3>{picked}")
    note = f"Rows whose targets are not among the first {FAR} of {best}, taken at even distances. The texts are the data set's."
    return section(f"{protocol}-examples", "Errors, with their context", note, *parts) if parts else ""


def _found(outcome: Outcome) -> bool:
    return any(rank is not None and rank <= FAR for rank in outcome.ranks)


def _example(run: Run, best: str, outcome: Outcome, others: Sequence[str]) -> str:
    instance = outcome.instance
    said = instance.context.utterances
    left_out = f'<p class="dim">{len(said) - SAID} earlier turns</p>' if len(said) > SAID else ""
    lines = "".join(f'<p class="{utterance.role}"><b>{utterance.role}</b> {text(utterance.text)}</p>' for utterance in said[-SAID:])
    targets = ", ".join(_target(run, outcome, place) for place in range(len(instance.targets)))
    ranked = "".join(f"<li>{text(_label(run, item))}</li>" for item in outcome.ranking[:LISTED]) or "<li>nothing</li>"
    error = f'<p class="error">{text(outcome.error)}</p>' if outcome.error else ""
    found = f"<p>Found by {text(', '.join(others))}.</p>" if others else ""
    return (
        f'<article><details><summary>{targets} <small>{text(instance.id)}</small></summary><div class="said">{left_out}{lines}</div>'
        f"{error}<p>{text(best)} ranked first:</p><ol>{ranked}</ol>{found}</details></article>"
    )


def _target(run: Run, outcome: Outcome, place: int) -> str:
    target, rank = outcome.instance.targets[place], outcome.ranks[place]
    count = run.items[target][1] if target in run.items else 0
    where = f"rank {rank}" if rank is not None else "not ranked"
    return f"{text(_label(run, target))} <small>{where}, {count:,} mentions in training</small>"


def _label(run: Run, item: str) -> str:
    return run.items[item][0] if item in run.items else item
