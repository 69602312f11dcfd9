"""Grounds out of other conversations: what does not hold is found, by the graph alone or by what a model has written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.audit import Audit
from crs.testing.grounds import GroundsAudit
from crs.testing.preferences import preferences_of
from crs.types import (
    Act,
    Candidate,
    CompanyEvidence,
    DialogueEvidence,
    Evidence,
    Preferences,
    Recommend,
    Recommendation,
    RecommendationBlock,
    Turn,
    Understanding,
)

PADDINGTON = "paddington-2014"
TOGETHER = CompanyEvidence(start="alien-1979", dialogues=3)


def recommending(*evidence: Evidence, preferences: Preferences | None = None) -> Turn:
    """A turn that recommends Paddington on these grounds."""
    shown = Recommendation(item=PADDINGTON, rank=1, reason="It is good.", evidence=evidence)
    return Turn(
        session="s",
        number=1,
        text="hi",
        understood=Understanding(acts=(Act.REQUEST,), preferences=preferences or Preferences()),
        decided=Recommend(items=(PADDINGTON,)),
        reply="Paddington. It is good.",
        blocks=(RecommendationBlock(recommendation=shown, label="Paddington (2014)"),),
    )


@pytest.mark.parametrize(
    "false", [replace(TOGETHER, start="no-such-item"), replace(TOGETHER, start=PADDINGTON), replace(TOGETHER, dialogues=0)]
)
def test_company_that_cannot_be_is_found_by_the_graph_alone(graph: KnowledgeGraph, false: Evidence) -> None:
    assert Audit(graph).observe(recommending(TOGETHER)) == ()
    assert "false company" in " ".join(Audit(graph).observe(recommending(false)))


def test_nothing_that_is_disliked_may_speak_for_an_item(graph: KnowledgeGraph) -> None:
    turn = recommending(TOGETHER, preferences=preferences_of(graph, "-alien-1979"))
    assert "what is disliked speaks" in " ".join(Audit(graph).observe(turn))


@pytest.fixture(scope="module")
def audit(films_model: Path, graph: KnowledgeGraph) -> GroundsAudit:
    return GroundsAudit(films_model, graph)


def test_counts_are_those_of_the_training_dialogues(audit: GroundsAudit) -> None:
    assert audit.together("alien-1979", PADDINGTON) == audit.together(PADDINGTON, "alien-1979") == 3
    assert audit.together("alien-1979", "amelie-2001") == 0
    assert audit.together("alien-1979", "no-such-item") == 0


@pytest.mark.parametrize("true", [TOGETHER, DialogueEvidence(dialogue="talk-1"), DialogueEvidence(dialogue="talk-6")])
def test_what_the_model_was_trained_on_is_borne_out(audit: GroundsAudit, true: Evidence) -> None:
    assert audit.observe(recommending(true)) == ()


@pytest.mark.parametrize(
    "false", [replace(TOGETHER, dialogues=4), DialogueEvidence(dialogue="talk-5"), DialogueEvidence(dialogue="no such talk")]
)
def test_everything_else_is_not(audit: GroundsAudit, false: Evidence) -> None:
    assert audit.observe(recommending(false)) == (f"not so for {PADDINGTON}: {false}",)
    ranked = replace(recommending(), ranked=(Candidate(item=PADDINGTON, score=1.0, evidence=(false,)),))
    assert audit.observe(ranked) == (f"not so for {PADDINGTON}: {false}",)
