"""What the recommender can do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from crs.types.understanding import Question


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
