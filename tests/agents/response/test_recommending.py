"""Recommendations: cards, reasons, introductions that fit."""

from __future__ import annotations

from typing import Any

import pytest

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Candidate, CompanyEvidence, DialogueEvidence, Recommend, RecommendationBlock, TextBlock, Utterance

from .conftest import Respond

THREE = Recommend(items=("blade-runner-1982", "aliens-1986", "the-thing-1982"))


async def test_each_item_comes_with_its_reason_and_its_card(respond: Respond, graph: KnowledgeGraph) -> None:
    blocks = await respond(THREE, "+alien-1979", seed=5)
    cards = [block for block in blocks if isinstance(block, RecommendationBlock)]
    assert tuple(card.recommendation.item for card in cards) == THREE.items
    assert [card.recommendation.rank for card in cards] == [1, 2, 3]
    for card in cards:
        assert "Alien" in card.recommendation.reason
        assert card.recommendation.evidence
        assert card.label == graph.label(card.recommendation.item)
        assert card.text == graph.items[card.recommendation.item].facts["premise"]
    assert cards[0].facts["director"] == "Ridley Scott"
    assert cards[0].facts["length"] == "117 minutes"
    assert str(cards[0].facts["actors"]).startswith("Harrison Ford, ")
    assert next(iter(cards[0].facts)) == "director", "in the order of the schema's card"


async def test_text_frames_the_list_and_the_first_list_gets_a_hint(respond: Respond) -> None:
    blocks = await respond(THREE, "+alien-1979")
    assert isinstance(blocks[0], TextBlock)
    assert isinstance(blocks[-1], TextBlock)
    assert all(isinstance(block, RecommendationBlock) for block in blocks[1:-1])


@pytest.mark.parametrize("seed", range(10))
async def test_one_item_is_spoken_of_as_one(respond: Respond, seed: int) -> None:
    blocks = await respond(Recommend(items=("blade-runner-1982",)), "+alien-1979", seed=seed)
    assert isinstance(blocks[0], TextBlock)
    assert not any(word in blocks[0].text.split() for word in ("these", "These", "some"))


@pytest.mark.parametrize("seed", range(10))
async def test_without_any_preference_it_says_that_it_guesses(respond: Respond, seed: int) -> None:
    first = (await respond(THREE, seed=seed))[0]
    assert isinstance(first, TextBlock)
    assert "guess" in first.text or "shot in the dark" in first.text or "Without knowing your taste" in first.text


@pytest.mark.parametrize("seed", range(10))
async def test_the_last_that_fit_are_called_the_last(respond: Respond, seed: int) -> None:
    first = (await respond(Recommend(items=("blade-runner-1982",)), "+person:ridley-scott!", "year 1980..1989", seed=seed))[0]
    assert isinstance(first, TextBlock)
    assert any(words in first.text for words in ("all I have left", "Nothing else", "narrows it down", "What remains"))


async def test_another_conversation_counts_as_evidence(respond: Respond) -> None:
    candidates = (Candidate(item="heat-1995", score=1.0, evidence=(DialogueEvidence(dialogue="d7"),)),)
    for seed in range(8):
        blocks = await respond(Recommend(items=("heat-1995",)), candidates=candidates, seed=seed)
        card = next(block for block in blocks if isinstance(block, RecommendationBlock))
        assert card.recommendation.evidence == (DialogueEvidence(dialogue="d7"),)
        assert any(word in card.recommendation.reason.casefold() for word in ("like yours", "conversation"))


async def test_what_was_named_together_with_a_liked_item_is_evidence_too(respond: Respond) -> None:
    together = CompanyEvidence(start="alien-1979", dialogues=14)
    candidates = (Candidate(item="notting-hill-1999", score=1.0, evidence=(together,), chance=0.1),)
    for note, told in (("+alien-1979", True), ("-alien-1979", False)):
        blocks = await respond(Recommend(items=("notting-hill-1999",)), note, candidates=candidates)
        card = next(block for block in blocks if isinstance(block, RecommendationBlock))
        assert (together in card.recommendation.evidence) is told
        assert ("Alien" in card.recommendation.reason) is told


async def test_the_introduction_is_not_that_of_the_reply_before(respond: Respond) -> None:
    for seed in range(20):
        options: dict[str, Any] = {"seed": seed, "shown": ("heat-1995",)}
        first = (await respond(THREE, "+alien-1979", **options))[0]
        assert isinstance(first, TextBlock)
        introduction = first.text.rsplit(". ", 1)[-1]
        again = (await respond(THREE, "+alien-1979", before=Utterance(role="recommender", text=first.text), **options))[0]
        assert isinstance(again, TextBlock)
        assert not again.text.endswith(introduction)
