"""What was said, and which entities it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["seeker", "recommender"]
Span = tuple[int, int]  # [start, end) in characters of the utterance's text


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
