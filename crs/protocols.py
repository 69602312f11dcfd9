"""The seams: the whole theory of a conversational recommender on one page.

A turn is: understand what the seeker said (`PreferenceExtractor`), find items (`Retriever`, several side by side),
order them (`Ranker`), decide what to do (`Policy`), say it (`Responder`). Each seam is one method, async because any of
them may call a model. Components are made by factories registered under the entry points named in `crs.registry`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol, runtime_checkable

from crs.types import Action, Block, Candidate, Dialogue, DialogueState, Preferences, Query, Turn, Understanding, Utterance


@runtime_checkable
class PreferenceExtractor(Protocol):
    """Understands the newest seeker utterance."""

    async def extract(self, dialogue: Dialogue, known: Preferences) -> Understanding:
        """What the last utterance of `dialogue` (a seeker's) means, given what is `known` so far.

        Its `preferences` are `known` with this utterance's additions and retractions. Never raises for odd text.
        """
        ...


@runtime_checkable
class Retriever(Protocol):
    """Finds items (candidate generation)."""

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """At most `k` distinct candidates, best first, none of them in `query.exclude`, each saying why.

        Scores are comparable within one answer only. Never raises for an empty or contradictory query.
        """
        ...


@runtime_checkable
class Ranker(Protocol):
    """Orders candidates."""

    async def rank(self, query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """A permutation of `candidates`, best first; the caller checks that it is one."""
        ...


@runtime_checkable
class Policy(Protocol):
    """Decides what the recommender does next."""

    async def decide(self, state: DialogueState) -> Action:
        """The next action. A `Recommend` names candidates of `state` only; an `Ask` never an answered attribute."""
        ...


@runtime_checkable
class Responder(Protocol):
    """Puts an action into words."""

    def respond(self, state: DialogueState, action: Action) -> AsyncIterator[Block]:
        """The reply as typed blocks, in the order they are shown; at least one. Names no item outside the catalogue."""
        ...


@runtime_checkable
class UserSimulator(Protocol):
    """Plays the seeker."""

    async def reply(self, dialogue: Dialogue) -> Utterance:
        """The seeker's next utterance."""
        ...


@runtime_checkable
class Recommender(Protocol):
    """All that evaluation knows of a system."""

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:
        """The turn that follows `dialogue`; its `ranked` holds up to `k` candidates."""
        ...


@runtime_checkable
class BatchRecommender(Protocol):
    """A `Recommender` that is faster when it is asked for many dialogues at once; evaluation asks this way where it can."""

    async def respond_all(self, dialogues: Sequence[Dialogue], *, k: int) -> Sequence[Turn]:
        """One turn for each dialogue, in their order, as `Recommender.respond` would give it."""
        ...
