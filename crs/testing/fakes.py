"""Components for tests: simple ones that always do the same, and wrappers that fail, break a promise, or take their time.

They know no language: a test that needs words understood uses the built-in components.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from crs.dialogue.components import Components
from crs.dialogue.fallback import Named, Seam
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.types import (
    Act,
    Action,
    Block,
    Candidate,
    Chat,
    Dialogue,
    DialogueState,
    EntityTarget,
    Preference,
    Preferences,
    Query,
    Recommend,
    Recommendation,
    RecommendationBlock,
    TextBlock,
    Understanding,
)


class LikesWhatIsNamed:
    """An extractor for which every entity that is named is liked, and every utterance asks for a recommendation."""

    def __init__(self, linker: EntityLinker) -> None:
        self._linker = linker

    async def extract(self, dialogue: Dialogue, known: Preferences) -> Understanding:
        """The entities of the last utterance as likes."""
        mentions = self._linker.link(dialogue.last.text).mentions
        preferences, added = known, []
        for mention in mentions:
            entry = Preference(
                id=preferences.next_id(),
                target=EntityTarget(entity=mention.entity, kind=mention.kind),
                polarity=1.0,
                turn=len(dialogue.utterances) - 1,
                span=mention.span,
                text=mention.text,
            )
            preferences = preferences.add(entry)
            added.append(entry.id)
        return Understanding(acts=(Act.REQUEST,), preferences=preferences, mentions=mentions, added=tuple(added))


class BestKnown:
    """A retriever that gives the best known items."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._items = sorted(graph.items.values(), key=lambda item: (-item.popularity, item.id))

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """The best known items that are not excluded."""
        excluded = set(query.exclude)
        allowed = [item for item in self._items if item.id not in excluded]
        return [Candidate(item=item.id, score=item.popularity, parts={"popularity": item.popularity}) for item in allowed[:k]]


class Backwards:
    """A ranker that turns the order around."""

    async def rank(self, query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:  # noqa: ARG002
        """The candidates, last first."""
        return candidates[::-1]


class RecommendsFirst:
    """A policy that recommends the first candidates, and chats where there are none."""

    def __init__(self, shown: int = 3) -> None:
        self._shown = shown

    async def decide(self, state: DialogueState) -> Action:
        """The first candidates."""
        items = tuple(candidate.item for candidate in state.candidates[: self._shown])
        return Recommend(items=items) if items else Chat(topic="nothing_left")


class SaysLabels:
    """A responder that repeats what was said and names what is recommended."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    async def respond(self, state: DialogueState, action: Action) -> AsyncIterator[Block]:
        """One block that repeats the seeker's words, then one an item."""
        yield TextBlock(text=f"You said: {state.dialogue.last.text or 'nothing'}")
        for rank, item in enumerate(action.items if isinstance(action, Recommend) else (), start=1):
            recommendation = Recommendation(item=item, rank=rank, reason=f"number {state.seed % 1000}")
            yield RecommendationBlock(recommendation=recommendation, label=self._graph.label(item))


class Failing:
    """A component of any seam that raises; after `times` calls it would work like `instead`, if one is given."""

    def __init__(self, error: Exception | None = None, *, instead: Any = None, times: int = 1) -> None:
        self.error = error or RuntimeError("a component that always fails")
        self.calls = 0
        self._instead = instead
        self._times = times

    def _fails(self) -> Any:
        self.calls += 1
        if self._instead is None or self.calls <= self._times:
            raise self.error
        return self._instead

    async def extract(self, dialogue: Dialogue, known: Preferences) -> Understanding:
        """As an extractor."""
        understanding: Understanding = await self._fails().extract(dialogue, known)
        return understanding

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """As a retriever."""
        found: Sequence[Candidate] = await self._fails().retrieve(query, k=k)
        return found

    async def rank(self, query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """As a ranker."""
        ranked: Sequence[Candidate] = await self._fails().rank(query, candidates)
        return ranked

    async def decide(self, state: DialogueState) -> Action:
        """As a policy."""
        action: Action = await self._fails().decide(state)
        return action

    async def respond(self, state: DialogueState, action: Action) -> AsyncIterator[Block]:
        """As a responder."""
        async for block in self._fails().respond(state, action):
            yield block


class Before:
    """A component of any seam before which something is done: wait, count, end the process."""

    def __init__(self, component: Any, act: Callable[[], Any]) -> None:
        self._component = component
        self._act = act

    async def _before(self) -> Any:
        done = self._act()
        if asyncio.iscoroutine(done):
            await done
        return self._component

    async def extract(self, dialogue: Dialogue, known: Preferences) -> Understanding:
        """As an extractor."""
        understanding: Understanding = await (await self._before()).extract(dialogue, known)
        return understanding

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """As a retriever."""
        found: Sequence[Candidate] = await (await self._before()).retrieve(query, k=k)
        return found

    async def rank(self, query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """As a ranker."""
        ranked: Sequence[Candidate] = await (await self._before()).rank(query, candidates)
        return ranked

    async def decide(self, state: DialogueState) -> Action:
        """As a policy."""
        action: Action = await (await self._before()).decide(state)
        return action

    async def respond(self, state: DialogueState, action: Action) -> AsyncIterator[Block]:
        """As a responder."""
        async for block in (await self._before()).respond(state, action):
            yield block


def simple_components(graph: KnowledgeGraph, linker: EntityLinker, **others: Any) -> Components:
    """Components that are quick and predictable; `others` (extractor, retriever, ranker, policy, responder) take their place.

    Behind a component that was given stands the simple one, as the built-in one stands behind a plug-in.
    """
    simple = {"extractor": LikesWhatIsNamed(linker), "policy": RecommendsFirst(), "responder": SaysLabels(graph)}

    def seam(what: str) -> Seam[Any]:
        given = (Named(name=f"given {what}", component=others[what]),) if what in others else ()
        return Seam(what=what, members=(*given, Named(name="simple", component=simple[what])))

    return Components(
        extractor=seam("extractor"),
        sources=(Named(name="popularity", component=others.get("retriever", BestKnown(graph))),),
        rankers=tuple(Named(name="given ranker", component=others[what]) for what in ("ranker",) if what in others),
        policy=seam("policy"),
        responder=seam("responder"),
    )
