"""The English of preference extraction as data: `agents/understanding.toml`, checked when it is read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crs.errors import ConfigError

Words = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evaluation(_Part):
    """A way to say what one thinks of something."""

    name: str
    words: Words
    polarity: float = Field(ge=-1, le=1)
    hard: bool = False  # an attribute spoken of like this is a constraint
    negated: float = Field(ge=-1, le=1)  # the polarity after a negation
    negated_hard: bool = False
    reach: Literal["after", "before", "either"]  # where the thing stands that is spoken of
    noun: bool = False  # "the best" before a name that is wished for says nothing of it


class Pointing(_Part):
    """Words that point at what was shown or offered."""

    ordinals: dict[str, int]
    heads: Words
    single: Words
    plural: Words
    earliest: Words
    latest: Words
    number: Words
    that_one: Words
    those_ones: Words
    same: Words


class Numbers(_Part):
    """Numbers, bounds and ages in words."""

    words: dict[str, float]
    fractions: dict[str, float]
    of: Words
    below: Words
    at_most: Words
    above: Words
    at_least: Words
    around: Words
    between: Words
    joins: Words
    before: Words
    not_after: Words
    after: Words
    not_before: Words
    decades: dict[str, int]
    parts: dict[str, tuple[int, int]]
    last: Words
    units: dict[str, int]
    old: int  # years before the newest year of the catalogue
    recent: int
    since: dict[str, int]  # years before the newest year of the catalogue; -1 this decade, -2 this century
    until: dict[str, int]


class Comparison(_Part):
    """Words that compare values of a field."""

    endings: Words
    words: Words
    too: Words
    than: Words
    slightly: Words
    void: Words  # after these it compares nothing: "no longer"


class Languages(_Part):
    """Common words of English and of other languages."""

    foreign: frozenset[str]
    english: frozenset[str]


class Grammar(_Part):
    """Small words, by what they do in a sentence."""

    copulas: frozenset[str]
    auxiliaries: frozenset[str]
    prepositions: frozenset[str]
    articles: frozenset[str]
    determiners: frozenset[str]
    definite: frozenset[str]
    demonstratives: frozenset[str]
    relatives: frozenset[str]
    negations: frozenset[str]
    refusing: frozenset[str]
    turning: Words
    none: frozenset[str]
    particles: frozenset[str]
    answers: frozenset[str]
    result: frozenset[str]
    conditions: frozenset[str]
    faults: frozenset[str]
    some: frozenset[str]
    any: frozenset[str]
    and_: frozenset[str]
    or_: frozenset[str]
    one: frozenset[str]
    cardinals: frozenset[str]
    wait: frozenset[str]
    about: frozenset[str]
    void: frozenset[str]
    first_person: frozenset[str]
    persons: frozenset[str]
    openers: frozenset[str]
    interjections: frozenset[str]
    which: frozenset[str]
    which_of: frozenset[str]
    who_is: Words
    more_like: Words
    wide: Words
    from_: frozenset[str]
    having: frozenset[str]
    placed: frozenset[str]
    calendar: frozenset[str]
    alternatives: frozenset[str]
    following: frozenset[str]
    not_following: frozenset[str]
    asking: frozenset[str]
    beside: frozenset[str]
    abbreviations: frozenset[str]


class Contractions(_Part):
    """How contracted words are opened."""

    negated: str
    ending: dict[str, str]
    whole: dict[str, str]
    is_after: frozenset[str]


class Content(_Part):
    """All of `understanding.toml`."""

    format: int
    name: str
    version: str
    fillers: frozenset[str]
    bridges: frozenset[str]
    links: frozenset[str]
    subjects: frozenset[str]
    contrasts: frozenset[str]
    finite: frozenset[str]
    conjunctions: frozenset[str]
    also: Words
    verbal: frozenset[str]  # before "like", these make it a verb
    things: frozenset[str]
    questions: frozenset[str]
    grammar: Grammar
    contractions: Contractions
    spelling: dict[str, str]
    evaluations: tuple[Evaluation, ...]
    cues: dict[str, Words]
    comparison: Comparison
    pointing: Pointing
    numbers: Numbers
    languages: Languages


def read_content(path: Path) -> Content:
    """Read the words of a language.

    Raises:
        ConfigError: the file is missing, is not TOML, or lacks something.
    """
    try:
        return Content.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(f"{path} does not hold the words of preference extraction: {error}", hint="reinstall crs-agents") from error
