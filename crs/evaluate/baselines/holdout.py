"""Choosing a parameter on training dialogues alone: fitted on nine tenths of them, tried on the rest."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.baselines.profile import Profiles
from crs.evaluate.baselines.scoring import Scorer, Scores
from crs.evaluate.training import Training
from crs.types import Dialogue

Parameter = TypeVar("Parameter")
PARTS = 10  # one of them is held out
CUTOFF = 10  # recall at this rank decides


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What was said before a recommender's utterance, and the columns of the items it is the first to name."""

    context: Dialogue
    targets: tuple[int, ...]


def held_out(training: Training) -> tuple[Training, list[Case]]:
    """The training dialogues without a tenth of them, drawn by id, and the cases of that tenth."""
    kept: list[LabelledDialogue] = []
    left: list[LabelledDialogue] = []
    for labelled in training.dialogues:
        (left if zlib.crc32(f"{training.seed}/{labelled.dialogue.id}".encode()) % PARTS == 0 else kept).append(labelled)
    profiles = Profiles(training.graph)
    return replace(training, dialogues=tuple(kept)), [case for labelled in left for case in _cases(labelled.dialogue, profiles)]


def choose(parameters: Sequence[Parameter], cases: Sequence[Case], fit: Callable[[Parameter], Scorer]) -> Parameter:
    """The parameter under which most targets rank among the first; the earliest of equals, and where there is no case."""
    if len(parameters) == 1 or not cases:
        return parameters[0]
    return max(parameters, key=lambda parameter: recall(fit(parameter), cases))


def recall(scorer: Scorer, cases: Sequence[Case], *, cutoff: int = CUTOFF) -> float:
    """Share of the targets among the first `cutoff` items that were not named before; ties count against the target."""
    hits = total = 0
    for case, row in zip(cases, scorer([case.context for case in cases]), strict=True):
        hits += sum(_rank(row, target) <= cutoff for target in case.targets)
        total += len(case.targets)
    return hits / max(total, 1)


def _rank(row: Scores, target: int) -> int:
    return int(np.count_nonzero(row >= row[target]))


def _cases(dialogue: Dialogue, profiles: Profiles) -> Iterator[Case]:
    before: set[str] = set()
    for number, utterance in enumerate(dialogue.utterances):
        named = {mention.entity for mention in utterance.mentions} & profiles.column.keys()
        new = named - before
        if number and new and utterance.role == "recommender":
            context = replace(dialogue, utterances=dialogue.utterances[:number])
            yield Case(context=context, targets=tuple(sorted(profiles.column[item] for item in new)))
        before |= named
