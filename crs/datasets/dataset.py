"""A data set as evaluation sees it: dialogues by split, and the items that can be recommended in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from crs.datasets.labelled import LabelledDialogue
from crs.datasets.splits import chosen
from crs.knowledge_graph.graph import KnowledgeGraph

Read = Callable[[], Iterator[LabelledDialogue]]


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """An opened data set."""

    name: str
    graph: KnowledgeGraph  # its items are the candidates, films that several ids name merged into one
    canonical: Mapping[str, str]  # id the data set uses -> id of the item in `graph`; every item mentioned in any of `splits` is in it
    splits: Mapping[str, Read]  # "train", "valid", …; each reads its file again
    training: tuple[str, ...] = ("train",)  # the splits that a recommender may learn from

    def dialogues(self, split: str) -> Iterator[LabelledDialogue]:
        """The dialogues of a split in the order of its file, with the ids that the data set uses.

        Raises:
            DatasetError: there is no such split, or its file is missing or not as published.
        """
        return chosen(self.name, self.splits, (split,))[split]()
