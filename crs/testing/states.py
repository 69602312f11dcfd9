"""Dialogue states for conformance checks: many situations, drawn from a seed, none of them impossible."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crs.agents.retrieval.constraints import Constraints
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import (
    Act,
    Candidate,
    Dialogue,
    DialogueState,
    EntityTarget,
    Mention,
    Preference,
    Preferences,
    Query,
    Question,
    RangeTarget,
    Recommendation,
    Understanding,
    Utterance,
)

_TOPICS = ("abuse", "off_topic", "language", "empty", "unclear", "small_talk", None)
_WORDS = ("hello", "something good please", "surprise me", "just show me something", "why?", "undo", "I don't mind", "", "🙂")


def sample_states(graph: KnowledgeGraph, *, count: int = 100, seed: int = 0) -> Iterator[DialogueState]:
    """`count` states over one graph; the same seed gives the same states."""
    constraints = Constraints(graph)
    for number in range(count):
        yield _Draw(graph, constraints, random.Random(f"{seed}/{number}")).state()


def make_state(
    preferences: Preferences = Preferences(),  # noqa: B008 - frozen
    *,
    acts: Sequence[Act] = (Act.INFORM,),
    text: str = "",
    before: Utterance | None = None,
    candidates: Sequence[Candidate] = (),
    understood: Mapping[str, Any] | None = None,
    **others: Any,
) -> DialogueState:
    """One state, written by hand: what was said and what it meant; `understood` and `others` fill the remaining fields."""
    heard = Utterance(role="seeker", text=text)
    return DialogueState(
        session="made",
        dialogue=Dialogue(id="made", utterances=(heard,) if before is None else (before, heard)),
        understanding=Understanding(acts=tuple(acts), preferences=preferences, **(understood or {})),
        candidates=tuple(candidates),
        **others,
    )


class _Draw:
    def __init__(self, graph: KnowledgeGraph, constraints: Constraints, rng: random.Random) -> None:
        self.graph = graph
        self.constraints = constraints
        self.rng = rng
        self.items = list(graph.items)
        self.others = [entity.id for entity in graph.entities if entity.id not in graph.items]

    def state(self) -> DialogueState:
        rng = self.rng
        preferences = self._preferences()
        shown = tuple(rng.sample(self.items, k=min(rng.choice((0, 0, 3, 6)), len(self.items))))
        attributes = self.graph.schema.attributes
        asked = tuple(rng.sample(attributes, k=rng.randint(0, len(attributes))))
        understanding = self._understanding(preferences, shown)
        recommended = Utterance(role="recommender", text="…", shown=shown[-3:], asked=rng.choice((None, *attributes)))
        heard = Utterance(role="seeker", text=rng.choice(_WORDS), mentions=understanding.mentions)
        return DialogueState(
            session="check",
            dialogue=Dialogue(id="check", utterances=(recommended, heard) if rng.random() < 0.7 else (heard,)),
            understanding=understanding,
            candidates=self._candidates(preferences, shown),
            shown=shown,
            grounds={item: Recommendation(item=item, rank=1, reason="It is good.") for item in shown},
            asked=asked,
            answered=tuple(rng.sample(attributes, k=rng.randint(0, len(attributes) // 2))),
            questions_in_a_row=rng.choice((0, 0, 1, 2)),
            accepted=shown[:1] if rng.random() < 0.2 else (),
            seed=rng.randrange(2**32),
        )

    def _understanding(self, preferences: Preferences, shown: tuple[str, ...]) -> Understanding:
        rng = self.rng
        acts = tuple(rng.sample(list(Act), k=rng.choice((1, 1, 2))))
        named = rng.sample(self.items, k=min(3, len(self.items)))
        fields = (*self.graph.schema.relations, *self.graph.schema.fields, *self.graph.schema.texts, None)
        question = Question(item=rng.choice((*named, None)), attribute=rng.choice(fields), text="?")
        ambiguous = Mention(
            entity=named[0], kind=self.graph.entity(named[0]).kind, text="that name", span=(0, 9), alternatives=tuple(named[1:])
        )
        ids = [p.id for p in preferences.active]
        return Understanding(
            acts=acts,
            preferences=preferences,
            added=tuple(rng.sample(ids, k=rng.randint(0, len(ids)))),
            retracted=tuple(p.id for p in preferences.entries if not p.active),
            referred=shown[:1] if rng.random() < 0.3 else (),
            question=question if Act.ASK_FACT in acts else None,
            ambiguous=(ambiguous,) if rng.random() < 0.15 else (),
            unknown=("The Purple Teapot",) if rng.random() < 0.2 else (),
            topic=rng.choice(_TOPICS) if Act.OTHER in acts else None,
        )

    def _preferences(self) -> Preferences:
        rng = self.rng
        preferences = Preferences()
        for _ in range(rng.choice((0, 0, 1, 2, 3, 5))):
            preferences = preferences.add(self._preference(preferences.next_id()))
        if preferences.entries and rng.random() < 0.2:
            preferences = preferences.retract(rng.choice(preferences.entries).id)
        return preferences

    def _preference(self, name: str) -> Preference:
        rng, fields = self.rng, self.graph.schema.fields
        polarity, hard = rng.choice((1.0, 1.0, 1.0, -1.0, 0.0)), rng.random() < 0.4
        if fields and rng.random() < 0.25:
            field = rng.choice(list(fields))
            values = [value for item in self.graph.items.values() if isinstance(value := item.facts.get(field), int | float)]
            if values:
                low, high = sorted(rng.choices(values, k=2))
                ends = rng.choice(((low, high), (low, None), (None, high)))
                return Preference(id=name, target=RangeTarget(field=field, low=ends[0], high=ends[1]), polarity=1.0, hard=hard)
        entity = rng.choice(self.items if rng.random() < 0.5 or not self.others else self.others)
        target = EntityTarget(entity=entity, kind=self.graph.entity(entity).kind)
        is_item = entity in self.graph.items
        return Preference(id=name, target=target, polarity=polarity, hard=hard and not is_item and polarity != 0, text="some words")

    def _candidates(self, preferences: Preferences, shown: tuple[str, ...]) -> tuple[Candidate, ...]:
        allowed = self.constraints.eligible(Query(preferences=preferences, exclude=shown))
        items = [item for item, kept in zip(self.graph.item_ids, allowed.tolist(), strict=True) if kept]
        chosen = self.rng.sample(items, k=min(len(items), self.rng.choice((0, 1, 2, 30, 200))))
        return tuple(Candidate(item=item, score=1 / (60 + rank)) for rank, item in enumerate(chosen))
