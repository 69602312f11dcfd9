"""The reasoner: a graph network over the items' facts reads the conversation and scores every item (KBRD, KECRS, G-CRS).

What `crs.train.network` has learnt is kept as arrays, with the graph's part worked out: the vector of an item already holds what its
relations and attributes add to it, so an answer is a few sums and one product, without torch.

    q = words + items named, by attention to place, role and opinion + entities named,   score = item · q + bias

Several networks are asked, and the mean of their standardised scores is the answer: the others do not share what one owes to chance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from crs.agents.retrieval.trained.reading import Named, Reading
from crs.agents.retrieval.trained.source import AGAINST, KNOWN, Floats
from crs.errors import ModelError
from crs.models.arrays import load_arrays, save_arrays
from crs.models.weights import load_weights, save_weights
from crs.text import fold
from crs.types import Evidence

TURNS = 8  # newest turns whose words are read
DECAY = 0.8  # of a word for every turn since
OLDEST = 15  # turns: what was named before that is as old as it gets
MOST_ITEMS = 24  # named last
MOST_ENTITIES = 16
_WORD = re.compile(r"[a-z0-9']+")
_WEIGHTS = (
    "items_out",  # items × d: with relations and attributes
    "items_in",  # items × d: the same as an item that was named
    "bias",
    "entities",  # nodes × d: 0 for what no item has
    "words",  # words × d
    "age",  # OLDEST + 1
    "entity_age",  # OLDEST + 1
    "role",  # seeker, recommender
    "opinion",  # liked, disliked
    "attention",  # d × d
    "attention_bias",
    "attention_out",
    "scale",  # words, items, entities
)


class Reasoner:
    """The networks and the words they know."""

    name = "reasoner"

    def __init__(self, vocabulary: Mapping[str, int], networks: Sequence[Mapping[str, Floats]]) -> None:
        self._vocabulary = vocabulary
        self.networks = tuple(networks)
        self._appeal = [_appeal(network) for network in networks]

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """See `TrainedSource.scores`."""
        items = len(self.networks[0]["bias"])
        return np.array([self._scored(reading) for reading in readings], dtype=np.float32).reshape(len(readings), items)

    def _scored(self, reading: Reading) -> Floats:
        words = words_of(reading, self._vocabulary)
        found = np.zeros(len(self.networks[0]["bias"]), dtype=np.float32)
        for network, appeal in zip(self.networks, self._appeal, strict=True):
            scores = network["items_out"] @ _vector(network, appeal, reading, words) + network["bias"]
            found += (scores - scores.mean()) / np.float32(float(scores.std()) + 1e-9)
        return found / np.float32(len(self.networks))

    def evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:  # noqa: ARG002
        """None: a network gives no grounds. The paths of the graph that it reasoned over are found and checked elsewhere."""
        return ()

    def write(self, folder: Path) -> None:
        """See `TrainedSource.write`."""
        named = {f"{number}.{name}": array for number, network in enumerate(self.networks) for name, array in network.items()}
        save_weights(folder / "weights.safetensors", named)
        words = np.array(sorted(self._vocabulary, key=self._vocabulary.__getitem__), dtype=np.str_)
        save_arrays(folder / "words.npz", {"words": words})

    @classmethod
    def read(cls, folder: Path) -> Reasoner:
        """What `write` wrote.

        Raises:
            ModelError: it is missing or damaged, or its arrays do not go together.
        """
        arrays = load_weights(folder / "weights.safetensors")
        words = load_arrays(folder / "words.npz", "words")["words"].tolist()
        count = len(arrays) // len(_WEIGHTS)
        names = {f"{number}.{name}" for number in range(count) for name in _WEIGHTS}
        if not count or names != arrays.keys():
            raise ModelError("it lacks arrays of a network, or has others", file=folder, hint="train the model again")
        networks = [{name: arrays[f"{number}.{name}"] for name in _WEIGHTS} for number in range(count)]
        for network in networks:
            width = {network[name].shape[-1] for name in ("items_out", "items_in", "entities", "words", "attention")}
            if len(width) != 1 or len(words) > len(network["words"]) or len(network["items_out"]) != len(network["bias"]):
                raise ModelError("the arrays of a network do not go together", file=folder, hint="train the model again")
        return cls({word: number for number, word in enumerate(words)}, networks)


def _appeal(network: Mapping[str, Floats]) -> Floats:
    """What attention gives to every item for its content."""
    hidden = np.tanh(network["items_in"] @ network["attention"].T + network["attention_bias"])
    return np.asarray(hidden @ network["attention_out"], dtype=np.float32)


def _vector(network: Mapping[str, Floats], appeal: Floats, reading: Reading, words: Sequence[tuple[int, float]]) -> Floats:
    """What the conversation asks for, in the space of the items."""
    vector: Floats = np.zeros(network["items_out"].shape[1], dtype=np.float32)
    scale = network["scale"]
    if words:
        said = np.array([value for _, value in words], dtype=np.float32)
        vector += scale[0] * (said @ network["words"][[number for number, _ in words]])
    if named := newest_items(reading):
        columns = [one.number for one in named]
        roles = [int(one.role != "seeker") for one in named]
        weight = np.exp(appeal[columns] + network["age"][[min(one.age, OLDEST) for one in named]] + network["role"][roles])
        share = weight / (1.0 + weight.sum()) * np.array([_opinion(network, one) for one in named], dtype=np.float32)
        vector += scale[1] * (share @ network["items_in"][columns])
    if found := newest_entities(reading):
        weight = np.exp(network["entity_age"][[min(one.age, OLDEST) for one in found]])
        share = weight / (1.0 + weight.sum()) * np.array([-AGAINST if one.polarity < 0 else 1.0 for one in found], dtype=np.float32)
        vector += scale[2] * (share @ network["entities"][[one.number for one in found]])
    return vector


def _opinion(network: Mapping[str, Floats], named: Named) -> float:
    liked, disliked = network["opinion"]
    return float(disliked) if named.polarity < 0 else float(liked) * (KNOWN if named.polarity == 0 else 1.0)


def newest_items(reading: Reading) -> tuple[Named, ...]:
    """The items named last, the newest first."""
    return reading.items[-MOST_ITEMS:][::-1]


def newest_entities(reading: Reading) -> tuple[Named, ...]:
    """The other entities named last, the newest first."""
    return reading.entities[-MOST_ENTITIES:][::-1]


def tokens(text: str) -> list[str]:
    """Words and pairs of neighbouring words."""
    words = _WORD.findall(fold(text))
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


def words_of(reading: Reading, vocabulary: Mapping[str, int]) -> list[tuple[int, float]]:
    """Number and weight of every known word of the newest turns."""
    found = []
    for age, turn in enumerate(reversed(reading.turns[-TURNS:])):
        found += [(vocabulary[token], DECAY**age) for token in tokens(turn.words) if token in vocabulary]
    return found
