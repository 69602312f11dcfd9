"""What one seeker utterance meant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crs.types.dialogue import Mention
from crs.types.preferences import Preferences


class Act(StrEnum):
    """What the seeker does with an utterance (dialogue act)."""

    GREET = "greet"
    REQUEST = "request"  # asks for a recommendation
    INFORM = "inform"  # gives a preference
    ANSWER = "answer"  # answers the question that was asked
    CRITIQUE = "critique"  # says how what was shown should differ
    ACCEPT = "accept"
    REJECT = "reject"
    RETRACT = "retract"  # takes back something said before
    ASK_WHY = "ask_why"
    ASK_FACT = "ask_fact"
    LIST = "list_preferences"  # asks what is known about them
    THANK = "thank"
    END = "end"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A fact the seeker asks for: which attribute of which item."""

    item: str | None  # None: the item is not known
    attribute: str | None  # relation or field of the schema; None: something the schema has no word for
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Understanding:
    """What one seeker utterance meant."""

    acts: tuple[Act, ...]  # most telling first, never empty
    preferences: Preferences  # after this utterance
    mentions: tuple[Mention, ...] = ()
    added: tuple[str, ...] = ()  # ids of the preferences this utterance added or brought back
    retracted: tuple[str, ...] = ()  # ids of the preferences it took back
    referred: tuple[str, ...] = ()  # items pointed at: "the second", "that one", "it"
    question: Question | None = None
    ambiguous: tuple[Mention, ...] = ()  # mentions too unsure to be used before the seeker chose
    unknown: tuple[str, ...] = ()  # names that sound like an item but are not in the catalogue
    answered: str | None = None  # attribute this utterance answered, "I don't mind" included
    topic: str | None = None  # for Act.OTHER: "abuse", "off_topic", "language", "empty", "unclear", "small_talk"

    @property
    def act(self) -> Act:
        """The most telling act."""
        return self.acts[0]
