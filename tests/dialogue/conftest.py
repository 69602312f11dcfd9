"""Bots over the bundled catalogue with simple components: what is tested here is the manager, not the agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from crs.bot import Bot
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.fakes import simple_components

MakeBot = Callable[..., Bot]


@pytest.fixture
def make_bot(graph: KnowledgeGraph, linker: EntityLinker, tmp_path: Path) -> Iterator[MakeBot]:
    """A bot with simple components, `others` in their place; all bots of a test share one home, and are closed with it."""
    with ExitStack() as opened:

        def make(*, home: Path = tmp_path, over: KnowledgeGraph = graph, settings: dict[str, Any] | None = None, **others: Any) -> Bot:
            resources = Resources(graph=over, linker=linker, settings=Settings(home=home, **(settings or {})))
            return opened.enter_context(Bot(resources, simple_components(over, linker, **others)))

        yield make


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    return make_bot()
