"""Rule: which turns of a dialogue are predicted."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from crs.types import Dialogue, Utterance


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A recommender turn that names items. All ids are those that the data set uses."""

    dialogue: Dialogue  # whole, with merged turns
    turn: int  # number of turns before it
    named: tuple[str, ...]  # items it names, in the order of its text, as often as it names them; never empty
    before: tuple[str, ...]  # items named in the turns before it, oldest first, each once


def rows(dialogue: Dialogue, items: Container[str], *, openings: bool = False) -> Iterator[Row]:
    """The recommender turns that name at least one of `items` and have a turn before them; with `openings` first turns too.

    `dialogue` has merged turns. What is named and is not in `items` (a person, a genre) does not count.
    """
    before: dict[str, None] = {}
    for turn, utterance in enumerate(dialogue.utterances):
        named = _named(utterance, items)
        if named and utterance.role == "recommender" and (turn or openings):
            yield Row(dialogue=dialogue, turn=turn, named=named, before=tuple(before))
        before.update(dict.fromkeys(named))


def _named(utterance: Utterance, items: Container[str]) -> tuple[str, ...]:
    return tuple(mention.entity for mention in utterance.mentions if mention.entity in items)
