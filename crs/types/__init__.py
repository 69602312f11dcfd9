"""The vocabulary: frozen values that every part of the framework speaks.

Ids are strings and stable. Nothing here knows what an item is (a film, a laptop, a wine): the schema of the
catalogue says so. Every value can be written as JSON with `dump` and read back with `parse`.
"""

from crs.types.actions import Action, Ask, Chat, Clarify, End, Explain, Inform, Recommend
from crs.types.blocks import Block, EvidenceBlock, QuestionBlock, RecommendationBlock, TextBlock
from crs.types.dialogue import Dialogue, Mention, Role, Span, Utterance
from crs.types.json import dump, parse
from crs.types.knowledge import Edge, Entity, Fact, Item
from crs.types.preferences import EntityTarget, Preference, Preferences, RangeTarget, Target
from crs.types.retrieval import (
    Candidate,
    CompanyEvidence,
    DialogueEvidence,
    Evidence,
    FactEvidence,
    PathEvidence,
    Query,
    Recommendation,
    TextEvidence,
)
from crs.types.turn import DialogueState, Turn
from crs.types.understanding import Act, Question, Understanding

__all__ = [
    "Act",
    "Action",
    "Ask",
    "Block",
    "Candidate",
    "Chat",
    "Clarify",
    "CompanyEvidence",
    "Dialogue",
    "DialogueEvidence",
    "DialogueState",
    "Edge",
    "End",
    "Entity",
    "EntityTarget",
    "Evidence",
    "EvidenceBlock",
    "Explain",
    "Fact",
    "FactEvidence",
    "Inform",
    "Item",
    "Mention",
    "PathEvidence",
    "Preference",
    "Preferences",
    "Query",
    "Question",
    "QuestionBlock",
    "RangeTarget",
    "Recommend",
    "Recommendation",
    "RecommendationBlock",
    "Role",
    "Span",
    "Target",
    "TextBlock",
    "TextEvidence",
    "Turn",
    "Understanding",
    "Utterance",
    "dump",
    "parse",
]
