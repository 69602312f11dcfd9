"""The vocabulary: frozen values that every part of the framework speaks.

Ids are strings and stable. Nothing here knows what an item is (a film, a laptop, a wine): the schema of the
catalogue says so. Every value can be written as JSON with `dump` and read back with `parse`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, TypeAdapter

Role = Literal["seeker", "recommender"]
Fact = str | int | float | tuple[str, ...]
Span = tuple[int, int]  # [start, end) in characters of the utterance's text


# ---------------------------------------------------------------- knowledge


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A node of the knowledge graph: an item, a person, a genre, …"""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something that can be recommended, with the facts its catalogue states."""

    id: str
    kind: str
    name: str
    label: str  # the name with what tells it apart, "Alien (1979)"
    facts: Mapping[str, Fact] = field(default_factory=dict)
    text: str = ""  # what text retrieval reads
    popularity: float = 0.0  # in [0, 1], 1 is the best known item of the catalogue
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A statement of the graph, in the direction in which it was stated."""

    head: str
    relation: str
    tail: str
    source: str = ""


# ---------------------------------------------------------------- dialogue


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A span of an utterance that names an entity."""

    entity: str
    kind: str
    text: str
    span: Span
    score: float = 1.0  # in [0, 1], how sure the linker is
    alternatives: tuple[str, ...] = ()  # other entities the same words could name, best first
    exact: bool = True  # False where the words were misspelt


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """What one side said; on the recommender's side also what was shown and asked with it."""

    role: Role
    text: str
    mentions: tuple[Mention, ...] = ()
    shown: tuple[str, ...] = ()  # ids of the items recommended in this utterance, in their order
    about: tuple[str, ...] = ()  # ids of items this utterance talks about without recommending them
    asked: str | None = None  # attribute that this utterance asked for
    options: tuple[str, ...] = ()  # entity ids offered with a question or a clarification


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialogue:
    """A conversation, oldest utterance first."""

    id: str
    utterances: tuple[Utterance, ...] = ()

    @property
    def last(self) -> Utterance:
        """The newest utterance."""
        return self.utterances[-1]

    def said(self, utterance: Utterance) -> Dialogue:
        """This dialogue with one more utterance."""
        return replace(self, utterances=(*self.utterances, utterance))

    def last_of(self, role: Role) -> Utterance | None:
        """The newest utterance of one side, None if it has not spoken."""
        return next((u for u in reversed(self.utterances) if u.role == role), None)


# ---------------------------------------------------------------- preferences


@dataclass(frozen=True, kw_only=True, slots=True)
class EntityTarget:
    """A preference about an item or about an entity that items are linked to."""

    entity: str
    kind: str
    type: Literal["entity"] = "entity"


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeTarget:
    """A preference about a numeric field; both ends are inclusive, None is open."""

    field: str
    low: float | None = None
    high: float | None = None
    type: Literal["range"] = "range"


