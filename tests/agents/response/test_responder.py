"""The responder as a whole: the seam, the invariants, and a catalogue of another domain."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.response import WordingResponder, plain
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.protocols import Responder
from crs.testing.preferences import preferences_of
from crs.testing.responder import check_responder
from crs.testing.states import sample_states
from crs.types import (
    Block,
    EntityTarget,
    EvidenceBlock,
    Explain,
    Preferences,
    QuestionBlock,
    Recommend,
    Recommendation,
    RecommendationBlock,
    TextBlock,
)

from .conftest import Respond


def test_it_is_a_responder(responder: WordingResponder) -> None:
    assert isinstance(responder, Responder)


async def test_it_keeps_the_seam(graph: KnowledgeGraph, responder: WordingResponder) -> None:
    await check_responder(responder, graph, states=sample_states(graph, count=60, seed=3))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
async def test_it_names_nothing_that_nobody_spoke_of(graph: KnowledgeGraph, responder: WordingResponder, seed: int) -> None:
    """Long names of items, which no other entity bears, come up only where the action or the seeker named them."""
    others = {entity.name for entity in graph.entities if entity.id not in graph.items}
    for state in sample_states(graph, count=1, seed=seed):
        action = (
            Recommend(items=tuple(c.item for c in state.candidates[:3])) if state.candidates else Explain(items=tuple(state.grounds)[:2])
        )
        if not action.items:
            continue
        text = plain([block async for block in responder.respond(state, action)])
        spoken = {*action.items, *(p.target.entity for p in state.preferences.entries if isinstance(p.target, EntityTarget))}
        spoken |= {mention.entity for mention in state.understanding.mentions} | set(state.understanding.referred)
        allowed = " ".join((*(graph.items[item].label for item in spoken if item in graph.items), *others))
        for item in graph.items.values():
            if item.id not in spoken and len(item.name) >= 12 and item.name not in allowed:
                assert item.name not in text


async def test_why_shows_the_grounds_of_each_item(respond: Respond, graph: KnowledgeGraph, responder: WordingResponder) -> None:
    (entry,) = preferences_of(graph, "+alien-1979").entries
    liked = Preferences(entries=(replace(entry, text="Alien", span=(8, 13)),))
    evidence = responder.explainer.evidence("blade-runner-1982", liked)
    grounds = {"blade-runner-1982": Recommendation(item="blade-runner-1982", rank=1, reason="…", evidence=evidence)}
    intro, block = await respond(Explain(items=("blade-runner-1982",)), preferences=liked, grounds=grounds, text="I loved Alien")
    assert isinstance(intro, TextBlock)
    assert "Blade Runner" in intro.text
    assert isinstance(block, EvidenceBlock)
    assert block.label == "Blade Runner (1982)"
    assert block.lines[0] == "You liked Alien: both directed by Ridley Scott."


async def test_why_without_any_ground_is_honest(respond: Respond) -> None:
    grounds = {"heat-1995": Recommendation(item="heat-1995", rank=1, reason="…")}
    _, block = await respond(Explain(items=("heat-1995",)), grounds=grounds)
    assert isinstance(block, EvidenceBlock)
    assert re.search(r"best-known|leads straight", block.lines[0])


def test_blocks_as_plain_text() -> None:
    card = Recommendation(item="a", rank=1, reason="Because.")
    blocks: list[Block] = [
        TextBlock(text="Well."),
        TextBlock(text="So:"),
        RecommendationBlock(recommendation=card, label="Alien (1979)"),
        QuestionBlock(text="Which?", attribute="has_genre", options=("comedy", "drama")),
        QuestionBlock(text="The old or the new one?", options=("A", "B")),
        EvidenceBlock(item="a", label="Alien (1979)", lines=("One.", "Two.")),
    ]
    assert plain(blocks) == (
        "Well. So:\n1. Alien (1979): Because.\nWhich? (comedy / drama) The old or the new one?\nAlien (1979):\n- One.\n- Two."
    )
    assert plain([]) == ""


@pytest.mark.parametrize("seed", range(3))
async def test_the_same_seed_says_the_same(respond: Respond, seed: int) -> None:
    action = Recommend(items=("blade-runner-1982", "aliens-1986"))
    assert await respond(action, "+alien-1979", seed=seed) == await respond(action, "+alien-1979", seed=seed)
    assert await respond(action, "+alien-1979", seed=seed) != await respond(action, "+alien-1979", seed=seed + 100)
