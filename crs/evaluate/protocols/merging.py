"""Rule: what one side says in a row is one turn."""

from __future__ import annotations

from dataclasses import replace

from crs.types import Dialogue, Mention, Utterance


def merged(dialogue: Dialogue) -> Dialogue:
    """The dialogue with consecutive utterances of one side made one, a space between their texts.

    Mentions stay in their order and keep pointing at their words; what was shown, named and offered is kept in order, and of
    several questions the last one counts.
    """
    turns: list[Utterance] = []
    for utterance in dialogue.utterances:
        if turns and turns[-1].role == utterance.role:
            turns[-1] = _joined(turns[-1], utterance)
        else:
            turns.append(utterance)
    return dialogue if len(turns) == len(dialogue.utterances) else replace(dialogue, utterances=tuple(turns))


def _joined(first: Utterance, second: Utterance) -> Utterance:
    gap = " " if first.text and second.text else ""
    by = len(first.text) + len(gap)
    return Utterance(
        role=first.role,
        text=f"{first.text}{gap}{second.text}",
        mentions=first.mentions + tuple(_moved(mention, by) for mention in second.mentions),
        shown=first.shown + second.shown,
        about=first.about + second.about,
        asked=second.asked if second.asked is not None else first.asked,
        options=first.options + second.options,
    )


def _moved(mention: Mention, by: int) -> Mention:
    start, end = mention.span
    return replace(mention, span=(start + by, end + by))
