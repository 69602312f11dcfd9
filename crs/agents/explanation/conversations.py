"""Grounds out of other conversations, as far as they may be told in this one."""

from __future__ import annotations

from collections.abc import Iterable

from crs.types import CompanyEvidence, DialogueEvidence, DialogueState, EntityTarget, Evidence


def from_conversations(evidence: Iterable[Evidence], state: DialogueState) -> tuple[Evidence, ...]:
    """What of the evidence of a candidate comes from other conversations, each start and each conversation once.

    An item is a start only if the seeker named or liked it, and does not dislike it: what was merely recommended to them says nothing.
    """
    known = _named(state) - {p.target.entity for p in state.preferences.disliked if isinstance(p.target, EntityTarget)}
    kept: dict[tuple[str, str], Evidence] = {}
    for ground in sorted(evidence, key=lambda ground: -ground.weight):
        if isinstance(ground, CompanyEvidence) and ground.start in known:
            kept.setdefault((ground.type, ground.start), ground)
        elif isinstance(ground, DialogueEvidence):
            kept.setdefault((ground.type, ground.dialogue), ground)
    return tuple(kept.values())


def _named(state: DialogueState) -> set[str]:
    said = (mention.entity for one in state.dialogue.utterances if one.role == "seeker" for mention in one.mentions)
    liked = (p.target.entity for p in state.preferences.liked if isinstance(p.target, EntityTarget))
    return {*said, *liked}
