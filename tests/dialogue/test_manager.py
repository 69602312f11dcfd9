"""The graph of a turn: what follows what, what it keeps, and that it drops into other graphs."""

from __future__ import annotations

import contextlib
import gc
import json
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crs.dialogue.manager import compile_turn
from crs.dialogue.nodes import Nodes
from crs.dialogue.pipeline import build_nodes
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.fakes import Before, LikesWhatIsNamed, RecommendsFirst, simple_components
from crs.types import Act, Turn, parse

if TYPE_CHECKING:
    from conftest import MakeBot

    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.knowledge_graph.linking import EntityLinker


@pytest.fixture
def nodes(graph: KnowledgeGraph, linker: EntityLinker, tmp_path: Path) -> Nodes:
    resources = Resources(graph=graph, linker=linker, settings=Settings(home=tmp_path))
    return build_nodes(resources, simple_components(graph, linker))


def test_the_manager_fits_on_one_screen() -> None:
    from crs.dialogue import manager

    assert len(Path(manager.__file__).read_text().splitlines()) <= 50


def test_what_follows_what(nodes: Nodes) -> None:
    edges = {(edge.source, edge.target, edge.conditional) for edge in compile_turn(nodes).get_graph().edges}
    assert edges == {
        ("__start__", "understand", False),
        ("understand", "retrieve", True),
        ("understand", "decide", True),
        ("retrieve", "rank", False),
        ("rank", "decide", False),
        ("decide", "respond", False),
        ("respond", "__end__", False),
    }


async def test_it_is_a_runnable_that_needs_a_text_only(nodes: Nodes) -> None:
    final = await compile_turn(nodes).ainvoke({"text": "I liked Casablanca"})
    turn = parse(Turn, final["turn"])
    assert turn.number == 1
    assert len(turn.recommendations) == 3


async def test_on_a_thread_of_its_own_it_keeps_the_conversation(nodes: Nodes) -> None:
    """As a product would embed it: as a node of its own graph, with its own checkpointer."""
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.graph import START, StateGraph

    from crs.dialogue.state import TurnState

    product = StateGraph(TurnState)
    product.add_node("recommend", compile_turn(nodes))
    product.add_edge(START, "recommend")
    app = product.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "t"}}
    first, second = [parse(Turn, (await app.ainvoke({"text": text}, config))["turn"]) for text in ("I liked Casablanca", "more")]
    assert (first.number, second.number) == (1, 2)
    assert [p.target.entity for p in second.understood.preferences.active] == ["casablanca-1942"]
    assert not {r.item for r in first.recommendations} & {r.item for r in second.recommendations}
    assert set(second.timings) == set(first.timings)


@pytest.mark.parametrize(
    ("acts", "retrieves"),
    [
        ((Act.REQUEST,), True),
        ((Act.GREET,), True),
        ((Act.THANK, Act.REQUEST), True),
        ((Act.ASK_WHY,), False),
        ((Act.THANK, Act.END), False),
        ((Act.LIST,), False),
    ],
)
def test_what_needs_no_candidates_retrieves_none(
    make_bot: MakeBot, graph: KnowledgeGraph, linker: EntityLinker, acts: tuple[Act, ...], retrieves: bool
) -> None:
    from dataclasses import replace

    from crs.testing.fakes import BestKnown

    class Acting(LikesWhatIsNamed):
        async def extract(self, *given: Any) -> Any:
            return replace(await super().extract(*given), acts=acts)

    asked: list[int] = []
    bot = make_bot(extractor=Acting(linker), retriever=Before(BestKnown(graph), lambda: asked.append(1)))
    assert ("retrieve" in bot.chat("hello", session="s").timings) is retrieves is bool(asked)


def test_checkpoints_are_plain_data_and_are_gone_with_their_turn(make_bot: MakeBot, tmp_path: Path) -> None:
    """While a turn runs its checkpoints hold msgpack without extension types; afterwards there are none."""
    import ormsgpack

    seen: list[bytes] = []

    def look() -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as connection:
            seen.extend(row[0] for row in connection.execute("SELECT checkpoint FROM checkpoints WHERE type = 'msgpack'"))

    bot = make_bot(policy=Before(RecommendsFirst(), look))
    bot.chat("I liked Casablanca", session="s")
    assert len(seen) >= 4
    for blob in seen:
        values = ormsgpack.unpackb(blob)["channel_values"]  # raises at an extension type
        json.dumps(values)
    assert values["understanding"]["preferences"]["entries"][0]["target"]["entity"] == "casablanca-1942"
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as connection:
        assert connection.execute("SELECT (SELECT count(*) FROM checkpoints), (SELECT count(*) FROM writes)").fetchone() == (0, 0)


def test_a_long_conversation_does_not_grow_what_a_turn_costs(make_bot: MakeBot, tmp_path: Path) -> None:
    """300 turns: the process keeps nothing, the session's row stays small, and the file grows by the turns alone."""
    bot = make_bot(settings={"shown": 1})
    blocks = []
    for number in range(300):
        bot.chat(f"message {number}: I liked {('Casablanca', 'Spirited Away')[number % 2]}", session="s")
        if number in (99, 299):
            gc.collect()
            blocks.append(sys.getallocatedblocks())
    assert blocks[1] - blocks[0] < 20_000
    bot.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as connection:
        memory, turns = connection.execute("SELECT length(memory), (SELECT sum(length(outcome)) FROM turns) FROM sessions").fetchone()
        (size,) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    assert memory < 100_000
    assert turns < 300 * 20_000
    assert size < 1.5 * turns + 1_000_000
