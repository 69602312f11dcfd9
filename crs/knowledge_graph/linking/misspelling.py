"""Misspelt names: candidates share letter groups with an odd word's surroundings, a few are then compared letter by letter.

Short names are found by their deletions (symmetric delete, as in SymSpell), longer ones by their trigrams; nothing is ever
compared with all names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA

from crs.knowledge_graph.linking.folding import FoldedText, deletions
from crs.knowledge_graph.linking.lexicon import Lexicon
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.numerals import numeral
from crs.knowledge_graph.linking.roles import SurfaceFacts
from crs.knowledge_graph.linking.surroundings import Surroundings

_DIGITS = re.compile(r"\d")
SHORTEST = 4  # letters; a shorter name has too many neighbours
_SHORT = 7  # up to this length names are found by deletions
_FORMS = (Form.NAME, Form.ALIAS, Form.NUMERAL, Form.BARE)
_REACH = 6  # words to either side of an odd word that a name may cover
_REGIONS = 12  # odd places of one text that are looked at
_COMPARED = 16  # candidates compared letter by letter


@dataclass(frozen=True, slots=True)
class Near:
    """Words first..last of a text are `edits` letters away from a surface."""

    first: int
    last: int
    surface: int
    edits: int


def allowed_edits(length: int) -> int:
    """How many letters of a name may be wrong."""
    return 1 if length < 9 else 2


class MisspeltNames:
    """Finds the surfaces of a lexicon that are nearly written in a text."""

    def __init__(self, lexicon: Lexicon, facts: Sequence[SurfaceFacts]) -> None:
        self._names: list[str] = []
        self._surface: list[int] = []
        self._by_deletion: dict[str, list[int]] = {}
        postings: dict[str, list[int]] = {}
        for number, (surface, fact) in enumerate(zip(lexicon.surfaces, facts, strict=True)):
            compact = "".join(surface.words)
            if all(naming.form is Form.PLURAL for naming in surface.namings) or not _can_be_misspelt(surface.words, fact):
                continue
            name = len(self._names)
            self._names.append(compact)
            self._surface.append(number)
            if len(compact) <= _SHORT:
                for key in deletions(compact):
                    self._by_deletion.setdefault(key, []).append(name)
            else:
                for gram in {compact[place : place + 3] for place in range(len(compact) - 2)}:
                    postings.setdefault(gram, []).append(name)
        self._postings = {gram: np.array(names, dtype=np.int32) for gram, names in postings.items()}
        lengths = np.array([len(name) for name in self._names], dtype=np.int32)
        edits = np.where(lengths < 9, 1, 2)
        self._least = np.maximum(2, lengths - 2 - 3 * edits).astype(np.int32)
        self._lengths = lengths

    def find(self, around: Surroundings, covered: frozenset[int]) -> Iterator[Near]:
        """Names nearly written at the odd words of a text; `covered` are words that belong to names already."""
        odd = [place for place in range(len(around.text.words)) if place not in covered and _is_odd(around, place)]
        for place in odd[:_REGIONS]:
            first, last = _region(around, place)
            yield from self._short(around.text, place, first, last)
            yield from self._long(around.text, place, first, last)

    def _short(self, text: FoldedText, odd: int, first: int, last: int) -> Iterator[Near]:
        for start, end in _windows(text, odd, first, last, longest=_SHORT + 1):
            written = "".join(text.words[start : end + 1])
            if len(written) < SHORTEST:
                continue
            for name in {name for key in deletions(written) for name in self._by_deletion.get(key, ())}:
                if OSA.distance(written, self._names[name], score_cutoff=1) == 1 and _alike(text, start, end, self._names[name]):
                    yield Near(start, end, self._surface[name], 1)

    def _long(self, text: FoldedText, odd: int, first: int, last: int) -> Iterator[Near]:
        region = "".join(text.words[first : last + 1])
        grams = {region[place : place + 3] for place in range(len(region) - 2)}
        found = [self._postings[gram] for gram in grams if gram in self._postings]
        if not found:
            return
        shared = np.bincount(np.concatenate(found), minlength=len(self._names))
        names = np.flatnonzero(shared >= self._least)
        if len(names) > _COMPARED:
            names = names[np.argsort(self._lengths[names] - 2 * shared[names], kind="stable")[:_COMPARED]]
        for name in names.tolist():
            near = self._compare(text, odd, first, last, name)
            if near is not None:
                yield near

    def _compare(self, text: FoldedText, odd: int, first: int, last: int, name: int) -> Near | None:
        """The window around the odd word that is nearest to a name."""
        compact = self._names[name]
        allowed = allowed_edits(len(compact))
        best: Near | None = None
        for start, end in _windows(text, odd, first, last, longest=len(compact) + allowed, shortest=len(compact) - allowed):
            edits = OSA.distance("".join(text.words[start : end + 1]), compact, score_cutoff=allowed)
            if 0 < edits <= allowed and (best is None or edits < best.edits) and _alike(text, start, end, compact):
                best = Near(start, end, self._surface[name], int(edits))
        return best


def _alike(text: FoldedText, first: int, last: int, name: str) -> bool:
    """Whether words differ from a name as a slip of the pen does: not in a number, not by a whole word at either end."""
    written = "".join(text.words[first : last + 1])
    if _DIGITS.findall(written) != _DIGITS.findall(name):
        return False
    if first == last:
        return True
    start, end = text.words[first], text.words[last]
    return (len(start) > 2 or name.startswith(start)) and (len(end) > 2 or name.endswith(end)) and (start != "the" or name[:2] == "th")


def _can_be_misspelt(words: tuple[str, ...], fact: SurfaceFacts) -> bool:
    compact = "".join(words)
    if (
        len(compact) < SHORTEST
        or compact.isdecimal()
        or (len(words) > 1 and numeral(words[-1], last=True) is not None and not words[-1].isdecimal())
    ):
        return False
    if fact.value or (fact.full_name and len(compact) > _SHORT):
        return True
    if fact.title is not None:
        return fact.title in _FORMS and (fact.title is not Form.BARE or len(compact) > 5)
    return fact.well_known and len(compact) > 5


def _is_odd(around: Surroundings, place: int) -> bool:
    """Whether a word is no ordinary word and no inflection of one: what a misspelt name leaves."""
    word = around.text.words[place]
    if len(word) < 3 or not word.isalpha() or word in around.vocabulary.classes or around.vocabulary.ordinary(word):
        return False
    return all(word[at] != word[at + 1] or word[at] != word[at + 2] for at in range(len(word) - 2))


def _region(around: Surroundings, odd: int) -> tuple[int, int]:
    """The words that a name around an odd word may cover: no further than its sentence."""
    first = last = odd
    while first > 0 and odd - first < _REACH and around.mark(first - 1) != ".":
        first -= 1
    while last + 1 < len(around.text.words) and last - odd < _REACH and around.mark(last) != ".":
        last += 1
    return first, last


def _windows(text: FoldedText, odd: int, first: int, last: int, *, longest: int, shortest: int = 1) -> Iterator[tuple[int, int]]:
    """Runs of words that hold the odd one and have between `shortest` and `longest` letters."""
    words = text.words
    left = 0
    for start in range(odd, first - 1, -1):
        left += len(words[start])
        if left > longest:
            return
        length = left
        end = odd
        while True:
            if length >= shortest:
                yield start, end
            end += 1
            if end > last:
                break
            length += len(words[end])
            if length > longest:
                break
