"""The state of one running turn, and the views of it that the seams take."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, TypedDict

import numpy as np

from crs.dialogue.memory import Memory
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Candidate, Dialogue, DialogueState, EntityTarget, Preference, Query, Understanding, Utterance

Json = dict[str, Any]
SPOKEN = 6  # newest utterances of the seeker that text retrieval reads


class TurnState(TypedDict, total=False):
    """The channels of the turn's graph: plain JSON, so that a checkpoint needs no Python type to be read.

    Only `text` has to be given; `memory` is what the turn before left.
    """

    session: str
    number: int  # 0: the one after those in memory
    text: str
    seed: int  # 0: made of session and number
    versions: dict[str, str]
    memory: Json  # Memory; respond replaces it by the next turn's
    understanding: Json  # Understanding
    kept: int  # candidates that the finished turn keeps; 0: as many as usual
    retrieved: list[Json]  # Candidate, best first; all of them until they are ranked
    candidates: list[Json]  # Candidate, ranked
    action: Json  # Action
    turn: Json  # Turn: the result
    timings: dict[str, float]  # milliseconds
    notices: list[str]


def heard(memory: Memory, session: str, text: str) -> Dialogue:
    """The dialogue with the seeker's newest words last."""
    return memory.dialogue(session).said(Utterance(role="seeker", text=text))


def query(memory: Memory, understanding: Understanding, text: str, graph: KnowledgeGraph) -> Query:
    """What retrieval is asked in this turn."""
    said = [u.text for u in memory.utterances if u.role == "seeker"][-SPOKEN + 1 :]
    named = (*(m.entity for m in understanding.mentions), *understanding.referred)
    now = tuple(entity for entity in dict.fromkeys(named) if entity in graph.items)
    targets = (p.target for p in understanding.preferences.active)
    preferred = (t.entity for t in targets if isinstance(t, EntityTarget) and t.entity in graph.items)
    return Query(
        preferences=understanding.preferences,
        mentioned=(*(item for item in memory.mentioned if item not in now), *now),
        exclude=tuple(dict.fromkeys((*memory.shown, *memory.named, *memory.accepted, *now, *preferred))),
        text="\n".join((*said, text)),
        said=(*map(_without_own_words, memory.utterances), Utterance(role="seeker", text=text, mentions=understanding.mentions)),
    )


def _without_own_words(utterance: Utterance) -> Utterance:
    """What this recommender says itself is made of phrases: of its words only the items count, of its questions nothing."""
    own = utterance.role == "recommender" and (utterance.shown or utterance.about or utterance.asked or utterance.options)
    return replace(utterance, text="", mentions=()) if own else utterance


class StateBuilder:
    """Makes the policy's and the responder's view of a turn."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    def build(
        self, memory: Memory, understanding: Understanding, candidates: tuple[Candidate, ...], *, session: str, text: str, seed: int
    ) -> DialogueState:
        """The whole state of the conversation, this turn's understanding included."""
        dialogue = heard(memory, session, text)
        spoken = replace(dialogue.last, mentions=understanding.mentions)
        added = (p for p in understanding.preferences.active if p.id in understanding.added)
        answered = (understanding.answered,) if understanding.answered else ()
        return DialogueState(
            session=session,
            dialogue=replace(dialogue, utterances=(*dialogue.utterances[:-1], spoken)),
            understanding=understanding,
            candidates=candidates,
            shown=memory.shown,
            grounds={ground.item: ground for ground in memory.grounds},
            asked=memory.asked,
            answered=tuple(dict.fromkeys((*memory.answered, *answered, *(name for p in added for name in self._attributes(p))))),
            questions_in_a_row=memory.questions_in_a_row,
            accepted=memory.accepted,
            seed=seed,
        )

    def _attributes(self, preference: Preference) -> tuple[str, ...]:
        """The attributes a preference answers without having been asked; a dislike leaves them open."""
        target = preference.target
        if not isinstance(target, EntityTarget):
            return (target.field,)
        if preference.polarity <= 0 or target.entity not in self._graph:
            return ()
        node = self._graph.index(target.entity)
        return tuple(name for number, name in enumerate(self._graph.relations) if (node, number) in self._tails)

    @cached_property
    def _tails(self) -> frozenset[tuple[int, int]]:
        """Which node is the tail of which relation."""
        edges = self._graph.edges
        pairs = np.unique(np.stack((edges.tail, edges.relation), axis=1), axis=0)
        return frozenset((int(node), int(relation)) for node, relation in pairs)
