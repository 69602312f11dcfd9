"""Counts of a data set, split by split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crs.datasets.labelled import LabelledDialogue


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitStatistics:
    """What one split holds. Items are counted after ids that name one item are merged; words are what stands between blanks."""

    split: str
    dialogues: int
    utterances: int
    items: int  # different items mentioned
    mentions: int  # of items, repetitions included
    words_per_turn: float  # mean over the utterances

    @property
    def turns_per_dialogue(self) -> float:
        """Mean number of utterances."""
        return self.utterances / self.dialogues if self.dialogues else 0.0


def count_split(split: str, dialogues: Iterable[LabelledDialogue], canonical: Mapping[str, str] | None = None) -> SplitStatistics:
    """Count the `dialogues` of a split. A mention is of an item if `canonical` has its id, which gives the item; None: all are."""
    count = utterances = mentions = words = 0
    items: set[str] = set()
    for labelled in dialogues:
        count += 1
        for utterance in labelled.dialogue.utterances:
            utterances += 1
            words += len(utterance.text.split())
            ids = [mention.entity for mention in utterance.mentions]
            found = ids if canonical is None else [canonical[id_] for id_ in ids if id_ in canonical]
            mentions += len(found)
            items.update(found)
    return SplitStatistics(
        split=split,
        dialogues=count,
        utterances=utterances,
        items=len(items),
        mentions=mentions,
        words_per_turn=words / utterances if utterances else 0.0,
    )
