"""Whether the seeker said that they liked what they named, or only asked for something similar."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from crs.content import content_folder
from crs.errors import ConfigError
from crs.text import fold
from crs.types import Dialogue, Preference

_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")


@dataclass(frozen=True, kw_only=True)
class Liking:
    """The words that say so."""

    liked: re.Pattern[str]
    wished: re.Pattern[str]

    def is_said(self, sentence: str) -> bool:
        """Whether a sentence tells of a liking, and not of a wish."""
        return self.liked.search(self.wished.sub(" ", fold(sentence))) is not None


def read_liking(path: Path | None = None) -> Liking:
    """Read the words from a TOML file, the bundled one if none is given.

    Raises:
        ConfigError: it is missing or lacks a list.
    """
    path = path or content_folder("agents") / "explanation.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Liking(liked=_any_of(data["liked"]), wished=_any_of(data["wished"]))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} does not hold the words of liking: {error}", hint="reinstall crs-agents") from error


def said_to_like(preference: Preference | None, dialogue: Dialogue | None, liking: Liking) -> bool:
    """Whether it is true to say "you liked it".

    A choice among what was shown, or a comparison with it, is none. Where the dialogue is known, the sentence must say so.
    """
    if preference is None or preference.polarity <= 0 or preference.origin != "stated" or preference.hard:
        return False
    return dialogue is None or liking.is_said(_sentence(preference, dialogue))


def _sentence(preference: Preference, dialogue: Dialogue) -> str:
    """The sentence the preference was said in; empty if the dialogue does not reach that far back."""
    start, end = preference.span
    for utterance in reversed(dialogue.utterances):
        if utterance.role == "seeker" and preference.text and utterance.text[start:end] == preference.text:
            begins = max((found.end() for found in _SENTENCE.finditer(utterance.text, 0, start)), default=0)
            ends = _SENTENCE.search(utterance.text, end)
            return utterance.text[begins : ends.start() if ends else None]
    return ""


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(fold(phrase)) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")
