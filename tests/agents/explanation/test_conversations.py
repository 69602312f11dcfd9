"""What of other conversations may be told in this one."""

from __future__ import annotations

from crs.agents.explanation.conversations import from_conversations
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.testing.states import make_state
from crs.types import CompanyEvidence, DialogueEvidence, DialogueState, Mention, TextEvidence, Utterance

ALIEN = CompanyEvidence(start="alien-1979", dialogues=14, weight=0.6)
HEAT = CompanyEvidence(start="heat-1995", dialogues=3, weight=0.2)


def naming(*items: str) -> DialogueState:
    """The seeker has named these items, and no more is known."""
    mentions = tuple(Mention(entity=item, kind="film", text="", span=(0, 0)) for item in items)
    return make_state(before=Utterance(role="seeker", text="", mentions=mentions))


def test_an_item_that_the_seeker_named_or_liked_may_speak_for_another(graph: KnowledgeGraph) -> None:
    assert from_conversations((HEAT, ALIEN), naming("alien-1979", "heat-1995")) == (ALIEN, HEAT)
    assert from_conversations((ALIEN, HEAT), make_state(preferences_of(graph, "+alien-1979"))) == (ALIEN,)


def test_what_was_only_recommended_to_them_may_not() -> None:
    assert from_conversations((ALIEN,), make_state(shown=("alien-1979",))) == ()


def test_what_they_dislike_may_not(graph: KnowledgeGraph) -> None:
    assert from_conversations((ALIEN,), make_state(preferences_of(graph, "-alien-1979"))) == ()


def test_each_conversation_is_told_of_once_at_its_best() -> None:
    same, better = DialogueEvidence(dialogue="d7", weight=0.001), DialogueEvidence(dialogue="d7", weight=0.4)
    assert from_conversations((same, better), make_state()) == (better,)


def test_everything_else_is_found_by_the_explainer_itself() -> None:
    assert from_conversations((TextEvidence(words=("space",)),), make_state()) == ()
