"""What is known about single words of a language and a domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from crs.knowledge_graph.linking.content import LinkingContent
from crs.knowledge_graph.linking.folding import deletions, fold_words
from crs.knowledge_graph.schema import Schema

_ENDINGS = ("s", "es", "ies", "ier", "iest", "d", "ed", "ing", "ly")
_OPEN_ENDED = ("is", "are", "the", "in", "it")  # anything may follow these
_EVERYDAY = 3000  # ranks below are words of every day


class Vocabulary:
    """What is known about single words: how common they are, which of them speak of items or announce a name."""

    def __init__(self, schema: Schema, *, content: LinkingContent, common: Mapping[str, int]) -> None:
        cues = content.cues
        self.cues = cues
        self.units = content.names.units
        self.owners = cues.owner
        self.person_cues = cues.person | frozenset(_announcing_people(schema))
        self.classes: dict[str, str] = {}
        for name, words in (
            ("<item>", schema.item.all_nouns),
            ("<consume>", schema.item.consume),
            ("<consumed>", schema.item.consumed),
        ):
            for word in words:
                self.classes.setdefault("".join(fold_words(word)), name)
        self.fact_cues = frozenset(_fact_cues(schema))
        self.plurals = frozenset(_plurals(schema))
        self.series_words = frozenset(_series_words(schema))
        self._idioms: dict[str, list[tuple[str, ...]]] = {}
        for idiom in cues.idioms:
            words = fold_words(idiom)
            self._idioms.setdefault(words[0], []).append(words)
        self._common = common
        everyday = (word for word, rank in common.items() if rank < _EVERYDAY and len(word) > 3)
        self._nearly = frozenset(key for word in everyday for key in deletions(word))
        self._unknown = len(common)

    def ordinary(self, word: str) -> bool:
        """Whether a word is common, or an inflection of a common word."""
        common = self._common
        if word in common:
            return True
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stem = word[: -len(ending)]
                doubled = stem[-1] == stem[-2] and stem[:-1] in common
                if stem in common or stem + "e" in common or (ending[:2] == "ie" and stem + "y" in common) or doubled:
                    return True
        return False

    def nearly_ordinary(self, word: str) -> bool:
        """Whether one letter makes a word an everyday one: "recomend"."""
        return any(key in self._nearly for key in deletions(word))

    def idioms(self, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        """First and last word of every phrase in a text whose words name nothing."""
        return tuple(
            (place, place + len(idiom) - 1)
            for place, word in enumerate(words)
            for idiom in self._idioms.get(word, ())
            if words[place : place + len(idiom)] == idiom
        )

    def rank(self, word: str) -> int:
        """How many words are commoner; a word outside the list is rarer than all of it."""
        return self._common.get(word, 1000 if word.isdecimal() else self._unknown)


def _announcing_people(schema: Schema) -> Iterator[str]:
    """Words that stand before a person's name: "director", and "starring" of "starring {tail}"."""
    for relation in schema.relations.values():
        if schema.kinds[relation.kind].short_names:
            yield from (relation.noun, relation.plural, *relation.nouns)
            for phrase in (relation.trait, relation.shared, relation.statement):
                before = phrase.partition("{tail}")[0].split()
                if before and before[-1].isalpha():
                    yield before[-1]


def _fact_cues(schema: Schema) -> Iterator[str]:
    """Two words after which an item is named that a fact is asked of: "who directed"."""
    groups = (
        *(relation.facts for relation in schema.relations.values()),
        *(field.facts for field in schema.fields.values()),
        *(text.facts for text in schema.texts.values()),
    )
    for phrase in chain.from_iterable(groups):
        words = fold_words(phrase)
        if len(words) == 2 and words[-1] not in _OPEN_ENDED:
            yield " ".join(words)


def _plurals(schema: Schema) -> Iterator[str]:
    """Words for several items."""
    nouns = schema.item.all_nouns
    yield schema.item.plural
    yield from (noun for noun in nouns if noun.endswith("s") and any(noun != other and noun.startswith(other) for other in nouns))


def _series_words(schema: Schema) -> Iterator[str]:
    """Words for a group of items that one name stands for: series, saga."""
    for relation in schema.relations.values():
        if relation.spread:
            kind = schema.kinds[relation.kind]
            yield from (relation.noun, relation.plural, *relation.nouns, kind.singular, kind.plural, *kind.nouns)
