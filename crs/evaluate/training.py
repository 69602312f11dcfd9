"""What a recommender may learn from before it is evaluated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from crs.datasets.labelled import LabelledDialogue
from crs.knowledge_graph.graph import KnowledgeGraph


@dataclass(frozen=True, kw_only=True)
class Training:
    """The graph of a data set and its training dialogues; nothing of the split that is scored. All ids are those of the graph."""

    graph: KnowledgeGraph
    dialogues: tuple[LabelledDialogue, ...]
    home: Path  # a folder to keep what takes long to compute, such as vectors
    seed: int = 0

    @cached_property
    def mentions(self) -> Counter[str]:
        """How often each item is mentioned in the training dialogues."""
        return Counter(
            mention.entity
            for labelled in self.dialogues
            for utterance in labelled.dialogue.utterances
            for mention in utterance.mentions
            if mention.entity in self.graph.items
        )
