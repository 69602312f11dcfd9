"""Cases as arrays, cut into batches for the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from crs.agents.retrieval.trained.context_words import word_rows
from crs.agents.retrieval.trained.reading import Named, Reading
from crs.agents.retrieval.trained.reasoner import MOST_ENTITIES, MOST_ITEMS, OLDEST, newest_entities, newest_items, tokens, words_of
from crs.agents.retrieval.trained.source import KNOWN
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.cases import ReadDialogue

FEWEST = 3  # turns a word must be said in to be learnt

Ints = NDArray[np.int64]


def vocabulary_of(dialogues: Sequence[ReadDialogue]) -> dict[str, int]:
    """The words, and pairs of words, that are said in several turns, numbered in alphabetical order."""
    counts: Counter[str] = Counter()
    for dialogue in dialogues:
        for turn in dialogue.whole.turns:
            counts.update(set(tokens(turn.words)))
    return {word: number for number, word in enumerate(sorted(word for word, count in counts.items() if count >= FEWEST))}


def item_words(graph: KnowledgeGraph, vocabulary: Mapping[str, int]) -> sparse.csr_array:
    """Items × words: the known words of each item's own text, the rare ones counting more, rows of length 1."""
    rows = [Counter(vocabulary[word] for word in tokens(f"{item.name} {item.text}") if word in vocabulary) for item in graph.items.values()]
    having: Counter[int] = Counter(word for row in rows for word in row)
    weighted = [{word: np.log(len(rows) / having[word]) for word in row} for row in rows]
    lengths = [max(float(np.sqrt(sum(value**2 for value in row.values()))), 1e-9) for row in weighted]
    return word_rows(
        [{w: value / length for w, value in row.items()} for row, length in zip(weighted, lengths, strict=True)], max(len(vocabulary), 1)
    )


class Batches:
    """Readings as padded arrays; what is padded carries the number one past the last."""

    def __init__(self, readings: Sequence[Reading], vocabulary: Mapping[str, int], entity_numbers: Ints, *, items: int) -> None:
        """`entity_numbers` gives for every node its number in the network, or -1."""
        entities = int(entity_numbers.max(initial=-1)) + 1
        self._item, self._item_age, item_role, polarity = _padded([newest_items(r) for r in readings], MOST_ITEMS, fill=items)
        self._item_role = item_role
        self._liked = np.where(polarity > 0, 1.0, np.where(polarity == 0, KNOWN, 0.0)).astype(np.float32)
        self._disliked = (polarity < 0).astype(np.float32)
        known = [[one for one in newest_entities(r) if entity_numbers[one.number] >= 0 and one.polarity > 0] for r in readings]
        node, self._entity_age, _, _ = _padded(known, MOST_ENTITIES, fill=-1)
        self._entity = np.where(node >= 0, entity_numbers[node], entities)
        words = [words_of(reading, vocabulary) for reading in readings]
        self._ends = np.cumsum([0, *(len(row) for row in words)])
        self._word = np.array([number for row in words for number, _ in row], dtype=np.int64)
        self._word_weight = np.array([weight for row in words for _, weight in row], dtype=np.float32)

    def __len__(self) -> int:
        return len(self._item)

    def batch(self, rows: Ints) -> dict[str, Tensor]:
        """The arrays of some readings."""
        lengths = self._ends[rows + 1] - self._ends[rows]
        starts = np.cumsum([0, *lengths[:-1]])
        place = np.repeat(self._ends[rows] - starts, lengths) + np.arange(lengths.sum())
        found = {
            "item": self._item[rows],
            "item_age": self._item_age[rows],
            "item_role": self._item_role[rows],
            "item_liked": self._liked[rows],
            "item_disliked": self._disliked[rows],
            "entity": self._entity[rows],
            "entity_age": self._entity_age[rows],
            "word": self._word[place],
            "word_weight": self._word_weight[place],
            "word_start": starts,
        }
        return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in found.items()}


def _padded(rows: Sequence[Sequence[Named]], width: int, *, fill: int) -> tuple[Ints, Ints, Ints, NDArray[np.float32]]:
    """Number, age, role and polarity."""
    number = np.full((len(rows), width), fill, dtype=np.int64)
    age = np.zeros((len(rows), width), dtype=np.int64)
    role = np.zeros((len(rows), width), dtype=np.int64)
    polarity = np.ones((len(rows), width), dtype=np.float32)
    for place, row in enumerate(rows):
        for slot, one in enumerate(row):
            number[place, slot] = one.number
            age[place, slot] = min(one.age, OLDEST)
            role[place, slot] = one.role != "seeker"
            polarity[place, slot] = one.polarity
    return number, age, role, polarity
