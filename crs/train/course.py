"""How the reasoner is trained; apart from it, because it needs no torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crs.agents.retrieval.trained.reasoner import Reasoner

Judge = Callable[[Reasoner], float]  # how good a reasoner is


@dataclass(frozen=True, kw_only=True)
class Course:
    """How networks are trained; the defaults were chosen on ReDial's validation split."""

    networks: int = 3
    epochs: int = 5
    stop: tuple[int, ...] = ()  # of every network after how many epochs it is taken, where that is known
    batch: int = 256
    rate: float = 0.01
    seed: int = 0
    threads: int = 2
