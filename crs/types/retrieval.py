"""What is asked of retrievers, and what they find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from crs.types.dialogue import Utterance
from crs.types.knowledge import Edge
from crs.types.preferences import Preferences


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is asked of a retriever."""

    preferences: Preferences = field(default_factory=Preferences)
    mentioned: tuple[str, ...] = ()  # items named so far by either side, newest last
    exclude: tuple[str, ...] = ()  # items that must not come back
    text: str = ""  # the seeker's own words, newest utterances last
    said: tuple[Utterance, ...] = ()  # the conversation so far, newest last, for sources that learnt from whole dialogues


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
    """Another conversation, like this one, in which the item came up."""

    dialogue: str
    weight: float = 1.0
    type: Literal["dialogue"] = "dialogue"


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyEvidence:
    """In other conversations the item was named together with one that was named in this."""

    start: str  # item id
    dialogues: int  # how many conversations name both
    weight: float = 1.0
    type: Literal["company"] = "company"


Evidence = Annotated[PathEvidence | FactEvidence | TextEvidence | DialogueEvidence | CompanyEvidence, Field(discriminator="type")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An item that may be recommended, with its score and where the score comes from."""

    item: str
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)  # score per source
    evidence: tuple[Evidence, ...] = ()
    chance: float | None = None  # that it is wanted, where something has learnt to tell; comparable between queries


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommendation:
    """An item that is shown, and why."""

    item: str
    rank: int  # from 1
    reason: str
    evidence: tuple[Evidence, ...] = ()
