"""What tells a name from ordinary words ("have you seen It?" from "have you seen it?").

Every feature has a readable name; `linking.json` holds their weights. Words are grouped by how common the rarest of them
is: the same surroundings mean more for "up" than for "interstellar".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from crs.knowledge_graph.linking.surroundings import Surroundings

GRAMMAR = 150  # ranks below are grammar: it, up, her
COMMON = 3000  # ranks below are everyday words

Feature = tuple[str, float]
INTERCEPT: Feature = ("intercept", 1.0)
Words = tuple[str, ...]


def group_of(ranks: Sequence[int]) -> str:
    """How common the rarest word is, and whether there are several."""
    rarest = max(ranks)
    group = "grammar" if rarest < GRAMMAR else "common" if rarest < COMMON else "rare"
    return group if len(ranks) == 1 else f"{group} words"


def name_features(words: Words, ranks: Sequence[int], known: float) -> Iterator[Feature]:
    """Features of a name itself, wherever it stands: `known` in [0, 1] says how well known what it names is."""
    group = group_of(ranks)
    yield INTERCEPT
    yield group, 1.0
    yield f"{group}: rarity", math.log(max(ranks) + 1) / 10
    yield f"{group}: known", known
    if len(words) > 1:
        yield f"{group}: length", math.log(len(words))
        yield f"{group}: mean rarity", sum(math.log(rank + 1) for rank in ranks) / len(ranks) / 10
    if len(words) == 1 and len(words[0]) < 4:
        yield "short", 1.0
    if all(word.isdecimal() for word in words):
        yield "digits", 1.0
    if words[0] in _DETERMINERS:
        yield f"{group}: article", 1.0


def place_features(around: Surroundings, first: int, last: int, *, group: str, whole: bool, opened: bool) -> Iterator[Feature]:
    """Features of where words first..last stand, for a name of a `group`.

    `whole` is False where a possessive 's is left over, `opened` says whether any item was spoken of before.
    """
    coarse = COARSE[group]
    if not whole:
        yield f"{group}: possessive", 1.0
    yield f"{group}: case {around.case(first, last)}", 1.0
    before, before_two = around.before(first)
    after, after_two = around.after(last)
    yield f"before {before}", 1.0
    yield f"{coarse}: before {before}", 1.0
    if before_two != before:
        yield f"before {before_two}", 1.0
    yield f"after {after}", 1.0
    yield f"{coarse}: after {after}", 1.0
    if after_two != after:
        yield f"after {after_two}", 1.0
    mark = around.mark(first - 1)
    if mark in MARKS:
        yield f"{coarse}: mark before {mark}", 1.0
    mark = around.mark(last)
    mark = around.final_mark(last) if mark == "." else mark
    if mark in MARKS:
        yield f"{coarse}: mark after {mark}", 1.0
    if around.quoted(first, last):
        yield "quoted", 1.0
    names = around.names
    if any(place < first for place in names):
        yield f"{group}: after a name", 1.0
    elif not opened and coarse == "word":
        yield f"{group}: nothing said before", 1.0
    if any(place > last for place in names):
        yield f"{group}: before a name", 1.0


def person_features(around: Surroundings, first: int, last: int, *, full: bool, well_known: bool) -> Iterator[Feature]:
    """Features of words first..last read as a person's name, `full` or the last name alone."""
    words = around.text.words[first : last + 1]
    extent = "full name" if full else "last name"
    yield INTERCEPT
    yield extent, 1.0
    yield f"{extent}: {group_of([around.vocabulary.rank(word) for word in words])}", 1.0
    yield f"{extent}: case {around.case(first, last)}", 1.0
    if not well_known:
        yield f"{extent}: little known", 1.0
    before = around.before(first)[0]
    if before in around.vocabulary.person_cues:
        yield "cue before", 1.0
    if not full and before in around.vocabulary.cues.determiner and around.case(first, last) != "title":
        yield "determiner before", 1.0
    if around.after(last)[0] == "<item>" or last in around.text.possessive:
        yield "item after", 1.0
    if first == 0 and last == len(around.text.words) - 1:
        yield f"{extent}: alone", 1.0
    if around.part_of_name(first, last):
        yield f"{extent}: part of a longer name", 1.0
    if not full and around.continues_name(first - 1, first):
        yield "another name before", 1.0
    if not full and around.continues_name(last + 1, last + 1):
        yield "another name after", 1.0


def value_features(around: Surroundings, first: int, last: int) -> Iterator[Feature]:
    """Features of words first..last read as a quality of items: a genre, a theme, a country."""
    yield INTERCEPT
    yield group_of([around.vocabulary.rank(word) for word in around.text.words[first : last + 1]]), 1.0
    before, after = around.before(first)[0], around.after(last)[0]
    if before in around.vocabulary.owners:
        yield "owner before", 1.0
    if after == "<item>":
        yield "item after", 1.0
    if before in ("<item>", "about"):
        yield "item before", 1.0
    if around.part_of_name(first, last) and around.capital(first):
        yield "part of a longer name", 1.0


def misspelling_features(around: Surroundings, first: int, last: int, *, name: str, edits: int) -> Iterator[Feature]:
    """Features of words first..last read as the misspelt `name` (folded, without spaces)."""
    written = "".join(around.text.words[first : last + 1])
    yield INTERCEPT
    yield f"edits {edits}", 1.0
    yield "edits per letter", edits / len(name)
    if written[0] != name[0]:
        yield "another first letter", 1.0
    if len(name) < 6:
        yield "few letters", 1.0
    if first == last:
        yield "one word", 1.0
        if around.vocabulary.rank(name) >= COMMON and around.vocabulary.nearly_ordinary(written):
            yield "near an ordinary word", 1.0


COARSE = {
    "grammar": "word",
    "common": "word",
    "rare": "rare",
    "grammar words": "phrase",
    "common words": "phrase",
    "rare words": "rare",
}
_DETERMINERS = ("the", "a", "an")
MARKS = (",", "?", "!", ":", "-", ";", "/")
