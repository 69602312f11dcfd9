"""The one door through which text enters, and the folding under which names are compared."""

from __future__ import annotations

import re
import unicodedata

from crs.errors import TextError

MAX_CHARACTERS = 4_000

_HIDDEN = ("Cc", "Cf", "Co")  # control, format and private use: nothing a reader sees
_JOINERS = {"\u200c", "\u200d"}  # shape scripts and join emoji
_EMOJI_SELECTOR = "\ufe0f"


def accept(text: str, *, limit: int = MAX_CHARACTERS) -> str:
    """The text as the framework keeps it: NFC, no control or hidden characters, at most `limit` characters.

    Raises:
        TextError: it is not valid Unicode, or too long.
    """
    if len(text) > limit:
        raise TextError(
            f"the message has {len(text):,} characters; at most {limit:,} are read", hint="say it shorter, or in several messages"
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise TextError("the message is not valid Unicode (a lone surrogate)", hint="send UTF-8 text") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = unicodedata.normalize("NFC", "".join(c for c in text if not _hidden(c)))
    return unicodedata.normalize("NFC", _joined(seen).strip())


def _joined(text: str) -> str:
    """The text with joiners and emoji selectors only where the script or emoji around them needs them."""
    kept: list[str] = []
    joiner = ""  # waits for a character to join
    for character in text:
        last = kept[-1] if kept else ""
        if character in _JOINERS:
            joiner = character if last and not last.isascii() else ""
        elif character == _EMOJI_SELECTOR:
            joiner = ""
            if last and unicodedata.category(last)[0] in "SNP":  # a symbol or a keycap
                kept.append(character)
        else:
            if joiner and not character.isascii():
                kept.append(joiner)
            joiner = ""
            kept.append(character)
    return "".join(kept)


def _hidden(character: str) -> bool:
    if character in "\n\t" or character in _JOINERS:
        return False
    noncharacter = 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE
    return noncharacter or unicodedata.category(character) in _HIDDEN


_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "..."}
)


def fold(text: str) -> str:
    """Lower case, without accents, plain quotes, single spaces: two spellings of a name that people mix up compare equal."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold().translate(_QUOTES)
    return _SPACES.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """An id made of a name: "Amélie (2001)" -> "amelie-2001"; never empty for a text with any letter of any script."""
    folded = fold(text)
    plain = _NOT_SLUG.sub("-", folded).strip("-")
    return plain or "-".join(f"{ord(c):x}" for c in folded if c.isalnum())


def join_words(words: list[str] | tuple[str, ...], *, last: str = "and") -> str:
    """A readable list: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
