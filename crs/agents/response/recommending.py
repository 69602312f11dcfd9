"""Recommendations: an introduction, the items with their reasons, and a word at the end."""

from __future__ import annotations

from collections.abc import Iterator

from crs.agents.explanation import Explainer
from crs.agents.explanation.conversations import from_conversations
from crs.agents.response.cards import Cards
from crs.agents.response.context import Context
from crs.types import Act, Block, Evidence, Recommend, Recommendation, TextBlock

_CLOSE = 0.3  # chance of a closing question once the seeker knows the hint


class Recommending:
    """Says a `Recommend`."""

    def __init__(self, explainer: Explainer, cards: Cards, *, shown: int) -> None:
        self._explainer = explainer
        self._cards = cards
        self._shown = shown

    def blocks(self, context: Context, action: Recommend, acknowledged: str) -> Iterator[Block]:
        """The blocks in their order."""
        yield TextBlock(text=" ".join(part for part in (acknowledged, self._introduction(context, action)) if part))
        preferences, text = context.state.preferences, self._own_words(context)
        for rank, item in enumerate(action.items, start=1):
            evidence = self._evidence(context, item, text)
            reason = self._explainer.reason_in(context.voice, item, evidence, preferences, dialogue=context.state.dialogue)
            yield self._cards.card(Recommendation(item=item, rank=rank, reason=reason, evidence=evidence))
        if closing := self._closing(context, action):
            yield TextBlock(text=closing)

    def _introduction(self, context: Context, action: Recommend) -> str:
        state, voice = context.state, context.voice
        alone = len(action.items) == 1
        if len(action.items) < self._shown and any(p.hard for p in state.preferences.active):
            return voice.say("recommend.few")
        if not any(p.polarity != 0 for p in state.preferences.active):
            return voice.say("recommend.cold")
        if state.shown:
            acts = set(state.understanding.acts)
            key = "more" if Act.REQUEST in acts and not {Act.CRITIQUE, Act.REJECT} & acts else "again"
            return voice.say(f"recommend.{key}_one" if alone else f"recommend.{key}")
        return voice.say("recommend.one" if alone else "recommend.many")

    def _closing(self, context: Context, action: Recommend) -> str:
        if not context.state.shown:
            return context.voice.say("recommend.hint")
        key = "recommend.close_one" if len(action.items) == 1 else "recommend.close"
        return context.voice.say(key) if context.voice.maybe(_CLOSE) else ""

    def _evidence(self, context: Context, item: str, text: str) -> tuple[Evidence, ...]:
        """The explainer's grounds, then those of other conversations that the retrievers found."""
        own = self._explainer.evidence(item, context.state.preferences, text=text)
        candidate = next((c for c in context.state.candidates if c.item == item), None)
        return (*own, *from_conversations(candidate.evidence, context.state)) if candidate else own

    def _own_words(self, context: Context) -> str:
        heard = context.state.dialogue.last_of("seeker")
        return heard.text if heard else ""
