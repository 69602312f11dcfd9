"""The sentences of the replies: variants read from `agents/wording.toml`, chosen by a seed."""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crs.agents.phrases.grammar import article, fill, sentence
from crs.content import content_folder
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph

_SLOT = re.compile(r"\{[^}]*\}")
_TELLTALE = 12  # characters of a variant's own words that give it away


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Key ("greet.first") -> variants."""

    variants: Mapping[str, tuple[str, ...]]

    def of(self, key: str) -> tuple[str, ...]:
        """The variants of a key.

        Raises:
            ConfigError: there is no such key.
        """
        try:
            return self.variants[key]
        except KeyError:
            raise ConfigError(f"the wording lacks '{key}'", hint="add it to agents/wording.toml") from None


def read_wording(path: Path | None = None) -> Wording:
    """Read a wording file, the bundled one if none is given.

    Raises:
        ConfigError: it cannot be read, or holds something other than tables of sentences.
    """
    path = path or content_folder("agents") / "wording.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", hint="reinstall crs-agents") from error
    variants: dict[str, tuple[str, ...]] = {}
    for table, entries in tables.items():
        for key, value in entries.items() if isinstance(entries, dict) else ():
            texts = (value,) if isinstance(value, str) else tuple(value)
            if not texts or not all(isinstance(text, str) and text for text in texts):
                raise ConfigError(f"{path}: '{table}.{key}' is not a list of sentences", hint="write one or more strings")
            variants[f"{table}.{key}"] = texts
    return Wording(variants=variants)


class Voice:
    """Says things in one turn: the same seed says the same; a variant of the reply before is passed over where possible."""

    def __init__(self, wording: Wording, graph: KnowledgeGraph, *, seed: int, before: str = "") -> None:
        self.random = random.Random(seed)
        self._wording = wording
        self._before = before
        self._used: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        item = graph.schema.item
        self._values: dict[str, object] = {
            "item": item,
            "a_item": f"{article(item.singular)} {item.singular}",
            "consume": item.consume[0],
            "consumed": item.consumed[0],
            "count": len(graph.items),
        }

    def say(self, key: str, **values: object) -> str:
        """One variant as a sentence."""
        return sentence(self.part(key, **values))

    def part(self, key: str, **values: object) -> str:
        """One variant as it is, to be put into a sentence."""
        return fill(self.choose(key), **self._values, **values)

    def choose(self, key: str) -> str:
        """The template of one variant."""
        variants = list(self._wording.of(key))
        self.random.shuffle(variants)
        chosen = min(variants, key=lambda variant: (self._used[variant], self._was_said(variant)))
        self._used[chosen] += 1
        return chosen

    def repeats(self, phrase: str) -> bool:
        """Whether this phrase was told before in this reply; from now on it was."""
        self._told[phrase] += 1
        return self._told[phrase] > 1

    def maybe(self, chance: float) -> bool:
        """True with this chance."""
        return self.random.random() < chance

    def _was_said(self, variant: str) -> bool:
        """Whether the reply before holds this variant's own words."""
        own = max((part.strip() for part in _SLOT.split(variant)), key=len)
        return len(own) >= _TELLTALE and own in self._before
