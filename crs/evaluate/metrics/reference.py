"""What metrics know of the items: their popularity in training, which of them are candidates, and what they are linked to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from crs.evaluate.training import Training

HEAD = 0.8  # share of all mentions in training that the short head makes up


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The items as training shows them; nothing of the split that is scored."""

    popularity: Mapping[str, int]  # number of training dialogues that mention an item; 0 or absent: the item is cold
    items: tuple[str, ...]  # the candidates
    attributes: Mapping[str, frozenset[str]]  # entities an item is linked to
    dialogues: int  # number of training dialogues

    @classmethod
    def of(cls, training: Training) -> Reference:
        """The reference of a data set: attributes are an item's neighbours in the graph that are not items themselves."""
        items = training.graph.items
        popularity: Counter[str] = Counter()
        for labelled in training.dialogues:
            popularity.update({mention.entity for utterance in labelled.dialogue.utterances for mention in utterance.mentions})
        return cls(
            popularity={item: popularity[item] for item in items if item in popularity},
            items=tuple(items),
            attributes={item: frozenset(other for other in training.graph.neighbours(item) if other not in items) for item in items},
            dialogues=len(training.dialogues),
        )

    @cached_property
    def head(self) -> frozenset[str]:
        """The short head: the most popular items that together make up 80 % of the mentions.

        The split by share of interactions is that of Elliot (Anelli et al., SIGIR 2021).
        """
        ordered = sorted((item for item, count in self.popularity.items() if count > 0), key=lambda item: (-self.popularity[item], item))
        left = HEAD * sum(self.popularity[item] for item in ordered)
        head: set[str] = set()
        for item in ordered:
            if left <= 0:
                break
            head.add(item)
            left -= self.popularity[item]
        return frozenset(head)

    @cached_property
    def tail(self) -> frozenset[str]:
        """The long tail: all candidates outside the short head, cold ones included."""
        return frozenset(self.items) - self.head

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Position of every candidate in `items`."""
        return {item: number for number, item in enumerate(self.items)}

    @cached_property
    def attribute_numbers(self) -> Mapping[str, NDArray[np.int64]]:
        """The attributes of every item as numbers, which compare faster than names."""
        names = sorted({name for attributes in self.attributes.values() for name in attributes})
        number = {name: index for index, name in enumerate(names)}
        return {item: np.array(sorted(map(number.__getitem__, own)), dtype=np.int64) for item, own in self.attributes.items()}

    def seen(self, item: str) -> float:
        """Share of the training dialogues that mention the item, in [0, 1]."""
        return self.popularity.get(item, 0) / self.dialogues if self.dialogues else 0.0
