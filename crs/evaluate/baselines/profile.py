"""What a dialogue tells a model that knows no words: the items named in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy import sparse

from crs.evaluate.baselines.scoring import Scores
from crs.evaluate.training import Training
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Dialogue


class Profiles:
    """Reads dialogues as bags of the items of one graph; columns are in the order of `graph.item_ids`."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.column = {item: number for number, item in enumerate(graph.item_ids)}

    def named(self, dialogue: Dialogue) -> tuple[str, ...]:
        """The items either side named, each once, the one named last at the end."""
        spoken: dict[str, None] = {}
        for item in self._mentions(dialogue):
            spoken.pop(item, None)
            spoken[item] = None
        return tuple(spoken)

    def columns(self, dialogue: Dialogue) -> list[int]:
        """The columns of the items named, each once."""
        return [self.column[item] for item in self.named(dialogue)]

    def matrix(self, dialogues: Iterable[Dialogue]) -> sparse.csr_array:
        """Dialogues × items, 1 where the dialogue names the item, in single precision."""
        rows = [sorted(self.columns(dialogue)) for dialogue in dialogues]
        ends = np.cumsum([0, *(len(row) for row in rows)])
        columns = np.array([column for row in rows for column in row], dtype=np.int32)
        return sparse.csr_array((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(rows), len(self.column)))

    def _mentions(self, dialogue: Dialogue) -> Iterator[str]:
        for utterance in dialogue.utterances:
            for mention in utterance.mentions:
                if mention.entity in self.column:
                    yield mention.entity


def popularity(training: Training) -> Scores:
    """How often each item is mentioned in the training dialogues, in the order of `graph.item_ids`."""
    counts = training.mentions
    return np.array([counts[item] for item in training.graph.item_ids], dtype=np.float64)


def dialogues(training: Training) -> Sequence[Dialogue]:
    """The training dialogues without their annotations."""
    return [labelled.dialogue for labelled in training.dialogues]
