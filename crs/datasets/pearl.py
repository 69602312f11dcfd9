"""PEARL (Kim et al., Findings of ACL 2024): dialogues about films that two language models write from real reviews.

Objects of JSON Lines or of one array (Hugging Face `DLI-Lab/pearl`): `dialogue` is a list of turns, each with its side in front:

    {"dialogue": ["Seeker: I am after something quiet.", "Recommender: Then see Paterson.", ""]}

The turns are not annotated: there are no mentions. Link them to a graph before the dialogues are used to train or to evaluate.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crs.datasets.faults import Faults
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.record import Record
from crs.types import Dialogue, Role, Utterance

_HINT = "is this a file of PEARL?"
_SIDES: dict[str, Role] = {"Seeker:": "seeker", "Recommender:": "recommender"}


def read_pearl(path: Path, *, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of a file; ids are their rows. Empty turns are left out.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    return read_objects(path, _dialogue, hint=_HINT, faults=faults)


def _dialogue(row: Record) -> LabelledDialogue:
    turns = (row.check_text("dialogue", turn).strip() for turn in row.list("dialogue"))
    return LabelledDialogue(dialogue=Dialogue(id=str(row.number), utterances=tuple(_utterance(row, turn) for turn in turns if turn)))


def _utterance(row: Record, turn: str) -> Utterance:
    for side, role in _SIDES.items():
        if turn.startswith(side):
            return Utterance(role=role, text=turn.removeprefix(side).strip())
    raise row.error("a turn begins neither with 'Seeker:' nor with 'Recommender:'", "dialogue")