Target = Annotated[EntityTarget | RangeTarget, Field(discriminator="type")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preference:
    """One thing the seeker wants or does not want, and where it was said."""

    id: str
    target: Target
    polarity: float  # in [-1, 1]; 0 is "knows it, no opinion said"
    hard: bool = False  # a constraint: no recommendation may break it
    turn: int = 0  # index of the utterance in the dialogue
    span: Span = (0, 0)
    text: str = ""  # the words it came from
    active: bool = True  # False once retracted
    origin: Literal["stated", "critique", "feedback", "edited"] = "stated"
    any_of: str = ""  # entries that share a non-empty name are alternatives: one of them is enough ("French or Italian")


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferences:
    """Everything the seeker said they want, retracted entries included, oldest first."""

    entries: tuple[Preference, ...] = ()

    @property
    def active(self) -> tuple[Preference, ...]:
        """The entries that count."""
        return tuple(p for p in self.entries if p.active)

    @property
    def liked(self) -> tuple[Preference, ...]:
        """Active entries with positive polarity."""
        return tuple(p for p in self.active if p.polarity > 0)

    @property
    def disliked(self) -> tuple[Preference, ...]:
        """Active entries with negative polarity."""
        return tuple(p for p in self.active if p.polarity < 0)

    def add(self, *new: Preference) -> Preferences:
        """With new entries; an older active entry about the same target is retracted, so the newest word counts."""
        entries = self.entries
        for preference in new:
            key = _subject(preference.target)
            entries = (*(replace(p, active=False) if p.active and _subject(p.target) == key else p for p in entries), preference)
        return Preferences(entries=entries)

    def retract(self, *ids: str) -> Preferences:
        """With these entries no longer counting; unknown ids are ignored."""
        gone = set(ids)
        return Preferences(entries=tuple(replace(p, active=False) if p.id in gone else p for p in self.entries))

    def next_id(self) -> str:
        """An id that no entry has yet: "p1", "p2", …"""
        return f"p{len(self.entries) + 1}"


def _subject(target: EntityTarget | RangeTarget) -> str:
    return target.entity if isinstance(target, EntityTarget) else f"range:{target.field}"


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
    added: tuple[str, ...] = ()  # ids of the preferences this utterance added
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


# ---------------------------------------------------------------- retrieval


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is asked of a retriever."""

    preferences: Preferences = Preferences()
    mentioned: tuple[str, ...] = ()  # items named so far by either side, newest last
    exclude: tuple[str, ...] = ()  # items that must not come back
    text: str = ""  # the seeker's own words, newest utterances last


@dataclass(frozen=True, kw_only=True, slots=True)
class PathEvidence:
    """A path of edges of the graph from something the seeker said to the item."""

    hops: tuple[Edge, ...]
    start: str  # entity id the path starts from
    weight: float = 1.0
    type: Literal["path"] = "path"


@dataclass(frozen=True, kw_only=True, slots=True)
class FactEvidence:
    """A fact of the item that meets what the seeker asked for."""

    field: str
    value: float
    weight: float = 1.0
    type: Literal["fact"] = "fact"


@dataclass(frozen=True, kw_only=True, slots=True)
class TextEvidence:
    """Words the item's own text shares with what the seeker said."""

    words: tuple[str, ...]
    weight: float = 1.0
    type: Literal["text"] = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class DialogueEvidence:
    """Another conversation in which somebody like the seeker was given the item."""

    dialogue: str
    weight: float = 1.0
    type: Literal["dialogue"] = "dialogue"


Evidence = Annotated[PathEvidence | FactEvidence | TextEvidence | DialogueEvidence, Field(discriminator="type")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An item that may be recommended, with its score and where the score comes from."""

    item: str
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)  # score per source
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommendation:
    """An item that is shown, and why."""

    item: str
    rank: int  # from 1
    reason: str
    evidence: tuple[Evidence, ...] = ()


# ---------------------------------------------------------------- actions and replies


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Ask for an attribute, offering entities as examples of an answer."""

    attribute: str  # a relation or numeric field of the schema
    options: tuple[str, ...] = ()  # entity ids, or "low-high" for a numeric field
    gain: float = 0.0  # expected information gain in bits
    type: Literal["ask"] = "ask"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommend:
    """Recommend these items, best first."""

    items: tuple[str, ...]
    type: Literal["recommend"] = "recommend"


@dataclass(frozen=True, kw_only=True, slots=True)
class Explain:
    """Say why these items were recommended."""

    items: tuple[str, ...]
    type: Literal["explain"] = "explain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Inform:
    """Answer a question about a fact from the graph."""

    question: Question
    type: Literal["inform"] = "inform"


@dataclass(frozen=True, kw_only=True, slots=True)
class Clarify:
    """Ask which of several entities was meant."""

    text: str
    options: tuple[str, ...]  # entity ids, most likely first
    type: Literal["clarify"] = "clarify"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """Say something that neither asks nor recommends."""

    topic: str  # "greet", "thank", "accept", "preferences", "retracted", "unknown", "nothing_left", "abuse", …
    type: Literal["chat"] = "chat"


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """Say goodbye."""

    type: Literal["end"] = "end"


Action = Annotated[Ask | Recommend | Explain | Inform | Clarify | Chat | End, Field(discriminator="type")]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextBlock:
    """A sentence or two."""

    text: str
    type: Literal["text"] = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionBlock:
    """A question; `options` are labels a surface can offer as buttons."""

    text: str
    attribute: str | None = None
    options: tuple[str, ...] = ()
    type: Literal["question"] = "question"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationBlock:
    """One recommended item as a surface shows it."""

    recommendation: Recommendation
    label: str
    facts: Mapping[str, Fact] = field(default_factory=dict)  # the fields the schema puts on a card, readable
    text: str = ""  # the item's own description
    type: Literal["recommendation"] = "recommendation"


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceBlock:
    """The checked grounds of one item, one readable line each."""

    item: str
    label: str
    lines: tuple[str, ...]
    type: Literal["evidence"] = "evidence"


Block = Annotated[TextBlock | QuestionBlock | RecommendationBlock | EvidenceBlock, Field(discriminator="type")]


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


# ---------------------------------------------------------------- JSON

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: Any) -> Any:
    """A value of this module as plain JSON data."""
    return _adapter(type(value)).dump_python(value, mode="json")


def parse(kind: type[T], data: Any) -> T:
    """The inverse of `dump`.

    Raises:
        pydantic.ValidationError: the data does not have the shape of `kind`.
    """
    value: T = _adapter(kind).validate_python(data)
    return value
