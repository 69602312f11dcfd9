"""Words of an utterance as they are meant, each with its place in the text.

Contractions are opened ("can't" is "can not"), chat spellings are read as what they stand for, stretched letters are
shortened ("looove" is "love"); several words may come from the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from crs.agents.preference.content import Content
from crs.text import fold
from crs.types import Span

_WORD = re.compile(r"\bw/o?\b|(?=[^\W_])(?:\d+(?:[.,]\d+)*)?[^\W_]*(?:['\u2018\u2019\u02bc\u00b4`][^\W_]+)*|\.{2,}|[^\w\s]\ufe0f?|_")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
STOPS = frozenset(".!?;:\n")
PAUSES = frozenset({",", "-", "..."})
_QUOTES = frozenset("\"'`()[]{}*_<>~")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of punctuation; `[start, end)` are characters of the utterance."""

    word: str
    start: int
    end: int
    mark: bool = False


class Tokenizer:
    """Splits text into tokens; `vocabulary` holds the words that stretched ones are matched with."""

    def __init__(self, content: Content, vocabulary: Collection[str]) -> None:
        self._spelling = {word: tuple(read.split()) for word, read in content.spelling.items()}
        self._contractions = content.contractions
        self._abbreviations = content.grammar.abbreviations
        self._first_person = content.grammar.first_person
        self._vocabulary = vocabulary

    def __call__(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text, in order. Line breaks are marks; quotes and brackets are left out."""
        tokens: list[Token] = []
        for line in re.finditer(r"[^\n]+|\n", text):
            if line.group() == "\n":
                tokens.append(Token("\n", line.start(), line.end(), mark=True))
                continue
            for match in _WORD.finditer(line.group()):
                found = self._tokens(text, line.start() + match.start(), line.start() + match.end())
                if not (match.group() == "." and tokens and self._abbreviates(tokens[-1], line.start() + match.start())):
                    tokens.extend(found)
        return tuple(tokens)

    def words(self, phrase: str) -> tuple[str, ...]:
        """The words of a phrase, read like those of an utterance, without punctuation."""
        return tuple(token.word for token in self(phrase) if not token.mark)

    def _abbreviates(self, token: Token, place: int) -> bool:
        """Whether the full stop at a place belongs to the word before it: "Dr.", "R. Scott"."""
        initial = len(token.word) == 1 and token.word.isalpha() and token.word not in self._first_person
        return token.end == place and (initial or token.word in self._abbreviations)

    def _tokens(self, text: str, start: int, end: int) -> list[Token]:
        raw = text[start:end]
        if not raw[0].isalnum():
            return self._mark(text, raw, start, end)
        folded = raw.lower() if raw.isascii() else fold(raw)
        return [Token(word, start, end) for word in self._read(folded.replace("`", "'").replace("\u00b4", "'"))]

    def _mark(self, text: str, raw: str, start: int, end: int) -> list[Token]:
        plain = "..." if raw.startswith("..") else raw if raw.isascii() else fold(raw) or raw
        if plain in self._spelling:
            return [Token(word, start, end) for word in self._spelling[plain]]
        if plain in _QUOTES:
            return []
        if plain == "-":  # joins the parts of a word, or separates
            joined = start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
            if joined and not (text[start - 1].isdigit() and text[end].isdigit()):
                return []
        emoji = not plain.isascii()
        return [Token(plain, start, end, mark=not emoji)]

    def _read(self, word: str) -> tuple[str, ...]:
        """What one written word stands for."""
        if word in self._spelling:
            return self._spelling[word]
        if "'" in word:
            return self._opened(word)
        if word not in self._vocabulary and _STRETCHED.search(word):
            for kept in (r"\1\1", r"\1"):
                shorter = _STRETCHED.sub(kept, word)
                if shorter in self._vocabulary or shorter in self._spelling:
                    return self._spelling.get(shorter, (shorter,))
        return (word,)

    def _opened(self, word: str) -> tuple[str, ...]:
        contractions = self._contractions
        if word in contractions.whole:
            return tuple(contractions.whole[word].split())
        base, _, ending = word.rpartition("'")
        if word.endswith(contractions.negated):
            return (word.removesuffix(contractions.negated), "not")
        if f"'{ending}" in contractions.ending:
            return (*self._read(base), contractions.ending[f"'{ending}"])
        if ending == "s" and base in contractions.is_after:
            return (base, "is")
        if ending in ("s", ""):  # a possessive, or a decade
            return self._read(base) if not base[-1:].isdigit() else (f"{base}s",)
        return self._read(word.replace("'", ""))


def span(tokens: tuple[Token, ...], start: int, end: int) -> Span:
    """The characters that tokens [start, end) cover."""
    return tokens[start].start, tokens[end - 1].end
