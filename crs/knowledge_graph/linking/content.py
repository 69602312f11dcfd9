"""What the linker knows about the language: word lists and weights, kept as readable content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from crs.content import content_folder
from crs.errors import ConfigError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NameWords(_Part):
    """Words that names are written with and without."""

    articles: frozenset[str]
    units: frozenset[str]  # they number the parts of a work: part, volume
    suffixes: frozenset[str]  # they follow a person's last name
    particles: frozenset[str]  # they belong to the last name


class CueWords(_Part):
    """Words around names that say something about them."""

    person: frozenset[str]  # a person's name follows
    owner: frozenset[str]  # what follows belongs to somebody: "my family" asks for nothing
    determiner: frozenset[str]  # an ordinary noun follows
    modal: frozenset[str]  # an ordinary verb follows
    object: frozenset[str]  # an ordinary verb stands before
    pronoun: frozenset[str]
    preposition: frozenset[str]
    together: frozenset[str]  # several people of one last name: "brothers"
    taste: frozenset[str]  # words of liking and knowing that a name follows; "<consumed>" is any word for having had an item
    answer: frozenset[str]  # words that answer alone
    idioms: tuple[str, ...]  # phrases whose words name nothing
    earlier: frozenset[str]  # of items that share a name, the older one
    later: frozenset[str]
    one: frozenset[str]  # they stand for an item: "the 1982 one"
    inside: frozenset[str]  # small words inside a capitalised name
    never: frozenset[str]  # capitalised words that start no name
    calls: frozenset[str]  # a name follows: "called …"
    asks: frozenset[str]  # two words that a name follows; "<consumed>" is any word for having had an item
    not_name: frozenset[str]  # words that start no unknown name after such a cue
    clause: frozenset[str]  # words that end it
    about_items: frozenset[str]  # words of phrases about items, no part of a name after a cue


class Weights(_Part):
    """Weights of the features by what is read: log-odds that add up."""

    title: Mapping[str, float]  # fitted
    rules: Mapping[str, float]  # of titles, set by hand
    person: Mapping[str, float]
    value: Mapping[str, float]
    misspelt: Mapping[str, float]
    unknown: Mapping[str, float]


class LinkingContent(_Part):
    """A whole `linking.json`."""

    about: str = ""
    names: NameWords
    cues: CueWords
    weights: Weights


def score(weights: Mapping[str, float], features: Iterable[tuple[str, float]]) -> float:
    """The sum of the weights of the features that hold, each times its value: log-odds."""
    get = weights.get
    total = 0.0
    for name, value in features:
        total += get(name, 0.0) * value
    return total


def read_content(folder: Path | None = None) -> LinkingContent:
    """Read and check `linking.json` of a content folder, the bundled `knowledge_graph/` if none is given.

    Raises:
        ConfigError: it is missing or damaged.
    """
    file = (folder or content_folder("knowledge_graph")) / "linking.json"
    try:
        return LinkingContent.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise ConfigError(f"{file.name} cannot be used: {error}", hint="reinstall crs-agents") from error


def read_common_words(folder: Path | None = None) -> Mapping[str, int]:
    """Word -> rank of the commonest words of the language, 0 the commonest.

    Raises:
        ConfigError: the list is missing.
    """
    file = (folder or content_folder("knowledge_graph")) / "common_words.txt"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file.name} cannot be read: {error}", hint="reinstall crs-agents") from error
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return {word: rank for rank, word in enumerate(words)}
