"""Cues that change how the policy takes its turn, as whole words of the seeker's utterance."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from crs.errors import ConfigError
from crs.text import fold


@dataclass(frozen=True, kw_only=True)
class Cues:
    """Two patterns over folded text."""

    surprise: re.Pattern[str]
    impatient: re.Pattern[str]

    def leaves_it_to_us(self, text: str) -> bool:
        """Whether the seeker asks to be surprised."""
        return self.surprise.search(fold(text)) is not None

    def is_impatient(self, text: str) -> bool:
        """Whether the seeker wants no more questions."""
        return self.impatient.search(fold(text)) is not None


def read_cues(path: Path) -> Cues:
    """Read the cues from a TOML file.

    Raises:
        ConfigError: the file is missing or lacks a list.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Cues(surprise=_any_of(data["surprise"]), impatient=_any_of(data["impatient"]))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} does not hold the cues of the policy: {error}", hint="reinstall crs-agents") from error


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(fold(phrase)) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")
