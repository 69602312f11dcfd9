"""Dialogues published as one row a turn: all that was said before it, the turn, and the items it names.

UniCRS, iEvaLM and He et al. publish their processed data this way. The rows of a dialogue follow each other; the longest holds
all of it. Sides alternate; an empty first turn, there to make the seeker begin, is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crs.datasets.labelled import LabelledDialogue
from crs.datasets.spans import mentions
from crs.types import Dialogue, Role, Utterance


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnRow:
    """One turn. `items` are the (id, name) that it names; `earlier` those that may be named before it, if only there."""

    dialogue: str
    context: tuple[str, ...]
    text: str
    role: Role
    items: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, str], ...] = ()


def join_turns(rows: Iterator[TurnRow], *, kind: str) -> Iterator[LabelledDialogue]:
    """The dialogues that the rows were cut from, in their order."""
    group: list[TurnRow] = []
    for row in rows:
        if group and row.dialogue != group[0].dialogue:
            yield _join(group, kind)
            group = []
        group.append(row)
    if group:
        yield _join(group, kind)


def _join(rows: Sequence[TurnRow], kind: str) -> LabelledDialogue:
    longest = max(rows, key=lambda row: len(row.context))
    own: Mapping[int, TurnRow] = {len(row.context): row for row in rows}
    texts = (*longest.context, longest.text)
    known = dict.fromkeys(item for row in rows for item in (*row.earlier, *row.items))
    utterances: list[Utterance] = []
    for place, text in enumerate(texts):
        role = own[place].role if place in own else _side(longest.role, len(texts) - 1 - place)
        if place in own:
            named = mentions(text, own[place].items, kind=kind)
        else:
            named = tuple(mention for mention in mentions(text, known, kind=kind) if mention.text)
        if text:
            utterances.append(Utterance(role=role, text=text, mentions=named))
    return LabelledDialogue(dialogue=Dialogue(id=longest.dialogue, utterances=tuple(utterances)))


def _side(role: Role, turns: int) -> Role:
    """Who spoke so many turns before `role` did."""
    return role if turns % 2 == 0 else "seeker" if role == "recommender" else "recommender"
