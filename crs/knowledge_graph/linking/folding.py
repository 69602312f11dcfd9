"""Folding that remembers where every folded character came from.

Names and texts are compared as strings without spaces ("spiderman" for "Spider-Man", "spider man" and "Spiderman");
a match counts only where it starts and ends with a word, so what stands inside the words never matters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crs.types import Span

_CHARACTERS = {
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'", "\uff07": "'",
    "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00e6": "ae", "\u0153": "oe", "\u00f0": "d", "\u00fe": "th", "\u0131": "i",
    "\u2044": " ",
}  # fmt: skip
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # scripts that put no spaces between words
_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_WORD = re.compile(rf"&amp;|[&+]|[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:'[^\W_{_UNSPACED}]+)*")


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    folded = _CHARACTERS.get(character)
    if folded is not None:
        return folded
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(_CHARACTERS.get(c, c) for c in decomposed if not unicodedata.combining(c))


@dataclass(frozen=True, kw_only=True, slots=True)
class FoldedText:
    """The words of a text, folded, and the text without anything between them.

    `spans[i]` is where word i stands in the original text. `begins` maps positions of `compact` to the word that starts
    there, `ends` to the word that ends before them. A possessive has two ends: "alien's" ends after "alien" and "aliens".
    """

    original: str
    words: tuple[str, ...]
    spans: tuple[Span, ...]
    compact: str
    begins: dict[int, int]
    ends: dict[int, int]
    possessive: frozenset[int]  # words that end in 's

    def span(self, first: int, last: int, *, whole: bool = True) -> Span:
        """The original span of words first..last; without the last word's possessive 's unless `whole`."""
        return self.spans[first][0], self.spans[last][1] - (0 if whole else 2)


def fold_text(text: str) -> FoldedText:
    """Fold a text and keep where its words came from."""
    if text.isascii():
        folded, origin = text.lower().replace("`", "'"), None
    else:
        folded, origin = _fold_with_origin(text)
    words: list[str] = []
    spans: list[Span] = []
    possessive: list[int] = []
    for word, start, end in _words(folded):
        if word.endswith("'s"):
            possessive.append(len(words))
        words.append(word.replace("'", ""))
        spans.append((start, end) if origin is None else (origin[start], origin[end - 1] + 1))
    return _indexed(text, words, spans, possessive)


def fold_words(name: str) -> tuple[str, ...]:
    """The words of a name under the same folding."""
    if name.isascii():
        lower = name.lower()
        if _PLAIN.fullmatch(lower):
            return tuple(lower.split(" "))
        folded = lower.replace("`", "'")
    else:
        folded, _ = _fold_with_origin(name)
    return tuple(word.replace("'", "") for word, _, _ in _words(folded))


def _words(folded: str) -> Iterator[tuple[str, int, int]]:
    """The words of folded text, apostrophes included, with their positions; "&" and a "+" between spaces are "and"."""
    for match in _WORD.finditer(folded):
        word = match.group()
        start, end = match.span()
        if not word[0].isalnum():
            if word == "+" and not (folded[start - 1 : start] == " " == folded[end : end + 1]):
                continue
            word = "and"
        yield word, start, end


def _fold_with_origin(text: str) -> tuple[str, list[int]]:
    characters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        for folded in _fold_character(character):
            characters.append(folded)
            origin.append(position)
    return "".join(characters), origin


def _indexed(text: str, words: list[str], spans: list[Span], possessive: list[int]) -> FoldedText:
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    position = 0
    for number, word in enumerate(words):
        begins[position] = number
        position += len(word)
        ends[position] = number
    for number in possessive:
        end = sum(map(len, words[: number + 1])) - 1
        ends.setdefault(end, number)
    return FoldedText(
        original=text,
        words=tuple(words),
        spans=tuple(spans),
        compact="".join(words),
        begins=begins,
        ends=ends,
        possessive=frozenset(possessive),
    )


def deletions(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
