"""Fitting the walk: the conversation-entity graph of a graph and its training dialogues, as steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crs.agents.retrieval.trained.dialogue_walk import TOLERANCE, DialogueWalk
from crs.knowledge_graph.conversations import conversation_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank, RandomWalk
from crs.train.cases import ReadDialogue
from crs.types import Dialogue, Mention, Utterance

# Chosen on ReDial's validation split. Hubs stay as they are, but for entities, which are entered a little less often.
DAMPING = 0.7
DIALOGUES = 2.0  # share of a step that an edge to or from a dialogue takes, against the schema's weights of facts
ENTITY_HUB_DAMPING = 0.1


def dialogue_walk(dialogues: Sequence[ReadDialogue], graph: KnowledgeGraph) -> DialogueWalk:
    """The walk over facts and dialogues."""
    named = [Dialogue(id=dialogue.id, utterances=(_utterance(dialogue, graph),)) for dialogue in dialogues]
    joined = conversation_graph(graph, named, weight=DIALOGUES)
    exponents = np.zeros(len(joined))
    exponents[: len(graph)] = ENTITY_HUB_DAMPING
    exponents[graph.item_nodes] = 0.0
    steps = PersonalisedPageRank(joined, damping=DAMPING, hub_damping=exponents).walker.steps.astype(np.float32)
    walker = RandomWalk(steps, damping=DAMPING, tolerance=TOLERANCE)
    ids = [entity.name.removeprefix("dialogue ") for entity in joined.entities[len(graph) :]]
    return DialogueWalk(walker, graph.item_nodes, ids)


def _utterance(dialogue: ReadDialogue, graph: KnowledgeGraph) -> Utterance:
    """Everything the dialogue names, in one utterance."""
    items = (graph.item_ids[one.number] for one in dialogue.whole.items)
    entities = (graph.entities[one.number].id for one in dialogue.whole.entities)
    return Utterance(
        role="seeker", text="", mentions=tuple(Mention(entity=entity, kind="", text="", span=(0, 0)) for entity in (*items, *entities))
    )
