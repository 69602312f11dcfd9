"""Training dialogues as nodes: the conversation-entity graph of G-CRS (Qiu et al., PAKDD 2025, arXiv 2503.06430).

A dialogue is linked to every entity that is named in it. Two entities that are named together are two steps apart, over as
many dialogues as name both: how often they occur together is how broad the way between them is. So one walk from the entities
of the present dialogue scores items and dialogues alike; the best of either are read off the same scores.

The graph is for walks. Its dialogues have a name each, which nobody says: link text over the graph without them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from crs.errors import GraphError
from crs.knowledge_graph.edges import COLUMNS, EdgeArrays
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import KindSchema, RelationSchema
from crs.types import Dialogue, Entity

KIND = "dialogue"
MENTIONS = "mentions"
SOURCE = "dialogues"


def dialogue_node(dialogue: str) -> str:
    """The id of the node of a dialogue."""
    return f"{KIND}:{dialogue}"


def conversation_graph(graph: KnowledgeGraph, dialogues: Iterable[Dialogue], *, weight: float = 1.0) -> KnowledgeGraph:
    """The graph with a node of the kind "dialogue" for each dialogue and an edge "mentions" to each entity named in it.

    Args:
        graph: what the dialogues talk about.
        dialogues: with mentions that carry ids of the graph; mentions of anything else are passed over, and so is a dialogue
            without any other. Only training dialogues may be given where the graph is evaluated.
        weight: share of a step that an edge to or from a dialogue takes; the relations of the graph keep theirs.

    Raises:
        GraphError: two dialogues have the same id, or the graph knows dialogues already.
    """
    if KIND in graph.schema.kinds:
        raise GraphError("the graph knows dialogues already", hint="add all dialogues at once")
    nodes: dict[str, Entity] = {}
    heads: list[int] = []
    tails: list[int] = []
    digest = hashlib.sha256(f"{graph.version} {weight}".encode())
    for dialogue in dialogues:
        named = dict.fromkeys(mention.entity for utterance in dialogue.utterances for mention in utterance.mentions)
        known = [entity for entity in named if entity in graph]
        if not known:
            continue
        id_ = dialogue_node(dialogue.id)
        if id_ in nodes or id_ in graph:
            raise GraphError(f"two dialogues share the id '{dialogue.id}'", hint="ids of dialogues must be unique")
        number = len(graph) + len(nodes)
        nodes[id_] = Entity(id=id_, kind=KIND, name=f"dialogue {dialogue.id}")
        heads += [number] * len(known)
        tails += [graph.index(entity) for entity in known]
        digest.update(f"\n{id_} {' '.join(known)}".encode())
    new = _edges(heads, tails, relation=len(graph.relations), source=len(graph.sources))
    return KnowledgeGraph(
        schema=graph.schema.model_copy(
            update={
                "kinds": {**graph.schema.kinds, KIND: KindSchema(singular=KIND, plural=f"{KIND}s")},
                "relations": {
                    **graph.schema.relations,
                    MENTIONS: RelationSchema(column=MENTIONS, kind=KIND, noun=KIND, plural=f"{KIND}s", weight=weight),
                },
            }
        ),
        entities=(*graph.entities, *nodes.values()),
        items=graph.items,
        relations=(*graph.relations, MENTIONS),
        sources=(*graph.sources, SOURCE),
        edges=EdgeArrays(**{name: np.concatenate((getattr(graph.edges, name), getattr(new, name))) for name in COLUMNS}),
        version=digest.hexdigest()[:16],
    )


def similar_dialogues(graph: KnowledgeGraph, scores: NDArray[np.float64], *, k: int) -> Mapping[str, float]:
    """The at most `k` dialogue nodes that a walk came to most, best first, with their scores; those it never reached are left out.

    `scores` has one score per node, as `PersonalisedPageRank.scores` gives them.
    """
    nodes = np.array([number for number, entity in enumerate(graph.entities) if entity.kind == KIND], dtype=np.int64)
    best = nodes[np.argsort(-scores[nodes], kind="stable")][:k]
    return {graph.entities[node].id: float(scores[node]) for node in best.tolist() if scores[node] > 0}


def _edges(heads: list[int], tails: list[int], *, relation: int, source: int) -> EdgeArrays:
    count = len(heads)
    return EdgeArrays(
        head=np.array(heads, dtype=np.int32),
        relation=np.full(count, relation, dtype=np.int32),
        tail=np.array(tails, dtype=np.int32),
        source=np.full(count, source, dtype=np.int32),
    )
