"""A text as the linker looks at it: classes of words, marks between them, sentence ends, casing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crs.knowledge_graph.linking.content import CueWords
from crs.knowledge_graph.linking.folding import FoldedText, deletions, fold_words
from crs.knowledge_graph.schema import Schema

START, END = "^", "$"
_SENTENCE_ENDS = ".!?\n"
_JOINING = (" ", ":", "-", "&")
_ENDINGS = ("s", "es", "ies", "d", "ed", "ing", "ly")
_EVERYDAY = 3000  # ranks below are words of every day
RARE_NAME = 6000  # the rank from which a word in lower case may be part of a person's name


class Vocabulary:
    """What is known about single words: how common they are, which of them speak of items or announce a name."""

    def __init__(self, schema: Schema, *, cues: CueWords, common: Mapping[str, int]) -> None:
        self.cues = cues
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
                if stem in common or stem + "e" in common or (ending == "ies" and stem + "y" in common) or stem[:-1] in common and stem[-1:] == stem[-2:-1]:
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


class Surroundings:
    """One text: what stands before, after and between its words.

    `cased` says whether capitals tell anything, being neither absent nor everywhere. `names` are the words that belong to names which cannot be taken for anything else, `people` those of people's names.
    """

    def __init__(self, text: FoldedText, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.names: frozenset[int] = frozenset()
        self.people: frozenset[int] = frozenset()
        self.idioms = vocabulary.idioms(text.words)
        shouted = text.original.isupper() and len(text.words) > 1
        self.cased = not shouted and not text.original.islower() and any(c.isupper() for c in text.original)

    def mark(self, word: int) -> str:
        """What separates a word from the next: " ", "." for the end of a sentence, or the mark itself."""
        if word < 0 or word + 1 >= len(self.text.words):
            return "."
        between = self.text.original[self.text.spans[word][1] : self.text.spans[word + 1][0]]
        if between == " ":
            return " "
        for end in _SENTENCE_ENDS:
            if end in between:
                return "."
        return between.strip()[:1] or " "

    def word(self, place: int) -> str:
        """The class of a word, or the word itself."""
        if place in self.names:
            return "<name>"
        said = self.text.words[place]
        return self.vocabulary.classes.get(said, said)

    def before(self, first: int) -> tuple[str, str]:
        """The word before a place and the two words before it; "^" where the sentence starts."""
        if self.mark(first - 1) == ".":
            return START, START
        one = self.word(first - 1)
        two = START if self.mark(first - 2) == "." else self.word(first - 2)
        return one, f"{two} {one}"

    def after(self, last: int) -> tuple[str, str]:
        """The word after a place and the two words after it; "$" where the sentence ends."""
        if self.mark(last) == ".":
            return END, END
        one = self.word(last + 1)
        two = END if self.mark(last + 1) == "." else self.word(last + 2)
        return one, f"{one} {two}"

    def final_mark(self, last: int) -> str:
        """The mark that ends the sentence after a place, "" if there is none."""
        start = self.text.spans[last][1]
        end = self.text.spans[last + 1][0] if last + 1 < len(self.text.words) else len(self.text.original)
        return self.text.original[start:end].strip()[:1]

    def starts_sentence(self, first: int) -> bool:
        """Whether a word is the first of its sentence."""
        return self.mark(first - 1) == "."

    def case(self, first: int, last: int) -> str:
        """How a place is written: "title", "initial" (only as every sentence starts), "half", "lower", or
        "nocase" where the whole text tells nothing, being written in one case."""
        text = self.text
        if not self.cased:
            return "nocase"
        said = text.original[text.spans[first][0] : text.spans[last][1]]
        if said.islower() or said.upper() == said.lower():
            return "lower"
        if not said[0].isupper() and not said[0].isdigit():
            return "half"
        if first == last:
            return "initial" if self.starts_sentence(first) and not (len(said) > 1 and said.isupper()) else "title"
        if text.original[text.spans[last][0]].islower():
            return "initial" if self.starts_sentence(first) else "half"
        return "title"

    def capital(self, word: int) -> bool:
        """Whether a word starts with a capital letter."""
        return self.text.original[self.text.spans[word][0]].isupper()

    def continues_name(self, word: int, boundary: int) -> bool:
        """Whether a word is likely part of the same name as its neighbour across `boundary`: "Emma" of "Emma Stone"."""
        if not 0 <= word < len(self.text.words) or self.mark(boundary - 1) != " " or word in self.names:
            return False
        if self.text.words[word] in self.vocabulary.person_cues or self.text.words[word] in self.vocabulary.classes:
            return False
        case, rare = self.case(word, word), self.vocabulary.rank(self.text.words[word]) >= RARE_NAME
        return case == "title" or (rare and case in ("nocase", "initial"))

    def part_of_name(self, first: int, last: int) -> bool:
        """Whether capitalised words beside a place belong to the same, longer name: "Nemo" of "of Finding Nemo"."""
        if not self.cased:
            return False
        words, names, never = self.text.words, self.names, self.vocabulary.cues.never
        before, after = first - 1, last + 1
        if before >= 0 and self.mark(before) in _JOINING and self.capital(before) and not self.starts_sentence(before):
            if before not in names and words[before] not in never and words[before] not in self.vocabulary.person_cues:
                return True
        if after < len(words) and self.mark(last) in _JOINING and self.capital(after):
            return after not in names and words[after] not in never
        return False

    def quoted(self, first: int, last: int) -> bool:
        """Whether quotation marks enclose a place."""
        original, start, end = self.text.original, self.text.spans[first][0], self.text.spans[last][1]
        return original[max(0, start - 1) : start] in _OPENING and original[end : end + 2].lstrip(".,!?")[:1] in _CLOSING


_OPENING = ('"', "'", "\u201c", "\u2018", "\u00ab", "*", "_")
_CLOSING = ('"', "'", "\u201d", "\u2019", "\u00bb", "*", "_")
