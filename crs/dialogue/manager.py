"""One turn of the conversation, as a graph: what follows what, and nothing else.

        understand ──> retrieve ──> rank ──> decide ──> respond
                 └──────────────────────────────^
                  a turn that neither recommends nor asks

The compiled graph is a Runnable. It needs `{"text": …}` only; run on a checkpointer with one thread a conversation, it
keeps the conversation by itself, so that it drops into another LangGraph as it is.
"""

from __future__ import annotations

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from crs.dialogue.nodes import Nodes
from crs.dialogue.state import TurnState

TurnGraph = CompiledStateGraph[TurnState, None, TurnState, TurnState]


def compile_turn(nodes: Nodes, *, saver: BaseCheckpointSaver[str] | None = None) -> TurnGraph:
    """The graph of a turn; with a saver every step is kept, and a turn that was cut off goes on where it was."""
    turn = StateGraph(TurnState)
    turn.add_node("understand", nodes.understand)
    turn.add_node("retrieve", nodes.retrieve)
    turn.add_node("rank", nodes.rank)
    turn.add_node("decide", nodes.decide)
    turn.add_node("respond", nodes.respond)

    turn.add_edge(START, "understand")
    turn.add_conditional_edges("understand", nodes.after_understanding, ["retrieve", "decide"])
    turn.add_edge("retrieve", "rank")
    turn.add_edge("rank", "decide")
    turn.add_edge("decide", "respond")
    turn.add_edge("respond", END)
    return turn.compile(checkpointer=saver, name="turn")
