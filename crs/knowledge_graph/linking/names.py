"""The forms under which people write a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import IntEnum

from crs.knowledge_graph.linking.content import NameWords
from crs.knowledge_graph.linking.folding import fold_words
from crs.knowledge_graph.linking.numerals import numeral, spellings

Words = tuple[str, ...]


class Form(IntEnum):
    """How a form relates to the name, most faithful first."""

    NAME = 0
    ALIAS = 1
    NUMERAL = 2  # a number written another way, "part" left out
    BARE = 3  # without articles
    PLURAL = 4
    HEAD = 5  # what stands before a subtitle
    TAIL = 6  # the subtitle alone
    SHORT = 7  # the last name of a person


_BREAK = re.compile(r":\s+|\s+[-\u2013\u2014]\s+|\s+\(|\)\s*|\s+or:\s+", re.IGNORECASE)


def name_forms(name: str, *, words: NameWords, tell_apart: Callable[[Words], bool]) -> Iterator[tuple[Words, Form]]:
    """Forms of an item's or a series' name beyond the name itself.

    `tell_apart(part)` says whether a part of a name is telling enough to stand for the whole.
    """
    whole = fold_words(name)
    yield from _loose(whole, Form.NUMERAL, words)
    parts = [part for part in (fold_words(part) for part in _BREAK.split(name)) if part]
    if len(parts) > 1:
        joined = (*parts[0], *parts[-1])
        if joined != whole:
            yield joined, Form.NUMERAL
            yield from _loose(joined, Form.NUMERAL, words)
        if len(parts) > 2 and _counts(parts[1], words):
            numbered = (*parts[0], *parts[1])
            yield numbered, Form.NUMERAL
            yield from _loose(numbered, Form.NUMERAL, words)
        for part, form in ((parts[0], Form.HEAD), (parts[-1], Form.TAIL)):
            if tell_apart(part) and not _counts(part, words):
                yield part, form
                for looser, _ in _loose(part, form, words):
                    if tell_apart(looser):
                        yield looser, form


def remainder(name: Words, prefix: Words, words: NameWords) -> Words:
    """What a name says beyond its series: "harry potter and the chamber of secrets" -> "the chamber of secrets"."""
    name, prefix = _bare(name, words), _bare(prefix, words)
    if not prefix or len(name) <= len(prefix) or name[: len(prefix)] != prefix:
        return ()
    rest = name[len(prefix) :]
    rest = rest[1:] if rest[0] == "and" else rest
    return () if _counts(rest, words) else rest


def first_part(name: str) -> Words:
    """What stands before the first comma: "Crouching Tiger, Hidden Dragon"; empty where that is a single word or nothing."""
    head, comma, _ = name.partition(",")
    words = fold_words(head) if comma else ()
    return words if len(words) > 1 else ()


def initials(name: str, *, words: NameWords) -> Words:
    """The initials of a name of at least three words, without its article: ("lotr",); empty for others."""
    whole = _bare(fold_words(name), words)
    return ("".join(word[0] for word in whole),) if len(whole) > 2 else ()


def person_forms(name: str, *, words: NameWords) -> Iterator[tuple[Words, Form]]:
    """Forms of a person's name: without middle initials, the last name alone."""
    tokens = name.split()
    while len(tokens) > 2 and fold_words(tokens[-1]) and fold_words(tokens[-1])[0] in words.suffixes:
        tokens = tokens[:-1]
        yield fold_words(" ".join(tokens)), Form.ALIAS
    if len(tokens) < 2:
        return
    full = [token for place, token in enumerate(tokens) if place in (0, len(tokens) - 1) or len(token.rstrip(".")) > 1]
    if len(full) < len(tokens):
        yield fold_words(" ".join(full)), Form.ALIAS
    start = len(tokens) - 1
    while start > 1 and (tokens[start - 1].islower() or tokens[start - 1].casefold() in words.particles):
        start -= 1
        yield fold_words(" ".join(tokens[start:])), Form.SHORT
    yield fold_words(tokens[-1]), Form.SHORT


def value_forms(name: str) -> Iterator[tuple[Words, Form]]:
    """The plural of a word like "musical", the singular of one like "robots"."""
    whole = fold_words(name)
    if not whole or len(whole[-1]) < 3 or not whole[-1].isalpha():
        return
    rest, last = whole[:-1], whole[-1]
    if last.endswith("s") and not last.endswith(("ss", "us", "is")):
        if len(last) > 4:
            yield (*rest, last[:-1]), Form.PLURAL
        return
    if last.endswith("y") and last[-2] not in "aeiou":
        yield (*rest, last[:-1] + "ies"), Form.PLURAL
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        yield (*rest, last + "es"), Form.PLURAL
    else:
        yield (*rest, last + "s"), Form.PLURAL


def _loose(whole: Words, form: Form, words: NameWords) -> Iterator[tuple[Words, Form]]:
    """Numbers written otherwise, "part" before a number and articles left out."""
    forms = [whole]
    uncounted = tuple(
        word
        for place, word in enumerate(whole)
        if not (word in words.units and place + 1 < len(whole) and numeral(whole[place + 1], last=place + 2 == len(whole)) is not None)
    )
    if uncounted != whole and len(uncounted) > 1:
        forms.append(uncounted)
    for base in tuple(forms):
        forms += spellings(base)
    for other in forms[1:]:
        yield other, form
    for base in forms:
        bare = _bare(base, words)
        if bare != base:
            yield bare, Form.BARE
        barest = tuple(word for word in bare if word not in words.articles)
        if barest != bare and len(barest) > 2:
            yield barest, Form.BARE


def _bare(whole: Words, words: NameWords) -> Words:
    return whole[1:] if len(whole) > 1 and whole[0] in words.articles else whole


def _counts(part: Words, words: NameWords) -> bool:
    """Whether a part only numbers: "part 2", "chapter four"."""
    return all(word in words.units or numeral(word, last=True) is not None for word in part)
