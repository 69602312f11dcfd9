"""From the seeker's words to words worth searching for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import Schema
from crs.text import fold
from crs.types import EntityTarget, Preference, Query

MOST_WORDS = 32  # of the seeker's own words, newest first: what was said long ago has become a preference or is past
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def stem(word: str) -> str:
    """Singular and plural as one: the S-stemmer (Harman, "How effective is suffixing?", JASIS 1991)."""
    if len(word) > 4 and word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    if len(word) > 3 and word.endswith("s") and word[-2] not in "us":
        return word[:-1]
    return word


def read_stop_words(file: Path) -> frozenset[str]:
    """All words of a TOML file of word lists.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        lists = tomllib.loads(file.read_text(encoding="utf-8"))
        return frozenset(word for text in lists.values() for word in fold(text).split())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}", hint="it holds words between triple quotes; reinstall crs-agents") from error


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchWords:
    """What to search for, as stems; each maps to the word as it was said."""

    own: dict[str, str]  # the seeker's words about the item looked for, oldest first
    liked: dict[str, str]  # words of the names of liked entities
    required: dict[str, str]  # words of the names of entities that every answer has: they tell no two answers apart
    disliked: dict[str, str]  # words of the names of disliked entities

    def __bool__(self) -> bool:
        return bool(self.own or self.liked or self.required)


def _domain_words(schema: Schema) -> Iterator[str]:
    """Words for items, their attributes and units as such: every item has those."""
    yield from (*schema.item.all_nouns, *schema.item.consume, *schema.item.consumed)
    for kind in schema.kinds.values():
        yield from (kind.singular, kind.plural, *kind.nouns)
    for relation in schema.relations.values():
        yield from (relation.noun, relation.plural, *relation.nouns)
    for field in schema.fields.values():
        yield from (field.noun, field.bucket_noun, field.unit, *field.units)


class WordReader:
    """Takes the words worth searching for out of a query."""

    def __init__(self, graph: KnowledgeGraph, stop_words: Iterable[str]) -> None:
        self.graph = graph
        self._stop = frozenset({*stop_words, *(word for phrase in _domain_words(graph.schema) for word in fold(phrase).split())})

    def words(self, text: str) -> Iterator[tuple[str, str]]:
        """(stem, word) of every word that is not a stop word, in order; numbers are left to numeric preferences."""
        for word in _WORD.findall(fold(text)):
            whole = word.removesuffix("'s")
            if word not in self._stop and whole not in self._stop and not whole.isdecimal():
                yield stem(whole), whole

    def document(self, text: str) -> list[str]:
        """The stems of a text that is searched."""
        return [stem(word.removesuffix("'s")) for word in _WORD.findall(fold(text)) if word not in self._stop]

    def search(self, query: Query) -> SearchWords:
        """The words of a query, apart by what they stand for.

        The seeker's own text counts without what was refused, taken back or is the name of an item ("I loved It").
        """
        liked: dict[str, str] = {}
        required: dict[str, str] = {}
        disliked: dict[str, str] = {}
        left_out: set[str] = set()
        active = {self._subject(p) for p in query.preferences.active}
        for preference in query.preferences.entries:
            names = dict(self._names(preference))
            if not preference.active and self._subject(preference) in active:
                continue  # replaced by a newer entry about the same
            is_entity = isinstance(preference.target, EntityTarget) and preference.target.entity not in self.graph.items
            if preference.active and preference.polarity > 0 and is_entity:
                (required if preference.hard and not preference.any_of else liked).update(names)
                continue
            left_out.update(names, (word for word, _ in self.words(preference.text)))
            if preference.active and preference.polarity < 0 and is_entity:
                disliked |= names
        for item in query.mentioned:
            if item in self.graph.items:
                left_out.update(word for word, _ in self.words(self.graph.items[item].name))
        own: dict[str, str] = {}
        for found, word in self.words(query.text):
            if found not in left_out or found in liked or found in required:
                own.pop(found, None)  # said again, it is new again
                own[found] = word
        return SearchWords(
            own=dict(list(own.items())[-MOST_WORDS:]),
            liked=liked,
            required=required,
            disliked={word: name for word, name in disliked.items() if word not in liked and word not in required},
        )

    def _subject(self, preference: Preference) -> str:
        return preference.target.entity if isinstance(preference.target, EntityTarget) else f"range:{preference.target.field}"

    def _names(self, preference: Preference) -> Iterator[tuple[str, str]]:
        target = preference.target
        if isinstance(target, EntityTarget) and target.entity in self.graph:
            yield from self.words(self.graph.entity(target.entity).name)
