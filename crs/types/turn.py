"""One turn of a conversation: what it starts from and all that happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crs.types.actions import Action
from crs.types.blocks import Block, RecommendationBlock
from crs.types.dialogue import Dialogue
from crs.types.preferences import Preferences
from crs.types.retrieval import Candidate, Recommendation
from crs.types.understanding import Understanding


@dataclass(frozen=True, kw_only=True, slots=True)
class DialogueState:
    """All that policy and responder see of a conversation."""

    session: str
    dialogue: Dialogue
    understanding: Understanding
    candidates: tuple[Candidate, ...] = ()  # ranked, best first; empty where the turn needs none
    shown: tuple[str, ...] = ()  # every item recommended so far, oldest first
    grounds: Mapping[str, Recommendation] = field(default_factory=dict)  # last recommendation of each shown item
    asked: tuple[str, ...] = ()  # attributes asked so far
    answered: tuple[str, ...] = ()  # attributes answered so far, by question or on their own accord
    questions_in_a_row: int = 0
    accepted: tuple[str, ...] = ()
    seed: int = 0  # of the turn: whatever varies is drawn from it, so a resumed turn says the same

    @property
    def preferences(self) -> Preferences:
        """What the seeker wants, this turn included."""
        return self.understanding.preferences


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """Everything that happened in one turn: what an inspector shows, evaluation reads, and the session stores."""

    session: str
    number: int  # from 1
    text: str  # what the seeker said, as accepted
    understood: Understanding
    decided: Action
    reply: str  # the blocks as plain text
    blocks: tuple[Block, ...]
    retrieved: tuple[Candidate, ...] = ()
    ranked: tuple[Candidate, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)  # milliseconds per step
    tokens: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()  # what the seeker should know: a fallback taken, an extra missing

    def __str__(self) -> str:
        return self.reply

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """What was recommended in this turn, best first."""
        return tuple(b.recommendation for b in self.blocks if isinstance(b, RecommendationBlock))
