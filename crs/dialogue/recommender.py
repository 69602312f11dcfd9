"""The whole pipeline without sessions: what evaluation asks for the turn that follows a given dialogue."""

from __future__ import annotations

import zlib
from dataclasses import replace

from crs.dialogue.components import Components
from crs.dialogue.memory import Memory
from crs.dialogue.pipeline import build_nodes
from crs.dialogue.state import TurnState
from crs.errors import InputError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.registry import Resources
from crs.text import accept
from crs.types import Dialogue, Turn, dump, parse


class PipelineRecommender:
    """A `Recommender`: understands a dialogue from its beginning, then runs one turn; keeps nothing."""

    def __init__(self, resources: Resources, components: Components) -> None:
        """Put the parts together; `assemble` makes the components that the settings name."""
        from crs.dialogue.manager import compile_turn

        self._nodes = build_nodes(resources, components)
        self._turn = compile_turn(self._nodes)
        self._graph: KnowledgeGraph = resources.graph

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:
        """The turn that follows `dialogue`, whose last utterance is a seeker's; its `ranked` holds up to `k` candidates.

        Raises:
            InputError: the dialogue is empty or ends with the recommender's words, or `k` is not positive.
            TextError: the seeker's last words cannot be accepted.
        """
        if k < 1:
            raise InputError(f"{k} candidates were asked for", hint="k is at least 1")
        if not dialogue.utterances or dialogue.last.role != "seeker":
            raise InputError(f"the dialogue '{dialogue.id}' does not end with the seeker's words", hint="cut it after a seeker's utterance")
        text = accept(dialogue.last.text)
        memory = await self._listen(replace(dialogue, utterances=dialogue.utterances[:-1]))
        seed = zlib.crc32(f"{dialogue.id}/{len(dialogue.utterances)}".encode())
        start = TurnState(session=dialogue.id, number=memory.turns + 1, text=text, seed=seed, memory=dump(memory), kept=k)
        final = await self._turn.ainvoke(start)
        return parse(Turn, final["turn"])

    async def _listen(self, dialogue: Dialogue) -> Memory:
        """What is remembered of utterances that were said without this recommender."""
        memory = Memory(version=self._graph.version)
        for utterance in dialogue.utterances:
            if utterance.role == "seeker":
                understanding = await self._nodes.understanding(memory, dialogue.id, utterance.text, [])
                memory = memory.heard(replace(utterance, mentions=understanding.mentions), understanding, items=self._graph.items)
            else:
                memory = memory.said(utterance, items=self._graph.items)
        return memory
