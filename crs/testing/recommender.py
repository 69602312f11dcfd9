"""Conformance of a recommender, as evaluation sees it."""

from __future__ import annotations

from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.protocols import Recommender
from crs.types import Dialogue, Utterance


async def check_recommender(recommender: Recommender, graph: KnowledgeGraph, *, k: int = 30) -> None:
    """Ask a recommender for turns that follow short dialogues about items of the graph.

    Raises:
        ContractError: a turn is empty, ranks what the catalogue does not hold, twice, or more than `k`; a longer list
            does not begin like a shorter one; or the same dialogue gives two different answers.
    """
    best = sorted(graph.items.values(), key=lambda item: (-item.popularity, item.id))[:3]
    dialogue = Dialogue(id="conformance")
    for item in best:
        dialogue = dialogue.said(Utterance(role="seeker", text=f"I loved {item.name}. Can you recommend something?"))
        turn = await recommender.respond(dialogue, k=k)
        ranked = [candidate.item for candidate in turn.ranked]
        if not turn.reply.strip() or not turn.blocks:
            raise ContractError("a turn without a reply")
        if len(ranked) > k or len(set(ranked)) != len(ranked) or not set(ranked) <= set(graph.items):
            raise ContractError(f"the ranking holds more than {k} items, an item twice, or one that is not in the catalogue")
        if [candidate.item for candidate in (await recommender.respond(dialogue, k=k // 2)).ranked] != ranked[: k // 2]:
            raise ContractError("a shorter ranking is not the beginning of the longer one")
        again = await recommender.respond(dialogue, k=k)
        if (again.reply, again.ranked) != (turn.reply, turn.ranked):
            raise ContractError("the same dialogue was answered in two ways", hint="draw from a seed whatever varies")
        dialogue = dialogue.said(Utterance(role="recommender", text=turn.reply, shown=tuple(r.item for r in turn.recommendations)))
