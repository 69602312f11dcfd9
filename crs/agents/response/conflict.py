"""Which constraint leaves nothing to recommend, and what there would be without it."""

from __future__ import annotations

from dataclasses import dataclass

from crs.agents.retrieval.constraints import Constraints
from crs.types import Preference, Preferences, Query


@dataclass(frozen=True, kw_only=True)
class Loosening:
    """Constraints to let go of together, and how many items that frees."""

    preferences: tuple[Preference, ...]
    freed: int


def fitting(constraints: Constraints, preferences: Preferences) -> int:
    """How many items meet all hard constraints, shown or not."""
    return int(constraints.mask(preferences).sum())


def best_loosening(constraints: Constraints, preferences: Preferences, *, exclude: tuple[str, ...]) -> Loosening | None:
    """The one constraint whose removal frees most items that were not shown; None if no single one frees any.

    Alternatives are one constraint.
    """
    groups: dict[str, list[Preference]] = {}
    for preference in preferences.active:
        if preference.hard and preference.polarity != 0:
            groups.setdefault(preference.any_of or preference.id, []).append(preference)
    options = []
    for group in groups.values():
        without = preferences.retract(*(p.id for p in group))
        freed = int(constraints.eligible(Query(preferences=without, exclude=exclude)).sum())
        options.append(Loosening(preferences=tuple(group), freed=freed))
    best = max(options, key=lambda option: option.freed, default=None)
    return best if best is not None and best.freed > 0 else None
