"""Every phrase that preference extraction listens for, compiled for one schema.

The words of the language come from `agents/understanding.toml`, those of the domain from the catalogue's schema. They lie in
layers that are matched independently, because the same words may say what somebody thinks and what they do with it:
"no thanks" refuses, and its "no" negates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from crs.agents.preference.content import Content, Evaluation
from crs.agents.preference.phrases import PhraseBook
from crs.agents.preference.tokens import Tokenizer
from crs.knowledge_graph.schema import Critique, Schema

# Cues that decide what is thought of the things around them.
_TASTE = (
    "negation", "want", "wish", "request", "exclude", "neutral", "permit", "soft_wish", "soften", "harden", "not_only", "compare",
    "as_good_as", "better_than", "against", "against_preferred", "addressed", "beside", "unseen", "seen", "more", "less", "cease",
    "also", "idioms",
)  # fmt: skip
# Cues of what is done with the utterance.
_ACTS = (
    "request", "again", "wish", "greet", "thank", "end", "accept", "reject", "why", "list", "forget", "undo", "restart", "correct",
    "shift", "indifferent", "yes", "no", "both", "neither", "abuse", "off_topic", "small_talk",
)  # fmt: skip
_EVALUATION = "evaluation"


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase of the taste layer does: the name of its cue group, or an evaluation."""

    kind: str
    evaluation: Evaluation | None = None


@dataclass(frozen=True, slots=True)
class Noun:
    """A word for something the schema declares: an item ("" as name), or an attribute."""

    kind: str  # "item", "attribute"
    name: str = ""


class Lexicon:
    """The phrase books and word sets of one language and one schema."""

    def __init__(self, content: Content, schema: Schema) -> None:
        self.content = content
        self._slots = {"{item}": schema.item.all_nouns, "{consume}": schema.item.consume, "{consumed}": schema.item.consumed}
        self.tokenizer = Tokenizer(content, _vocabulary(content))
        traits = (words for relation in schema.relations.values() for words in self.tokenizer.words(relation.trait.partition("{")[0]))
        self.traits = frozenset(traits)  # words that join an item and what it is linked to, as the schema says it
        fillers = content.fillers
        taste = [(words, Sense(kind)) for kind in _TASTE for words in self._phrases(self._group(kind))]
        judged = [(words, Sense(_EVALUATION, e)) for e in content.evaluations for words in self._phrases(e.words)]
        self.taste: PhraseBook[Sense] = PhraseBook([*taste, *judged], fillers=fillers)
        self.acts: PhraseBook[str] = PhraseBook(
            ((words, kind) for kind in _ACTS for words in self._phrases(content.cues[kind])), fillers=fillers
        )
        self.idioms: PhraseBook[None] = PhraseBook((words, None) for words in self._phrases(content.cues["idioms"]))
        self.facts: PhraseBook[str] = PhraseBook(self._facts(schema), fillers=fillers)
        self.nouns: PhraseBook[Noun] = PhraseBook(self._nouns(schema))
        self.critiques: PhraseBook[Critique] = PhraseBook(
            ((words, critique) for critique in schema.critiques for words in self._phrases(critique.words)),
            fillers=("a", "bit", "little", "much", "way", "quite", "far"),
        )

    def _group(self, kind: str) -> tuple[str, ...]:
        return self.content.also if kind == "also" else self.content.cues[kind]

    def phrases(self, kind: str) -> frozenset[tuple[str, ...]]:
        """The phrases of one group of cues, as words."""
        return frozenset(self._phrases(self.content.cues[kind]))

    def _phrases(self, written: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """The phrases with their slots filled in every way."""
        for phrase in written:
            slots = [slot for slot in self._slots if slot in phrase]
            for values in product(*(self._slots[slot] for slot in slots)):
                filled = phrase
                for slot, value in zip(slots, values, strict=True):
                    filled = filled.replace(slot, value)
                if words := self.tokenizer.words(filled):
                    yield words

    def _facts(self, schema: Schema) -> Iterator[tuple[tuple[str, ...], str]]:
        for group in (schema.relations, schema.fields, schema.texts):
            for name, part in group.items():
                for words in self._phrases(part.facts):
                    yield words, name

    def _nouns(self, schema: Schema) -> Iterator[tuple[tuple[str, ...], Noun]]:
        for words in self._phrases(schema.item.all_nouns):
            yield words, Noun("item")
        for name, relation in schema.relations.items():
            for words in self._phrases((relation.noun, relation.plural, *relation.nouns)):
                yield words, Noun("attribute", name)
        for name, field in schema.fields.items():
            nouns = (field.noun, f"{field.noun}s", field.bucket_noun, f"{field.bucket_noun}s" if field.bucket_noun else "", *field.nouns)
            for words in self._phrases(nouns):
                yield words, Noun("attribute", name)


def _vocabulary(content: Content) -> frozenset[str]:
    """Words that stretched spellings are matched with."""
    said = [*content.spelling, *content.fillers, *content.languages.english]
    said.extend(word for phrases in content.cues.values() for phrase in phrases for word in phrase.split())
    said.extend(word for evaluation in content.evaluations for phrase in evaluation.words for word in phrase.split())
    return frozenset(said)
