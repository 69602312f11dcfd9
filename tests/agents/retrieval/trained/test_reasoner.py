"""The reasoner says without torch what its network says with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.retrieval.trained.reading import Named, Reader, Reading
from crs.agents.retrieval.trained.reasoner import (
    DECAY,
    MOST_ENTITIES,
    MOST_ITEMS,
    TURNS,
    Reasoner,
    newest_entities,
    newest_items,
    tokens,
    words_of,
)
from crs.agents.retrieval.trained.source import Floats
from crs.errors import ModelError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.models.arrays import save_arrays
from crs.models.weights import load_weights, save_weights
from crs.train.batches import Batches, item_words
from crs.train.network import Network, Shape, read_facts
from crs.train.sources import Fitted
from tests.evaluate.baselines.conftest import GAMES, ODD, TALKS, talk

VOCABULARY = {word: number for number, word in enumerate(("cannons", "cosy", "pirates", "spices", "tea", "tea and"))}
SHAPES = (Shape(width=5), Shape(width=5, words=False), Shape(width=5, graph=False, texts=False), Shape(width=5, opinions=False))


@pytest.fixture
def source(fitted: Fitted) -> Reasoner:
    return next(one for one in fitted.sources if isinstance(one, Reasoner))


def network_of(graph: KnowledgeGraph, shape: Shape) -> Network:
    """A network in which nothing is as it starts, so that whatever is left out is missed."""
    torch.manual_seed(1)
    network = Network(read_facts(graph), item_words(graph, VOCABULARY), np.arange(7, dtype=np.float32), shape, words=len(VOCABULARY))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.5 * torch.randn(parameter.shape))
    return network.eval()


def standardised(scores: Floats) -> Floats:
    found: Floats = (scores - scores.mean(axis=1, keepdims=True)) / scores.std(axis=1, keepdims=True)
    return found


def torch_scores(network: Network, graph: KnowledgeGraph, readings: list[Reading]) -> Floats:
    numbers = np.full(len(graph), -1, dtype=np.int64)
    numbers[network.facts.nodes] = np.arange(len(network.facts.nodes))
    batches = Batches(readings, VOCABULARY, numbers, items=len(graph.items))
    with torch.no_grad():
        return standardised(network(batches.batch(np.arange(len(readings)))).numpy())


@pytest.mark.parametrize("shape", SHAPES)
def test_it_scores_as_the_network_does(shelf: KnowledgeGraph, reader: Reader, shape: Shape) -> None:
    network = network_of(shelf, shape)
    dialogues = (
        *ODD,
        *(talk(f"asked {number}", *texts) for number, texts in enumerate(TALKS)),
        talk("wish", "trade please, tea and cannons"),
    )
    liked = {"kraken": -1.0, "harbour": 0.0}
    readings = [reader.read(dialogue.utterances, liked) for dialogue in dialogues]
    found = Reasoner(VOCABULARY, [network.arrays(len(shelf))]).scores(readings)
    np.testing.assert_allclose(found, torch_scores(network, shelf, readings), atol=1e-4)
    assert np.ptp(found, axis=0).min() > 0.01


named = st.builds(
    Named,
    number=st.integers(0, len(GAMES) - 1),
    age=st.integers(0, 40),
    role=st.sampled_from(("seeker", "recommender")),
    polarity=st.sampled_from((-1.0, 0.0, 1.0)),
)


@given(st.lists(named, max_size=2 * MOST_ITEMS))
@settings(max_examples=30)
def test_it_scores_as_the_network_does_whatever_was_named(shelf: KnowledgeGraph, row: list[Named]) -> None:
    network = network_of(shelf, SHAPES[0])
    reading = Reading(items=tuple(row))
    found = Reasoner(VOCABULARY, [network.arrays(len(shelf))]).scores([reading])
    np.testing.assert_allclose(found, torch_scores(network, shelf, [reading]), atol=1e-3)


def test_several_networks_have_an_equal_say(shelf: KnowledgeGraph, reader: Reader) -> None:
    arrays = [network_of(shelf, shape).arrays(len(shelf)) for shape in SHAPES[:2]]
    arrays[1]["bias"] = arrays[1]["bias"] * 100
    reading = reader.read(talk("a", "pirates like {kraken}").utterances, {})
    both, first, second = (Reasoner(VOCABULARY, networks).scores([reading]) for networks in (arrays, arrays[:1], arrays[1:]))
    np.testing.assert_allclose(both, (first + second) / 2, atol=1e-5)


def test_only_the_newest_are_read() -> None:
    many = tuple(Named(number=number, age=0, role="seeker", polarity=1.0) for number in range(100))
    reading = Reading(items=many, entities=many)
    assert [one.number for one in newest_items(reading)] == list(range(99, 99 - MOST_ITEMS, -1))
    assert [one.number for one in newest_entities(reading)] == list(range(99, 99 - MOST_ENTITIES, -1))


def test_words_and_pairs_of_words_are_read(reader: Reader) -> None:
    assert tokens("Don't, Cosy TEA") == ["don't", "cosy", "tea", "don't cosy", "cosy tea"]
    turns = ["spices", *(["hm"] * (TURNS - 3)), "tea", "and", "tea and {kraken}"]
    found = words_of(reader.read(talk("a", *turns).utterances, {}), VOCABULARY)
    assert found == [(VOCABULARY["tea"], 1.0), (VOCABULARY["tea and"], 1.0), (VOCABULARY["tea"], DECAY**2)]


# ------------------------------------------------------------ files


def without(arrays: dict[str, Floats]) -> None:
    del arrays["0.bias"]


def with_another(arrays: dict[str, Floats]) -> None:
    arrays["0.more"] = arrays["0.bias"]


def narrower(arrays: dict[str, Floats]) -> None:
    arrays["1.words"] = arrays["1.words"][:, 1:].copy()


def with_fewer_words(arrays: dict[str, Floats]) -> None:
    arrays["0.words"] = arrays["0.words"][1:].copy()


def with_fewer_items(arrays: dict[str, Floats]) -> None:
    arrays["0.items_out"] = arrays["0.items_out"][1:].copy()


def none(arrays: dict[str, Floats]) -> None:
    arrays.clear()
    arrays["nothing"] = np.zeros(1, dtype=np.float32)


DAMAGES = (without, with_another, narrower, with_fewer_words, with_fewer_items, none)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_arrays_that_do_not_go_together_are_refused(source: Reasoner, tmp_path: Path, damage: Callable[[dict[str, Floats]], None]) -> None:
    source.write(tmp_path)
    arrays = {name: array.copy() for name, array in load_weights(tmp_path / "weights.safetensors").items()}
    damage(arrays)
    save_weights(tmp_path / "weights.safetensors", arrays)
    with pytest.raises(ModelError) as refused:
        Reasoner.read(tmp_path)
    assert "train the model again" in refused.value.hint


@pytest.mark.parametrize("file", ["weights.safetensors", "words.npz"])
def test_a_file_that_is_missing_or_cut_off_is_refused(source: Reasoner, tmp_path: Path, file: str) -> None:
    source.write(tmp_path)
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes()[:-20])
    with pytest.raises(ModelError):
        Reasoner.read(tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(ModelError):
        Reasoner.read(tmp_path)


def test_words_that_no_network_knows_are_refused(source: Reasoner, tmp_path: Path) -> None:
    source.write(tmp_path)
    save_arrays(tmp_path / "words.npz", {"words": np.array([f"w{number}" for number in range(10_000)])})
    with pytest.raises(ModelError):
        Reasoner.read(tmp_path)
