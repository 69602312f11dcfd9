"""What governs a target: the phrase that says what is thought of it, and what that phrase makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crs.agents.preference.content import Evaluation
from crs.agents.preference.scan import Target

Stance = Literal[
    "judged",  # liked or disliked
    "wanted",
    "refused",
    "seen",
    "unseen",
    "neutral",
    "permitted",
    "ceased",  # no longer wanted
    "against",  # what something else is wanted instead of
    "more",  # a comparison asks for more of it
    "less",
    "described",  # said of an item, not wished for
    "ignored",  # somebody else's taste, a question
    "named",  # nothing was said of it
]


@dataclass(frozen=True, slots=True)
class Governor:
    """A phrase that ends at token `end`, and the opinion it gives of what it governs."""

    stance: Stance
    polarity: float = 0.0
    hard: bool = False
    end: int = 0
    preferring: bool = False  # "prefer", "rather": something follows that it is preferred to


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is thought of a target."""

    target: Target
    stance: Stance
    polarity: float = 0.0
    hard: bool = False
    compared: bool = False  # the target is what something else is compared with
    clause: int = 0  # number of the clause
    soft: bool = False  # said with a "maybe"
    group: str = ""  # the alternatives it belongs to, where they are known already
    bare: bool = False  # no phrase governs it; the form of the clause decided
    fits: str = ""  # the attribute asked for, where this answers it
    direct: bool = False  # said of the target itself ("X was great"), not of a list it is in


def judgement(evaluation: Evaluation, *, negated: bool, hardened: bool = False, end: int = 0, preferring: bool = False) -> Governor:
    """The governor that an evaluation is."""
    if negated:
        return Governor("judged", evaluation.negated, evaluation.negated_hard, end)
    return Governor("judged", evaluation.polarity, evaluation.hard or (hardened and evaluation.polarity > 0), end, preferring)


def wish(*, negated: bool, soft: bool = False, end: int = 0, preferring: bool = False) -> Governor:
    """The governor that a wish is; a negated wish refuses."""
    if negated:
        return Governor("refused", -1.0, True, end)
    return Governor("wanted", 1.0, not soft, end, preferring)


def refusal(end: int = 0) -> Governor:
    """The governor of what shall not be."""
    return Governor("refused", -1.0, True, end)
