"""What the surroundings of a name say about whether it is meant as a name ("I saw it" against "I saw It")."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crs.knowledge_graph.linking.folding import FoldedText
from crs.knowledge_graph.schema import Schema

GRAMMAR = 150
COMMON = 3000
_UNKNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """Words first..last of a text, read as a name."""

    first: int
    last: int
    whole: bool = True


class Surroundings:
    """Turns a place in a text into the names of the features that hold there, each with its value."""

    def __init__(self, schema: Schema, common: Mapping[str, int]) -> None:
        self._common = common
        self._class: dict[str, str] = {}
        for name, words in (("<item>", schema.item.all_nouns), ("<consume>", schema.item.consume), ("<consumed>", schema.item.consumed)):
            for word in words:
                self._class.setdefault(word, name)

    def rank(self, word: str) -> int:
        """Rank of a word among the common ones."""
        return self._common.get(word, _UNKNOWN if not word.isdecimal() else 1000)

    def features(
        self, text: FoldedText, place: Place, *, popularity: float, obvious: frozenset[int], recent: bool
    ) -> Iterator[tuple[str, float]]:
        """Features of a place. `obvious` are the words of names that no one can take for anything else."""
        words = text.words[place.first : place.last + 1]
        ranks = [self.rank(word) for word in words]
        rarest = max(ranks)
        if rarest < GRAMMAR:
            group = "grammar"
        elif rarest < COMMON:
            group = "common"
        else:
            group = "rare"
        if len(words) > 1:
            group += "s"
        yield group, 1.0
        yield f"{group}:rarity", math.log(rarest + 1) / 10
        yield f"{group}:known", min(1.0, math.log1p(100 * popularity) / math.log(6))
        if len(words) > 1:
            yield f"{group}:length", math.log(len(words))
            yield f"{group}:mean", sum(math.log(r + 1) for r in ranks) / len(ranks) / 10
        if len(words) == 1 and len(words[0]) < 4:
            yield "short", 1.0
        if all(word.isdecimal() for word in words):
            yield "digits", 1.0
        if words[0] in ("the", "a", "an"):
            yield f"{group}:article", 1.0
        if not place.whole:
            yield f"{group}:possessive", 1.0
        for case in self._case(text, place):
            yield f"{group}:case={case}", 1.0
        before, after = self._before(text, place.first, obvious), self._after(text, place.last, obvious)
        coarse = "word" if group in ("common", "grammar") else "rare" if group.startswith("rare") else "phrase"
        for part in ("", f"{coarse}:"):
            yield f"{part}before={before[0]}", 1.0
            yield f"{part}after={after[0]}", 1.0
        yield f"before2={before[1]}", 1.0
        yield f"after2={after[1]}", 1.0
        yield f"{coarse}:mark before={before[2]}", 1.0
        yield f"{coarse}:mark after={after[2]}", 1.0
        if not recent:
            yield f"{group}:nothing said", 1.0
        if obvious and not (obvious <= set(range(place.first, place.last + 1))):
            yield f"{group}:among names", 1.0

    def _case(self, text: FoldedText, place: Place) -> Iterator[str]:
        start, end = text.spans[place.first][0], text.spans[place.last][1]
        said = text.original[start:end]
        if said.islower() or not any(c.isalpha() for c in said):
            yield "lower" if not text.original.islower() else "nocase"
            return
        if text.original.isupper():
            yield "shout"
            return
        initial = place.first == 0 or self._punctuation(text, place.first - 1)[0] == "."
        if place.first == place.last and initial:
            yield "initial"
        elif said[0].isupper() and text.original[text.spans[place.last][0]].isupper():
            yield "title"
        elif said[0].isupper():
            yield "initial" if initial else "half"
        else:
            yield "half"

    def _punctuation(self, text: FoldedText, word: int) -> str:
        """What stands between a word and the next: "" for space alone, "." ends a sentence, others as they are."""
        if word < 0 or word + 1 >= len(text.words):
            return "."
        between = text.original[text.spans[word][1] : text.spans[word + 1][0]]
        stripped = between.strip()
        if not stripped:
            return "\n" if "\n" in between else " "
        for mark in ".!?":
            if mark in stripped:
                return "."
        return stripped[0]

    def _named(self, text: FoldedText, word: int, obvious: frozenset[int]) -> str:
        if word in obvious:
            return "<name>"
        said = text.words[word]
        return self._class.get(said, said)

    def _before(self, text: FoldedText, first: int, obvious: frozenset[int]) -> tuple[str, str, str]:
        mark = self._punctuation(text, first - 1)
        if mark == ".":
            return "^", "^", "."
        one = self._named(text, first - 1, obvious)
        if self._punctuation(text, first - 2) == ".":
            return one, "^ " + one, mark
        return one, self._named(text, first - 2, obvious) + " " + one, mark

    def _after(self, text: FoldedText, last: int, obvious: frozenset[int]) -> tuple[str, str, str]:
        mark = self._punctuation(text, last)
        if mark == ".":
            if last + 1 >= len(text.words):
                between = text.original[text.spans[last][1] :].strip()
            else:
                between = text.original[text.spans[last][1] : text.spans[last + 1][0]].strip()
            return "$", "$", between[:1] or "$"
        one = self._named(text, last + 1, obvious)
        if self._punctuation(text, last + 1) == ".":
            return one, one + " $", mark
        return one, one + " " + self._named(text, last + 2, obvious), mark
