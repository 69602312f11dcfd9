"""What every part of a reply works with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crs.agents.phrases import Phrasebook, Wishes
from crs.agents.wording import Voice
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import DialogueState, EntityTarget, Preference

_LONGEST_QUOTE = 60
_MARKUP = re.compile(r"[<>{}\[\]`|\\\n\t]+")


@dataclass(frozen=True, kw_only=True)
class Context:
    """One turn: its state, the voice it is told in, and the words of the schema."""

    state: DialogueState
    voice: Voice
    wishes: Wishes

    @property
    def graph(self) -> KnowledgeGraph:
        """The graph that is spoken of."""
        return self.wishes.graph

    @property
    def phrasebook(self) -> Phrasebook:
        """The graph in words."""
        return self.wishes.phrasebook

    @property
    def added(self) -> tuple[Preference, ...]:
        """Active preferences that this turn added, in order."""
        new = set(self.state.understanding.added)
        return tuple(p for p in self.state.preferences.active if p.id in new)

    @property
    def retracted(self) -> tuple[Preference, ...]:
        """Preferences that this turn took back, without those that a newer word replaced."""
        gone = set(self.state.understanding.retracted)
        still = {target_key(p) for p in self.state.preferences.active}
        return tuple(p for p in self.state.preferences.entries if p.id in gone and not p.active and target_key(p) not in still)

    def is_item(self, preference: Preference) -> bool:
        """Whether a preference is about an item itself."""
        return isinstance(preference.target, EntityTarget) and preference.target.entity in self.graph.items


def target_key(preference: Preference) -> str:
    """What a preference is about, comparable."""
    target = preference.target
    return target.entity if isinstance(target, EntityTarget) else f"range:{target.field}"


def quoted(text: str, *, longest: int = _LONGEST_QUOTE) -> str:
    """Words in quotation marks, short and without anything a surface could take for markup."""
    clean = " ".join(_MARKUP.sub(" ", text).split()).strip("\"'“”‘’")
    if len(clean) > longest:
        clean = f"{clean[: longest - 1].rstrip()}…"
    return f"“{clean}”"
