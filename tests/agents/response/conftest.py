from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from crs.agents.response import WordingResponder, create
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.preferences import preferences_of
from crs.testing.states import make_state
from crs.types import Act, Action, Block, Utterance

Respond = Callable[..., Awaitable[tuple[Block, ...]]]


@pytest.fixture(scope="session")
def responder(graph: KnowledgeGraph, linker: EntityLinker) -> WordingResponder:
    return create(Resources(graph=graph, linker=linker, settings=Settings()))


@pytest.fixture
def respond(graph: KnowledgeGraph, responder: WordingResponder) -> Respond:
    """Say an action, with these preferences (in short notation) just added."""

    async def said(
        action: Action, *notes: str, acts: tuple[Act, ...] = (Act.INFORM,), origin: Any = "stated", **others: Any
    ) -> tuple[Block, ...]:
        preferences = preferences_of(graph, *notes, origin=origin)
        understood = {"added": tuple(p.id for p in preferences.entries), **others.pop("understood", {})}
        before = others.pop("before", None)
        state = make_state(
            others.pop("preferences", preferences),
            acts=acts,
            before=Utterance(role="recommender", text=before) if isinstance(before, str) else before,
            understood=understood,
            **others,
        )
        return tuple([block async for block in responder.respond(state, action)])

    return said
