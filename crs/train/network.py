"""The reasoner as a torch module: an R-GCN over the items' facts, attention over what was named, and the words of the last turns.

    item = Σ_r Σ_{e in N_r(item)} 1 / |N_r(item)| · n(e)^-1/2 · W_r e + D words               (Schlichtkrull et al. 2018)
    q    = words + Σ a(i) · o(i) · item(i) + Σ b(e) · e,      score = item · q + log(1 + mentions)

W_r is diagonal, the block decomposition of the R-GCN with blocks of one: on ReDial's validation split it measured better than four full
bases, and no worse than one number a relation. n(e) is how many items have the entity, D the words of an item's own text in the space of
the dialogue's words (MESE). An item is what is known of it: with a vector of its own beside, the network measured worse, and one that
nobody has named yet would be learnt away from everything. Only items that no fact tells from another have one, once they were named.
a is self-attention over content, age and role (KBRD); o takes off what is disliked (CORAL). Training asks for items that nobody named
before (KECRS).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor, nn

from crs.agents.retrieval.trained.reasoner import OLDEST
from crs.agents.retrieval.trained.source import AGAINST, Floats
from crs.knowledge_graph.graph import KnowledgeGraph

_START = 0.1  # spread of what is learnt, at the start
_WORD_START = 0.02  # words begin small: what three thousand dialogues say of a word is mostly chance
_FEWEST = 2  # items an entity has, to take part
_AGEING = -0.22  # what attention loses with a turn, at the start: the decay of .8 that the other sources have


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Settings of the network; the defaults were chosen on ReDial's validation split."""

    width: int = 96
    dropout: float = 0.4  # of the query
    item_dropout: float = 0.4  # of items that were named
    word_dropout: float = 0.8
    popularity: float = 1.0  # of log(1 + mentions) in the score
    graph: bool = True  # without it items have vectors of their own
    words: bool = True
    texts: bool = True  # items' own words
    opinions: bool = True


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The graph as the network sees it: items × (relation, entity), for the entities that take part."""

    nodes: NDArray[np.int64]  # of these entities
    relations: tuple[str, ...]
    links: sparse.csr_array  # items × (relations · entities)

    @property
    def alike(self) -> NDArray[np.bool_]:
        """Which items have the very facts that another has, or none."""
        ends = self.links.indptr
        rows = [self.links.indices[start:end].tobytes() for start, end in pairwise(ends)]
        shared = Counter(rows)
        return np.array([not row or shared[row] > 1 for row in rows], dtype=bool)


def read_facts(graph: KnowledgeGraph) -> Facts:
    """The facts of the items; entities that one item has tell it from no other and are left out."""
    item_of = np.full(len(graph), -1, dtype=np.int64)
    item_of[graph.item_nodes] = np.arange(len(graph.items))
    ends = (graph.edges.head.astype(np.int64), graph.edges.tail.astype(np.int64))
    both = [(item_of[one], other, graph.edges.relation) for one, other in (ends, ends[::-1])]
    item, node, relation = (np.concatenate([part[place] for part in both]) for place in range(3))
    there = item >= 0
    triples = np.unique(np.stack((item[there], node[there], relation[there]), axis=1), axis=0)
    having = np.bincount(np.unique(triples[:, :2], axis=0)[:, 1], minlength=len(graph))
    nodes = np.flatnonzero(having >= _FEWEST)
    number = np.full(len(graph), -1, dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    triples = triples[number[triples[:, 1]] >= 0]
    row, entity, kind = triples[:, 0], number[triples[:, 1]], triples[:, 2].astype(np.int64)
    of_relation = np.bincount(row * len(graph.relations) + kind, minlength=len(graph.items) * len(graph.relations))
    value = having[triples[:, 1]] ** -0.5 / of_relation[row * len(graph.relations) + kind]
    shape = (len(graph.items), max(len(graph.relations), 1) * len(nodes))
    links = sparse.coo_array((value.astype(np.float32), (row, kind * len(nodes) + entity)), shape=shape)
    rows = sparse.csr_array(links)
    rows.sort_indices()
    return Facts(nodes=nodes, relations=graph.relations, links=rows)


class _Gather(torch.autograd.Function):
    """A sparse matrix times a dense one. scipy does it: the same bytes on every run, and nothing experimental."""

    @staticmethod
    def forward(context: Any, dense: Tensor, matrix: sparse.csr_array, turned: sparse.csr_array) -> Tensor:
        context.turned = turned
        return torch.from_numpy(matrix @ dense.detach().numpy())

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        return torch.from_numpy(context.turned @ gradients[0].numpy()), None, None


def _gather(dense: Tensor, matrix: sparse.csr_array, turned: sparse.csr_array) -> Tensor:
    found: Tensor = _Gather.apply(dense, matrix, turned)  # type: ignore[no-untyped-call]
    return found


class Network(nn.Module):
    """What is learnt. `texts` are the items' own words, items × words."""

    def __init__(self, facts: Facts, texts: sparse.csr_array, counts: Floats, shape: Shape, *, words: int) -> None:
        super().__init__()
        items, width = facts.links.shape[0], shape.width
        self.shape = shape
        self.facts = facts
        self._links = (facts.links, sparse.csr_array(facts.links.T.tocsr()))
        self._texts = (texts, sparse.csr_array(texts.T.tocsr()))
        self.words = _embedding(max(words, 1), width, _WORD_START)
        self.own: Tensor  # items × 1: which have vectors of their own
        alike = facts.alike if shape.graph else np.ones(items, dtype=bool)
        self.register_buffer("own", torch.from_numpy((alike & (counts > 0)).astype(np.float32))[:, None])
        self.named = _embedding(items, width, _START)
        self.items = _embedding(items, width, _START)
        self.entities = _embedding(len(facts.nodes) + 1, width, _START)
        with torch.no_grad():
            self.entities.weight[len(facts.nodes)] = 0
        self.relations = nn.Parameter(torch.full((max(len(facts.relations), 1), width), 2.0))
        self.bias: Tensor
        self.register_buffer("bias", shape.popularity * torch.log1p(torch.from_numpy(counts.astype(np.float32))))
        ages = _AGEING * torch.arange(OLDEST + 1, dtype=torch.float32)
        self.age, self.entity_age = nn.Parameter(ages.clone()), nn.Parameter(ages.clone())
        self.role = nn.Parameter(torch.zeros(2))
        self.opinion = nn.Parameter(torch.tensor([1.0, -AGAINST]))
        self.attention = nn.Linear(width, width)
        self.attention_out = nn.Parameter(torch.zeros(width))
        self.scale = nn.Parameter(torch.ones(3))

    def described(self) -> Tensor:
        """What facts and texts add to every item: items × width."""
        found = torch.zeros(len(self.items.weight), self.shape.width)
        if self.shape.graph and len(self.facts.nodes):
            entities = self.entities.weight[:-1]
            by_relation = (self.relations[:, None, :] * entities[None]).reshape(-1, self.shape.width)
            found = found + _gather(by_relation, *self._links)
        if self.shape.texts:
            found = found + _gather(self.words.weight, *self._texts)
        return found

    def forward(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Scores, cases × items."""
        described = self.described()
        vector = self._drop(self._of_items(batch, described) + self._of_entities(batch) + self._of_words(batch), self.shape.dropout)
        return vector @ (self.own * self.items.weight + described).T + self.bias

    def _of_words(self, batch: Mapping[str, Tensor]) -> Tensor | float:
        if not self.shape.words:
            return 0.0
        weight = self._drop(batch["word_weight"], self.shape.word_dropout)
        said = nn.functional.embedding_bag(batch["word"], self.words.weight, batch["word_start"], mode="sum", per_sample_weights=weight)
        return self.scale[0] * said

    def _of_items(self, batch: Mapping[str, Tensor], described: Tensor) -> Tensor:
        column = batch["item"]
        there = (column < len(self.items.weight)).float()
        if self.training:
            there = there * (torch.rand(column.shape) > self.shape.item_dropout).float()
        vectors = torch.cat((self.own * self.named.weight + described, torch.zeros(1, self.shape.width)))[column]
        appeal = torch.tanh(self.attention(vectors)) @ self.attention_out
        weight = torch.exp(appeal + self.age[batch["item_age"]] + self.role[batch["item_role"]]) * there
        share = weight / (1.0 + weight.sum(dim=1, keepdim=True))
        opinion = self.opinion if self.shape.opinions else torch.ones(2)
        share = share * (batch["item_liked"] * opinion[0] + batch["item_disliked"] * opinion[1])
        return self.scale[1] * (share[..., None] * vectors).sum(dim=1)

    def _of_entities(self, batch: Mapping[str, Tensor]) -> Tensor:
        number = batch["entity"]
        weight = torch.exp(self.entity_age[batch["entity_age"]]) * (number < len(self.facts.nodes)).float()
        share = weight / (1.0 + weight.sum(dim=1, keepdim=True))
        return self.scale[2] * (share[..., None] * self.entities.weight[number]).sum(dim=1)

    def _drop(self, values: Tensor, share: float) -> Tensor:
        return nn.functional.dropout(values, share, self.training)

    def arrays(self, nodes: int) -> dict[str, Floats]:
        """What `crs.agents.retrieval.trained.reasoner` needs; `nodes` is how many the graph has."""
        with torch.no_grad():
            described = self.described()
            entities = torch.zeros(nodes, self.shape.width)
            entities[torch.from_numpy(self.facts.nodes)] = self.entities.weight[:-1]
            found = {
                "items_out": self.own * self.items.weight + described,
                "items_in": self.own * self.named.weight + described,
                "bias": self.bias,
                "entities": entities,
                "words": self.words.weight if self.shape.words else torch.zeros_like(self.words.weight),
                "age": self.age,
                "entity_age": self.entity_age,
                "role": self.role,
                "opinion": self.opinion if self.shape.opinions else torch.ones(2),
                "attention": self.attention.weight,
                "attention_bias": self.attention.bias,
                "attention_out": self.attention_out,
                "scale": self.scale,
            }
            # Copies: what is learnt further must not change what was taken.
            return {name: np.array(value.detach().numpy(), dtype=np.float32, order="C") for name, value in found.items()}


def _embedding(rows: int, width: int, spread: float) -> nn.Embedding:
    made = nn.Embedding(rows, width)
    nn.init.normal_(made.weight, std=spread)
    return made
