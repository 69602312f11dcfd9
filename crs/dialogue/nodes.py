"""The nodes of a turn. Each is a pure function of the state: run again after a crash, it gives the same update."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Literal

from langgraph.config import get_stream_writer

from crs.dialogue.checks import Checks
from crs.dialogue.codec import dump_candidates, parse_action, parse_candidates
from crs.dialogue.components import Components
from crs.dialogue.fallback import failed
from crs.dialogue.memory import Memory
from crs.dialogue.reply import Speaker, plain
from crs.dialogue.retrieval import Retrieval
from crs.dialogue.state import StateBuilder, TurnState, heard, query
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Act, Action, Candidate, Chat, DialogueState, Preferences, Recommend, Turn, Understanding, dump, parse

KEPT = 20  # candidates a stored turn keeps

# What needs no candidates: it is answered from the graph, the grounds of what was shown, or by a word.
_TALK = frozenset({Act.ASK_WHY, Act.ASK_FACT, Act.LIST, Act.THANK, Act.END})

Node = Callable[["Nodes", TurnState], Coroutine[Any, Any, TurnState]]


def _timed(node: Node) -> Node:
    """Adds the milliseconds a node took to the turn's timings."""

    @wraps(node)
    async def measured(self: Nodes, state: TurnState) -> TurnState:
        started = time.perf_counter()
        update = await node(self, state)
        spent = round((time.perf_counter() - started) * 1000, 3)
        return {**update, "timings": {**update.get("timings", state.get("timings", {})), node.__name__: spent}}

    return measured


class Nodes:
    """The nodes over one catalogue and one set of components."""

    def __init__(self, *, graph: KnowledgeGraph, components: Components, checks: Checks, retrieval: Retrieval, speaker: Speaker, shown: int) -> None:
        self.components = components
        self.versions = {**components.versions, "catalogue": f"{graph.schema.name} {graph.version}"}
        self._graph = graph
        self._checks = checks
        self._retrieval = retrieval
        self._speaker = speaker
        self._states = StateBuilder(graph)
        self._shown = shown

    @_timed
    async def understand(self, state: TurnState) -> TurnState:
        """What the seeker's words mean. Starts the turn afresh, whatever the state holds of an earlier one."""
        memory = parse(Memory, state.get("memory") or {}).fitted(self._graph)
        session, number = state.get("session", ""), state.get("number", memory.turns + 1)
        notices: list[str] = []
        understanding = await self.understood(memory, session, state["text"], notices)
        return {
            "session": session,
            "number": number,
            "seed": state.get("seed", zlib.crc32(f"{session}/{number}".encode())),
            "versions": self.versions,
            "memory": dump(memory),
            "understanding": dump(understanding),
            "retrieved": [],
            "candidates": [],
            "timings": {},
            "notices": notices,
        }

    async def understood(self, memory: Memory, session: str, text: str, notices: list[str]) -> Understanding:
        """The checked understanding of `text` by the extractor, or by one that stands in for it."""
        dialogue = heard(memory, session, text)
        return await self.components.extractor.use(
            lambda extractor: self._checks.understood(extractor, dialogue, memory.preferences), notices, otherwise=lambda: _nothing(memory.preferences)
        )

    def after_understanding(self, state: TurnState) -> Literal["retrieve", "decide"]:
        """Candidates are found where the turn may recommend or ask."""
        understanding = parse(Understanding, state["understanding"])
        return "decide" if set(understanding.acts) <= _TALK else "retrieve"
