"""What a session remembers from one turn to the next. The turns themselves are in the ledger."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import (
    Act,
    Action,
    Ask,
    Block,
    Chat,
    Clarify,
    Dialogue,
    DialogueState,
    EntityTarget,
    EvidenceBlock,
    Inform,
    Preference,
    Preferences,
    QuestionBlock,
    Recommendation,
    RecommendationBlock,
    Understanding,
    Utterance,
)

UTTERANCES = 40  # newest utterances kept; the ledger has all of them
GROUNDS = 60  # newest recommendations whose grounds are kept
CHANGES = 20  # how far back "undo" goes
RETRACTED = 40  # newest retracted preferences kept; active ones all are


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The preferences that one turn, or one edit, switched on and off."""

    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """Everything the next turn needs; bounded, however long the conversation."""

    version: str = ""  # of the knowledge graph whose ids these are
    turns: int = 0
    utterances: tuple[Utterance, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    shown: tuple[str, ...] = ()  # items recommended, oldest first
    named: tuple[str, ...] = ()  # items the seeker named, newest last
    mentioned: tuple[str, ...] = ()  # items named by either side, newest last
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    questions_in_a_row: int = 0
    accepted: tuple[str, ...] = ()
    grounds: tuple[Recommendation, ...] = ()  # newest last
    changes: tuple[Change, ...] = ()  # newest last

    def dialogue(self, session: str) -> Dialogue:
        """The newest part of the conversation."""
        return Dialogue(id=session, utterances=self.utterances)

    def changed(self, preferences: Preferences) -> Memory:
        """With these preferences; what differs can be undone."""
        before, after = ({p.id for p in held.active} for held in (self.preferences, preferences))
        change = Change(on=tuple(sorted(after - before)), off=tuple(sorted(before - after)))
        changes = (*self.changes, change) if change.on or change.off else self.changes
        return replace(self, preferences=preferences, changes=changes[-CHANGES:])

    def undone(self) -> Memory:
        """Without the newest change of preferences; the same where there is none."""
        if not self.changes:
            return self
        last = self.changes[-1]
        undo = (p.id for p in self.preferences.entries if p.id in (last.on if p.active else last.off))
        return replace(self, preferences=self.preferences.undo(*undo), changes=self.changes[:-1])

    def heard(self, seeker: Utterance, understanding: Understanding, *, answered: tuple[str, ...] = (), items: Container[str]) -> Memory:
        """With one more utterance of the seeker; `items` are those of the catalogue, `answered` all attributes answered so far."""
        named = tuple(e for e in (*(m.entity for m in seeker.mentions), *understanding.referred) if e in items)
        return replace(
            self.changed(understanding.preferences),
            utterances=(*self.utterances, seeker),
            named=_newest(self.named, named),
            mentioned=_newest(self.mentioned, named),
            answered=_newest(self.answered, answered),
            accepted=_newest(self.accepted, self._accepted(understanding)),
        )._bounded()

    def said(self, spoken: Utterance, *, grounds: tuple[Recommendation, ...] = (), items: Container[str]) -> Memory:
        """With one more utterance of the recommender."""
        named = tuple(mention.entity for mention in spoken.mentions if mention.entity in items)
        return replace(
            self,
            turns=self.turns + 1,
            utterances=(*self.utterances, spoken),
            shown=_newest(self.shown, spoken.shown),
            mentioned=_newest(self.mentioned, (*named, *spoken.about, *spoken.shown)),
            asked=_newest(self.asked, () if spoken.asked is None else (spoken.asked,)),
            grounds=(*(g for g in self.grounds if g.item not in spoken.shown), *grounds)[-GROUNDS:],
        )._bounded()

    def after(self, state: DialogueState, action: Action, reply: str, blocks: tuple[Block, ...], *, items: Container[str]) -> Memory:
        """The memory once the turn `state` was answered."""
        grounds = tuple(block.recommendation for block in blocks if isinstance(block, RecommendationBlock))
        heard = self.heard(state.dialogue.last, state.understanding, answered=state.answered, items=items)
        answered = heard.said(recommender_utterance(action, reply, blocks), grounds=grounds, items=items)
        return replace(answered, questions_in_a_row=_in_a_row(self.questions_in_a_row, action))

    def _accepted(self, understanding: Understanding) -> tuple[str, ...]:
        """The items the seeker takes: those pointed at, or the only one that was just shown."""
        if Act.ACCEPT not in understanding.acts:
            return ()
        if referred := tuple(item for item in understanding.referred if item in self.shown):
            return referred
        last = next((u for u in reversed(self.utterances) if u.role == "recommender"), None)
        return last.shown if last is not None and len(last.shown) == 1 else ()

    def _bounded(self) -> Memory:
        """Without the oldest utterances and retracted preferences; `turn` of a preference follows the utterances that are kept."""
        lost = max(0, len(self.utterances) - UTTERANCES)
        retracted = [p.id for p in self.preferences.entries if not p.active]
        gone = set(retracted[: max(0, len(retracted) - RETRACTED)])
        if not lost and not gone:
            return self
        entries = tuple(_earlier(p, lost) for p in self.preferences.entries if p.id not in gone)
        return replace(self, utterances=self.utterances[lost:], preferences=Preferences(entries=entries))

    def fitted(self, graph: KnowledgeGraph) -> Memory:
        """For this graph: what it does not hold is forgotten, and preferences about that no longer count."""
        if self.version == graph.version:
            return self

        def known(entities: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(entity for entity in entities if entity in graph)

        entries = tuple(p if _holds(graph, p) else replace(p, active=False) for p in self.preferences.entries)
        utterances = tuple(
            replace(u, mentions=tuple(m for m in u.mentions if m.entity in graph), shown=known(u.shown), about=known(u.about), options=())
            for u in self.utterances
        )
        return replace(
            self,
            version=graph.version,
            utterances=utterances,
            preferences=Preferences(entries=entries),
            shown=known(self.shown),
            named=known(self.named),
            mentioned=known(self.mentioned),
            accepted=known(self.accepted),
            grounds=tuple(replace(g, evidence=()) for g in self.grounds if g.item in graph),
            changes=(),
        )


def recommender_utterance(action: Action, reply: str, blocks: tuple[Block, ...]) -> Utterance:
    """What the recommender's side said, with what it showed, asked and offered."""
    about = [block.item for block in blocks if isinstance(block, EvidenceBlock)]
    if isinstance(action, Inform) and action.question.item is not None:
        about.append(action.question.item)
    asked = (block.attribute for block in blocks if isinstance(block, QuestionBlock) and block.attribute is not None)
    return Utterance(
        role="recommender",
        text=reply,
        shown=tuple(block.recommendation.item for block in blocks if isinstance(block, RecommendationBlock)),
        about=tuple(dict.fromkeys(about)),
        asked=action.attribute if isinstance(action, Ask) else next(asked, None),
        options=action.options if isinstance(action, Ask | Clarify) else (),
    )


def _newest(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return (*(entry for entry in old if entry not in new), *dict.fromkeys(new))


def _in_a_row(before: int, action: Action) -> int:
    """Small talk between two questions does not make them fewer."""
    if isinstance(action, Ask):
        return before + 1
    return before if isinstance(action, Chat | Clarify) else 0


def _earlier(preference: Preference, lost: int) -> Preference:
    """The preference as it counts once `lost` utterances are no longer kept."""
    retracted = None if preference.retracted is None else max(0, preference.retracted - lost)
    return replace(preference, turn=max(0, preference.turn - lost), retracted=retracted)


def _holds(graph: KnowledgeGraph, preference: Preference) -> bool:
    target = preference.target
    return target.entity in graph if isinstance(target, EntityTarget) else target.field in graph.schema.fields
