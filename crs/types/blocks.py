"""What a reply is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from crs.types.knowledge import Fact
from crs.types.retrieval import Recommendation


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
