"""Rankings as turns, for recommenders that do not talk."""

from __future__ import annotations

from collections.abc import Sequence

from crs.types import Act, Candidate, Dialogue, Preferences, Recommend, Turn, Understanding


def ranked_turn(dialogue: Dialogue, candidates: Sequence[Candidate]) -> Turn:
    """A turn that says nothing and ranks `candidates`, best first."""
    seeker = dialogue.last_of("seeker")
    return Turn(
        session=dialogue.id,
        number=1 + sum(utterance.role == "recommender" for utterance in dialogue.utterances),
        text=seeker.text if seeker is not None else "",
        understood=Understanding(acts=(Act.OTHER,), preferences=Preferences()),
        decided=Recommend(items=tuple(candidate.item for candidate in candidates)),
        reply="",
        blocks=(),
        ranked=tuple(candidates),
    )
