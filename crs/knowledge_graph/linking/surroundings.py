"""A text as the linker looks at it: classes of words, marks between them, sentence ends, casing."""

from __future__ import annotations

from itertools import pairwise

from crs.knowledge_graph.linking.folding import FoldedText
from crs.knowledge_graph.linking.vocabulary import Vocabulary

START, END = "^", "$"
_JOINING = (" ", ":", "-", "&")
_OPENING = ('"', "'", "\u201c", "\u2018", "\u00ab", "*", "_")
_CLOSING = ('"', "'", "\u201d", "\u2019", "\u00bb", "*", "_")
_ALWAYS_CAPITAL = frozenset({"i", "im", "ive", "id", "ill"})  # phones write these with a capital of their own accord
RARE_NAME = 6000  # the rank from which a word in lower case may be part of a person's name


class Surroundings:
    """One text: what stands before, after and between its words.

    `casing` is "full" where capitals tell names, "auto" where there are only those that phones write by themselves, and
    "none" where there is one case. `names` are the words that belong to names which cannot be taken for anything else,
    `people` those of people's names.
    """

    def __init__(self, text: FoldedText, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.names: frozenset[int] = frozenset()
        self.people: frozenset[int] = frozenset()
        self.idioms = vocabulary.idioms(text.words)
        self._marks = _marks(text)
        classes = vocabulary.classes
        self._classes = [classes.get(word, word) for word in text.words]
        self.casing = self._casing()

    def _casing(self) -> str:
        original, words, marks = self.text.original, self.text.words, self._marks
        if original.islower() or (original.isupper() and len(words) > 1):
            return "none"
        capitals = False
        for place, (start, _) in enumerate(self.text.spans):
            if original[start].isupper():
                if marks[place] != "." and words[place] not in _ALWAYS_CAPITAL:
                    return "full"
                capitals = True
        return "auto" if capitals else "none"

    # ------------------------------------------------------------ beside a place

    def mark(self, word: int) -> str:
        """What separates a word from the next: " ", "." for the end of a sentence, or the mark itself."""
        return self._marks[word + 1]

    def word(self, place: int) -> str:
        """The class of a word, or the word itself."""
        return "<name>" if place in self.names else self._classes[place]

    def before(self, first: int) -> tuple[str, str]:
        """The word before a place and the two words before it; "^" where the sentence starts."""
        if self._marks[first] == ".":
            return START, START
        one = self.word(first - 1)
        return one, f"{START if self._marks[first - 1] == '.' else self.word(first - 2)} {one}"

    def after(self, last: int) -> tuple[str, str]:
        """The word after a place and the two words after it; "$" where the sentence ends."""
        if self._marks[last + 1] == ".":
            return END, END
        one = self.word(last + 1)
        return one, f"{one} {END if self._marks[last + 2] == '.' else self.word(last + 2)}"

    def final_mark(self, last: int) -> str:
        """The mark that ends the sentence after a place, "" if there is none."""
        start = self.text.spans[last][1]
        end = self.text.spans[last + 1][0] if last + 1 < len(self.text.words) else len(self.text.original)
        return self.text.original[start:end].strip()[:1]

    def starts_sentence(self, first: int) -> bool:
        """Whether a word is the first of its sentence."""
        return self._marks[first] == "."

    def quoted(self, first: int, last: int) -> bool:
        """Whether quotation marks enclose a place."""
        original, start, end = self.text.original, self.text.spans[first][0], self.text.spans[last][1]
        return original[max(0, start - 1) : start] in _OPENING and original[end : end + 2].lstrip(".,!?")[:1] in _CLOSING

    # ------------------------------------------------------------ capitals

    def case(self, first: int, last: int) -> str:
        """How a place is written: "title", "initial" (only as every sentence starts), "half", "lower", or, where the
        casing of the whole text is not "full", "auto" or "nocase"."""
        if self.casing == "none":
            return "nocase"
        text = self.text
        said = text.original[text.spans[first][0] : text.spans[last][1]]
        if said.islower() or said.upper() == said.lower():
            return "lower" if self.casing == "full" else "auto"
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
        if not 0 <= word < len(self.text.words) or self._marks[boundary] != " " or word in self.names:
            return False
        if self._classes[word] != self.text.words[word] or self.text.words[word] in self.vocabulary.person_cues:
            return False
        case, rare = self.case(word, word), self.vocabulary.rank(self.text.words[word]) >= RARE_NAME
        return case == "title" or (rare and case in ("nocase", "auto", "initial"))

    def part_of_name(self, first: int, last: int) -> bool:
        """Whether capitalised words beside a place belong to the same, longer name: "Nemo" of "of Finding Nemo"."""
        if self.casing != "full":
            return False
        words, names, never = self.text.words, self.names, self.vocabulary.cues.never
        before, after = first - 1, last + 1
        joined = before >= 0 and self._marks[first] in _JOINING and self._marks[before] != "." and self.capital(before)
        if joined and before not in names and words[before] not in never and words[before] not in self.vocabulary.person_cues:
            return True
        if after < len(words) and self._marks[after] in _JOINING and self.capital(after):
            return after not in names and words[after] not in never
        return False


def _marks(text: FoldedText) -> list[str]:
    """What stands before every word and after the last one; at both ends of the text a sentence ends."""
    marks = ["."]
    original, spans = text.original, text.spans
    for (_, end), (start, _) in pairwise(spans):
        between = original[end:start]
        if between == " ":
            marks.append(" ")
        elif "." in between or "!" in between or "?" in between or "\n" in between:
            marks.append(".")
        else:
            marks.append(between.strip()[:1] or " ")
    marks.append(".")
    return marks
