"""The reasoner's network."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from crs.agents.retrieval.trained.reading import Reader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.batches import Batches, item_words
from crs.train.network import Facts, Network, Shape, read_facts
from tests.evaluate.baselines.conftest import GAMES, talk

VOCABULARY = {word: number for number, word in enumerate(("cannons", "pirates", "spices", "tea"))}
TEXTS = ("pirates with {kraken} and {harbour}, in trade", "tea?", "spices like {saffron}")


def made(shelf: KnowledgeGraph, **values: object) -> Network:
    torch.manual_seed(0)
    shape = Shape(width=4, **values)  # type: ignore[arg-type]
    network = Network(read_facts(shelf), item_words(shelf, VOCABULARY), np.ones(7, dtype=np.float32), shape, words=len(VOCABULARY))
    with torch.no_grad():
        network.attention_out += 0.3
    return network.eval()


def batch_of(graph: KnowledgeGraph, reader: Reader) -> dict[str, torch.Tensor]:
    numbers = np.full(len(graph), -1, dtype=np.int64)
    facts = read_facts(graph)
    numbers[facts.nodes] = np.arange(len(facts.nodes))
    readings = [reader.read(talk("a", text).utterances, {"kraken": -1.0}) for text in TEXTS]
    return Batches(readings, VOCABULARY, numbers, items=len(GAMES)).batch(np.arange(len(TEXTS)))


def test_facts_are_what_several_items_have(shelf: KnowledgeGraph) -> None:
    facts = read_facts(shelf)
    assert [shelf.entities[node].id for node in facts.nodes] == ["genre:trade", "genre:sea", "genre:cosy"]
    assert facts.links.shape == (len(GAMES), len(facts.relations) * 3)
    # one fact each, so only how many have it counts
    np.testing.assert_allclose(facts.links.sum(axis=1), np.array([2, 2, 2, 2, 3, 3, 3]) ** -0.5, rtol=1e-6)


def test_scores_are_cases_times_items(shelf: KnowledgeGraph, reader: Reader) -> None:
    assert made(shelf)(batch_of(shelf, reader)).shape == (len(TEXTS), len(GAMES))


@pytest.mark.parametrize("graph", [True, False])
def test_the_gradient_reaches_everything(shelf: KnowledgeGraph, reader: Reader, graph: bool) -> None:
    network = made(shelf, graph=graph)
    (network(batch_of(shelf, reader)) ** 2).sum().backward()
    still = {name for name, value in network.named_parameters() if value.grad is None or not value.grad.abs().sum() > 0}
    assert still == (set() if graph else {"relations"})


def test_the_gradient_of_a_sparse_product_is_right(shelf: KnowledgeGraph) -> None:
    network = made(shelf)
    (network.described() * torch.arange(4.0)).sum().backward()
    by_relation = network.relations.detach()[:, None] * network.entities.weight.detach()[None, :-1]
    grad = torch.from_numpy(network.facts.links.toarray()).T @ torch.arange(4.0).expand(7, 4)
    expected = (grad.reshape(by_relation.shape) * network.relations.detach()[:, None]).sum(dim=0)
    assert network.entities.weight.grad is not None
    torch.testing.assert_close(network.entities.weight.grad[:-1], expected)


def test_items_are_alike_that_have_the_same_facts_or_none(shelf: KnowledgeGraph) -> None:
    links = sparse.csr_array(np.array([[1, 0, 0], [1, 0, 0], [1, 0, 2], [0, 0, 0], [0, 1, 0]], dtype=np.float32))
    facts = Facts(nodes=np.arange(3), relations=("genre",), links=links)
    assert facts.alike.tolist() == [True, True, False, True, False]
    assert read_facts(shelf).alike.all()  # one genre each, and every genre is another's too


def test_only_items_that_nothing_tells_apart_have_vectors_of_their_own(shelf: KnowledgeGraph) -> None:
    links = sparse.csr_array(np.array([[1, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1]], dtype=np.float32))
    facts = Facts(nodes=np.arange(3), relations=("genre",), links=links)
    counts = np.array([3, 0, 3, 3, 0, 1, 1], dtype=np.float32)
    network = Network(facts, item_words(shelf, {}), counts, Shape(width=4), words=0)
    assert network.own.ravel().tolist() == [1, 0, 0, 1, 0, 0, 0]
    without = Network(facts, item_words(shelf, {}), counts, Shape(width=4, graph=False), words=0)
    assert without.own.ravel().tolist() == [1, 0, 1, 1, 0, 1, 1]


def test_an_item_that_nobody_named_is_scored_by_its_facts(shelf: KnowledgeGraph, reader: Reader) -> None:
    counts = np.zeros(7, dtype=np.float32)
    network = Network(read_facts(shelf), item_words(shelf, {}), counts, Shape(width=4, texts=False), words=len(VOCABULARY)).eval()
    scores = network(batch_of(shelf, reader))
    unknown, alike = (list(GAMES).index(item) for item in ("orchard", "teapot"))
    torch.testing.assert_close(scores[:, unknown], scores[:, alike])
    assert scores.std(dim=1).min() > 0


def test_without_graph_and_texts_items_are_ids_only(shelf: KnowledgeGraph) -> None:
    assert not made(shelf, graph=False, texts=False).described().any()
    for values in ({"graph": False}, {"texts": False}):
        assert made(shelf, **values).described().any()


def test_what_is_padded_has_no_effect(shelf: KnowledgeGraph, reader: Reader) -> None:
    network, batch = made(shelf), batch_of(shelf, reader)
    before = network(batch)
    with torch.no_grad():
        network.named.weight[-1] += 5
        network.entities.weight[-1] += 5
    padded = (batch["item"] == len(GAMES), batch["entity"] == len(network.facts.nodes))
    batch["item_age"][padded[0]] = 3
    batch["entity_age"][padded[1]] = 3
    torch.testing.assert_close(network(batch), before)


def test_padding_learns_nothing(shelf: KnowledgeGraph, reader: Reader) -> None:
    network = made(shelf).train()
    (network(batch_of(shelf, reader)) ** 2).sum().backward()
    for embedding in (network.named, network.entities):
        assert embedding.weight.grad is not None
        assert not embedding.weight.grad[-1].any()


def test_without_words_what_is_said_changes_nothing(shelf: KnowledgeGraph, reader: Reader) -> None:
    batch = batch_of(shelf, reader)
    for words in (True, False):
        network = made(shelf, words=words)
        scores = network(batch)
        other = network({**batch, "word_weight": batch["word_weight"] * 3})
        assert torch.equal(scores, other) != words


def test_without_opinions_a_dislike_is_a_mention(shelf: KnowledgeGraph, reader: Reader) -> None:
    batch = batch_of(shelf, reader)
    liked = {**batch, "item_liked": torch.ones_like(batch["item_liked"]), "item_disliked": torch.zeros_like(batch["item_disliked"])}
    assert not torch.equal(made(shelf)(batch), made(shelf)(liked))
    assert torch.equal(made(shelf, opinions=False)(batch), made(shelf, opinions=False)(liked))


def test_popular_items_start_ahead(shelf: KnowledgeGraph) -> None:
    counts = np.array([0, 1, 9, 0, 0, 0, 0], dtype=np.float32)
    network = Network(read_facts(shelf), item_words(shelf, {}), counts, Shape(width=4, popularity=0.5), words=0)
    np.testing.assert_allclose(network.bias.detach().numpy(), 0.5 * np.log1p(counts), rtol=1e-6)
