"""The nodes of a turn. Each is a pure function of the state: run again after a crash, it gives the same update."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from crs.agents.ranking.permutation import check_permutation
from crs.agents.response.plain import plain
from crs.dialogue.checks import Checks
from crs.dialogue.codec import dump_candidates, parse_action, parse_candidates
from crs.dialogue.components import Components
from crs.dialogue.fallback import failed
from crs.dialogue.memory import Memory
from crs.dialogue.reply import Speaker
from crs.dialogue.retrieval import Sources
from crs.dialogue.state import StateBuilder, TurnState, heard, query
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.protocols import Policy, PreferenceExtractor
from crs.settings import Settings
from crs.types import Act, Action, Chat, DialogueState, Preferences, Query, Recommend, Turn, Understanding, dump, parse

KEPT = 20  # candidates a stored turn keeps

# What needs no candidates: it is answered from the graph, from the grounds of what was shown, or by a word.
_TALK = frozenset({Act.ASK_WHY, Act.ASK_FACT, Act.LIST, Act.THANK, Act.END})

# What the next turn on the same thread decides for itself, if it is not told.
_NEXT = TurnState(number=0, seed=0, kept=0)

Node = TypeVar("Node", bound=Callable[..., Coroutine[Any, Any, TurnState]])


def _timed(node: Node) -> Node:
    """Adds the milliseconds that a node took to the turn's timings."""

    @wraps(node)
    async def timed(self: Nodes, state: TurnState) -> TurnState:
        started = time.perf_counter()
        update = await node(self, state)
        timings = update["timings"] if "timings" in update else state["timings"]
        update["timings"] = {**timings, node.__name__: _since(started)}
        return update

    return cast(Node, timed)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)


class Nodes:
    """The nodes over one catalogue and one set of components."""

    def __init__(
        self,
        *,
        graph: KnowledgeGraph,
        components: Components,
        checks: Checks,
        sources: Sources,
        settings: Settings,
        version: str,
        model: str = "",
    ) -> None:
        self.versions = {"crs": version, "catalogue": f"{graph.schema.name} {graph.version}", **components.versions}
        if model:
            self.versions["model"] = model
        self._graph = graph
        self._components = components
        self._checks = checks
        self._sources = sources
        self._speaker = Speaker(components.responder, checks, graph)
        self._settings = settings
        self._states = StateBuilder(graph)

    @_timed
    async def understand(self, state: TurnState) -> TurnState:
        """What the seeker's words mean. Starts the turn afresh, whatever the state holds of the one before."""
        kept = parse(Memory, state.get("memory") or {})
        memory = kept.fitted(self._graph)
        session, number = state.get("session", ""), state.get("number") or memory.turns + 1
        forgot = len(memory.preferences.active) < len(kept.preferences.active)
        notices = ["The catalogue has changed: preferences about what it no longer holds were forgotten."] if forgot else []
        understanding = await self.understanding(memory, session, state["text"], notices)
        return {
            "session": session,
            "number": number,
            "seed": state.get("seed") or zlib.crc32(f"{session}/{number}".encode()),
            "kept": state.get("kept") or KEPT,
            "versions": self.versions,
            "memory": dump(memory),
            "understanding": dump(understanding),
            "retrieved": [],
            "candidates": [],
            "timings": {},
            "notices": notices,
        }

    async def understanding(self, memory: Memory, session: str, text: str, notices: list[str]) -> Understanding:
        """The checked understanding of the seeker's newest words."""
        dialogue, known = heard(memory, session, text), memory.preferences

        async def extract(extractor: PreferenceExtractor) -> Understanding:
            return self._checks.understanding(await extractor.extract(dialogue, known), known)

        return await self._components.extractor.use(extract, notices, otherwise=lambda: _unclear(known))

    def after_understanding(self, state: TurnState) -> Literal["retrieve", "decide"]:
        """Candidates are found where the turn may recommend or ask."""
        understood = parse(Understanding, state["understanding"])
        told = understood.question is not None or Act.ASK_FACT not in understood.acts
        return "decide" if set(understood.acts) <= _TALK and told and not understood.unknown else "retrieve"

    @_timed
    async def retrieve(self, state: TurnState) -> TurnState:
        """Candidates from all sources."""
        notices = list(state["notices"])
        wanted = max(self._settings.candidates, state["kept"])
        found = await self._sources.find(self._query(state), k=wanted, notices=notices)
        return {"retrieved": dump_candidates(found), "notices": notices}

    @_timed
    async def rank(self, state: TurnState) -> TurnState:
        """The candidates in the order of one ranker after the other; one that fails leaves the order as it was."""
        question, notices = self._query(state), list(state["notices"])
        candidates = parse_candidates(state["retrieved"])
        for ranker in self._components.rankers:
            try:
                candidates = check_permutation(candidates, await ranker.component.rank(question, candidates), ranker=ranker.name)
            except Exception as error:
                notices.append(failed("ranker", ranker.name, error))
        return {"retrieved": state["retrieved"][: state["kept"]], "candidates": dump_candidates(candidates), "notices": notices}

    @_timed
    async def decide(self, state: TurnState) -> TurnState:
        """What the recommender does."""
        view, notices = self._view(state), list(state["notices"])

        async def decide(policy: Policy) -> Action:
            return self._checks.action(await policy.decide(view), view)

        action = await self._components.policy.use(decide, notices, otherwise=lambda: self._simplest(view))
        return {"action": dump(action), "notices": notices}

    async def respond(self, state: TurnState) -> TurnState:
        """The reply, streamed block by block; with it the whole turn and the memory of the next one."""
        from langgraph.config import get_stream_writer

        view, action, notices = self._view(state), parse_action(state["action"]), list(state["notices"])
        write, started = get_stream_writer(), time.perf_counter()
        blocks = await self._speaker.say(view, action, notices, lambda block: write(dump(block)))
        reply, kept = plain(blocks), state["kept"]
        turn = Turn(
            session=state["session"],
            number=state["number"],
            text=state["text"],
            understood=view.understanding,
            decided=action,
            reply=reply,
            blocks=blocks,
            retrieved=parse_candidates(state["retrieved"][:kept]),
            ranked=view.candidates[:kept],
            timings={**state["timings"], "respond": _since(started)},
            versions=state["versions"],
            notices=tuple(notices),
        )
        memory = parse(Memory, state["memory"]).after(view, action, reply, blocks, items=self._graph.items)
        return {"turn": dump(turn), "memory": dump(memory), "candidates": [], "notices": notices, **_NEXT}

    def _query(self, state: TurnState) -> Query:
        understanding = parse(Understanding, state["understanding"])
        return query(parse(Memory, state["memory"]), understanding, state["text"], self._graph)

    def _view(self, state: TurnState) -> DialogueState:
        return self._states.build(
            parse(Memory, state["memory"]),
            parse(Understanding, state["understanding"]),
            parse_candidates(state["candidates"]),
            session=state["session"],
            text=state["text"],
            seed=state["seed"],
        )

    def _simplest(self, view: DialogueState) -> Action:
        """What is done when no policy is able to decide."""
        best = tuple(candidate.item for candidate in view.candidates[: self._settings.shown])
        return Recommend(items=best) if best else Chat(topic="unclear")


def _unclear(known: Preferences) -> Understanding:
    """What is understood when no extractor is able to."""
    return Understanding(acts=(Act.OTHER,), preferences=known, topic="unclear")
