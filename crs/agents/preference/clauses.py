"""Cutting an utterance into clauses: how far what is said of one thing reaches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from crs.agents.preference.content import Content
from crs.agents.preference.tokens import PAUSES, STOPS, Token

Joiner = Literal["start", "stop", "contrast", "subject", "question"]


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens [start, end); `joiner` says what cut it from the clause before."""

    start: int
    end: int
    joiner: Joiner = "start"


def split(tokens: tuple[Token, ...], content: Content, named: frozenset[int], opening: Collection[int]) -> tuple[Clause, ...]:
    """The clauses of an utterance: between full stops, before "but", before a new subject, before a question (`opening`).

    Places in `named` belong to names and cut nothing.
    """
    clauses: list[Clause] = []
    start, joiner = 0, _joiner("start")
    for place, token in enumerate(tokens):
        if place in named:
            continue
        cut: Joiner | None = None
        if token.mark and token.word in STOPS:
            cut = "stop"
        elif token.word in content.contrasts and not _trails(tokens, place):
            cut = "contrast"
        elif place in opening and place > start:
            cut = "question"
        elif token.word in content.subjects and _after_pause(tokens, place, content, start):
            cut = "subject"
        if cut is None:
            continue
        if place > start:
            clauses.append(Clause(start, place, joiner))
        start, joiner = (place + 1 if cut == "stop" else place), cut
    if start < len(tokens):
        clauses.append(Clause(start, len(tokens), joiner))
    return tuple(clauses)


def _trails(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a "though" ends what it belongs to instead of opening something: "not this one, though"."""
    return place + 1 >= len(tokens) or tokens[place + 1].mark


def _joiner(value: Joiner) -> Joiner:
    return value


def _after_pause(tokens: tuple[Token, ...], place: int, content: Content, start: int) -> bool:
    """Whether a subject follows a comma, a conjunction, or a "yes" or "no" that opens the clause."""
    if place == start:
        return False
    before = tokens[place - 1]
    if before.word in PAUSES or before.word in content.conjunctions or before.word in content.grammar.result:
        return True
    return place == start + 1 and before.word in content.grammar.answers
