"""What is learnt from: at a turn, what was said before it and the items it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crs.agents.retrieval.trained.reading import Reader, Reading, ReadTurn
from crs.datasets.labelled import LabelledDialogue
from crs.types import Role

_OPINION = {True: 1.0, False: -1.0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A turn that names items, and what was said before it."""

    dialogue: str
    reading: Reading
    named: tuple[int, ...]  # columns of the items the turn names, each once
    role: Role  # who names them

    @property
    def new(self) -> tuple[int, ...]:
        """The items that nobody named before (KECRS: what is recommended must be new)."""
        before = {one.number for one in self.reading.items}
        return tuple(column for column in self.named if column not in before)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadDialogue:
    """A training dialogue, read once."""

    id: str
    whole: Reading
    cases: tuple[Case, ...]
    unlabelled: tuple[Case, ...]  # the same as they are met in use, where nobody has filled in a form
    spoken: bool  # whether more is known of it than the items it names
    own: bool = True  # whether it is of the data set itself, and not of one that was added


def read_dialogues(dialogues: Iterable[LabelledDialogue], reader: Reader, *, own: bool = True) -> Iterator[ReadDialogue]:
    """Every dialogue with its cases: the turns, but for the first, that name an item.

    What the seeker says of an item afterwards, in the forms of some data sets, counts as what is thought of it.
    """
    for labelled in dialogues:
        liked = {item: _OPINION[o.liked] for item, o in labelled.opinions.items() if o.liked is not None}
        turns = reader.turns(labelled.dialogue.utterances)
        id_ = labelled.dialogue.id
        yield ReadDialogue(
            id=id_,
            whole=reader.of_turns(turns, liked),
            cases=tuple(_cases(id_, turns, reader, liked)),
            unlabelled=tuple(_cases(id_, turns, reader, {})),
            spoken=any(character.isalpha() for turn in turns for character in turn.words),
            own=own,
        )


def _cases(id_: str, turns: Sequence[ReadTurn], reader: Reader, liked: Mapping[str, float]) -> Iterator[Case]:
    for place, turn in enumerate(turns):
        if place and turn.items:
            yield Case(dialogue=id_, reading=reader.of_turns(turns[:place], liked), named=turn.items, role=turn.role)


def recommended(dialogues: Iterable[ReadDialogue]) -> list[Case]:
    """The unlabelled cases in which the recommender names items, of dialogues that have words: what a fusion learns from."""
    return [case for dialogue in dialogues if dialogue.spoken for case in dialogue.unlabelled if case.role == "recommender"]
