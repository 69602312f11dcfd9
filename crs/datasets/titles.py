"""Titles as data sets write them, "Alien  (1979)", and when two of them name the same film."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from crs.text import fold

_DATED = re.compile(r"^(?P<name>.*\S)\s*\((?P<year>\d{4})\)$", re.DOTALL)
_ARTICLE = re.compile(r"^(the|a|an) ")
_LATE_ARTICLE = re.compile(r", (the|a|an)$")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class Title:
    """A film's name and its year, "" where none is given."""

    name: str
    year: str = ""

    @property
    def label(self) -> str:
        """Name and year as people read them: "Alien (1979)"."""
        return f"{self.name} ({self.year})" if self.year else self.name

    @cached_property
    def key(self) -> tuple[str, str]:
        """Equal for two spellings of one title and year."""
        return fold(self.name), self.year

    @cached_property
    def loose(self) -> str:
        """The name without article, signs and spacing: equal for "The Mask & I" and "mask and i"."""
        name = _LATE_ARTICLE.sub("", _ARTICLE.sub("", fold(self.name).replace("&", " and ")))
        return _NOT_WORD.sub("", name) or self.key[0]


def read_title(text: str) -> Title:
    """ "Alien  (1979)" -> Alien, 1979; spaces that stand twice are one."""
    text = " ".join(text.split())
    found = _DATED.match(text)
    return Title(name=found["name"], year=found["year"]) if found else Title(name=text)
