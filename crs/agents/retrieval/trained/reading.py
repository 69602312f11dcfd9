"""A conversation as trained sources read it: turn by turn the words, the items and the other entities, and what is liked of them.

The same reading is made of a training dialogue and of a conversation that is under way, so a model meets in use what it was trained on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.types import EntityTarget, Preferences, Query, Role, Utterance

_KEPT = 8_192  # utterances whose entities are remembered: every turn reads the whole conversation again


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadTurn:
    """All that one side said before the other answered."""

    role: Role
    text: str  # as it was said
    words: str  # the same without the names of items
    items: tuple[int, ...] = ()  # columns of the items named, each once
    entities: tuple[int, ...] = ()  # nodes of what else is named, as often as it is


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Something that was named, as of the last time it was."""

    number: int  # column of an item, or node of another entity
    age: int  # turns since then, 0 for the newest turn
    role: Role
    polarity: float  # in [-1, 1]: what the seeker thinks of it; 1 where it was named and nothing else is known


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A conversation, read. Columns count `graph.item_ids`, nodes `graph.entities`."""

    turns: tuple[ReadTurn, ...] = ()
    items: tuple[Named, ...] = ()  # each item once, the one named last at the end
    entities: tuple[Named, ...] = ()  # each other entity once, likewise

    @property
    def newest(self) -> ReadTurn | None:
        """The last turn."""
        return self.turns[-1] if self.turns else None


class Reader:
    """Reads conversations over one graph."""

    def __init__(self, graph: KnowledgeGraph, linker: EntityLinker) -> None:
        self.graph = graph
        self._linker = linker
        self._column = {item: number for number, item in enumerate(graph.item_ids)}
        self._entities = lru_cache(_KEPT)(self._linked)

    def query(self, query: Query) -> Reading:
        """What a retriever was asked; items and wishes that no utterance names count as named before everything else."""
        liked = opinions(query.preferences)
        reading = self.read(query.said, liked)
        here = {named.number for named in reading.items}
        there = {named.number for named in reading.entities}
        oldest = len(reading.turns)
        wished = [p.target.entity for p in query.preferences.active if isinstance(p.target, EntityTarget)]
        columns = dict.fromkeys(self._column[item] for item in (*query.mentioned, *wished) if item in self._column)
        nodes = dict.fromkeys(self.graph.index(one) for one in wished if one in self.graph and one not in self._column)
        items = [self._named(number, oldest, liked, item=True) for number in columns if number not in here]
        entities = [self._named(number, oldest, liked, item=False) for number in nodes if number not in there]
        return Reading(turns=reading.turns, items=(*items, *reading.items), entities=(*_kept(entities), *reading.entities))

    def read(self, utterances: Iterable[Utterance], liked: Mapping[str, float]) -> Reading:
        """A dialogue; `liked` says by id what is thought of an item or entity, what it lacks was named and no more is known."""
        return self.of_turns(self.turns(utterances), liked)

    def of_turns(self, turns: Sequence[ReadTurn], liked: Mapping[str, float]) -> Reading:
        """The same of turns that were read already: the beginnings of one dialogue share theirs."""
        items: dict[int, tuple[int, Role]] = {}
        entities: dict[int, tuple[int, Role]] = {}
        for place, turn in enumerate(turns):
            for found, numbers in ((items, turn.items), (entities, turn.entities)):
                for number in numbers:
                    found.pop(number, None)
                    found[number] = (len(turns) - 1 - place, turn.role)
        return Reading(
            turns=tuple(turns),
            items=tuple(self._named(number, age, liked, item=True, role=role) for number, (age, role) in items.items()),
            entities=_kept(self._named(number, age, liked, item=False, role=role) for number, (age, role) in entities.items()),
        )

    def turns(self, utterances: Iterable[Utterance]) -> tuple[ReadTurn, ...]:
        """What one side says in a row is one turn."""
        return tuple(self._turns(utterances))

    def _named(self, number: int, age: int, liked: Mapping[str, float], *, item: bool, role: Role = "seeker") -> Named:
        id_ = self.graph.item_ids[number] if item else self.graph.entities[number].id
        return Named(number=number, age=age, role=role, polarity=liked.get(id_, 1.0))

    def _turns(self, utterances: Iterable[Utterance]) -> Iterator[ReadTurn]:
        row: list[ReadTurn] = []
        for utterance in utterances:
            turn = self._turn(utterance)
            if row and row[-1].role != turn.role:
                yield _joined(row)
                row = []
            row.append(turn)
        if row:
            yield _joined(row)

    def _turn(self, utterance: Utterance) -> ReadTurn:
        letters = list(utterance.text)
        named: list[str] = []
        for mention in utterance.mentions:
            if mention.entity in self._column:
                start, end = mention.span
                letters[start:end] = " " * len(letters[start:end])
                named.append(mention.entity)
        words = "".join(letters)
        items = dict.fromkeys(self._column[item] for item in (*named, *utterance.about, *utterance.shown) if item in self._column)
        return ReadTurn(role=utterance.role, text=utterance.text, words=words, items=tuple(items), entities=self._entities(words))

    def _linked(self, words: str) -> tuple[int, ...]:
        if not words.strip():
            return ()
        found = (mention.entity for mention in self._linker.link(words).mentions)
        return tuple(self.graph.index(entity) for entity in found if entity not in self._column)


def opinions(preferences: Preferences) -> dict[str, float]:
    """By id what is thought of items and entities; 0 for what was taken back."""
    found: dict[str, float] = {}
    for preference in preferences.entries:
        if isinstance(preference.target, EntityTarget):
            found[preference.target.entity] = preference.polarity if preference.active else 0.0
    return found


def _kept(entities: Iterable[Named]) -> tuple[Named, ...]:
    """Without the wishes that were taken back; an item remains an item that was talked about."""
    return tuple(named for named in entities if named.polarity != 0)


def _joined(turns: list[ReadTurn]) -> ReadTurn:
    if len(turns) == 1:
        return turns[0]
    return ReadTurn(
        role=turns[0].role,
        text=" ".join(turn.text for turn in turns),
        words=" ".join(turn.words for turn in turns),
        items=tuple(dict.fromkeys(item for turn in turns for item in turn.items)),
        entities=tuple(entity for turn in turns for entity in turn.entities),
    )
