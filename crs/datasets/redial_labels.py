"""ReDial's dialogues as people read them: titles in place of ids, what the seeker's form says as opinions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from crs.datasets.faults import Faults
from crs.datasets.labelled import LabelledDialogue, Opinion
from crs.datasets.redial import Kept, RedialDialogue, RedialForm, RedialMessage, read_dialogues
from crs.types import Dialogue, Mention, Utterance

KIND = "film"

_MENTION = re.compile(r"@(\d+)")
_ANSWERS = {0: False, 1: True}  # 2 is "not said"


def read_redial(
    path: Path, *, titles: Mapping[str, str] | None = None, faults: Faults | None = None, kept: Kept | None = None
) -> Iterator[LabelledDialogue]:
    """The dialogues of an official file, in its order; see `label` and `read_dialogues`.

    Raises:
        DatasetError: the file is not as published.
    """
    return (label(dialogue, titles=titles) for dialogue in read_dialogues(path, faults=faults, kept=kept))


def label(dialogue: RedialDialogue, *, titles: Mapping[str, str] | None = None) -> LabelledDialogue:
    """The dialogue with every `@id` replaced by its title, spaces that stand twice as one.

    A title is the one that the dialogue gives, else that of `titles`; a film without either stays written `@id`. Every `@id`
    is a mention. Messages stay apart, as they were sent. Opinions are those of the seeker's own form; of a film that it leaves
    out, those of the recommender's, which says what the recommender took the seeker to have said.
    """
    named = {**(titles or {}), **{film: title for film, title in dialogue.titles.items() if title}}
    forms = {**dialogue.recommender_likes, **dialogue.seeker_likes}
    return LabelledDialogue(
        dialogue=Dialogue(id=dialogue.id, utterances=tuple(_utterance(message, named) for message in dialogue.messages)),
        opinions={film: _opinion(form) for film, form in forms.items()},
    )


def _utterance(message: RedialMessage, titles: Mapping[str, str]) -> Utterance:
    parts: list[str] = []
    mentions: list[Mention] = []
    at = length = 0
    for found in _MENTION.finditer(message.text):
        film = found[1]
        title = " ".join(titles.get(film, "").split()) or found[0]
        before = message.text[at : found.start()]
        start = length + len(before)
        parts += (before, title)
        at, length = found.end(), start + len(title)
        mentions.append(Mention(entity=film, kind=KIND, text=title, span=(start, length)))
    return Utterance(role=message.role, text="".join((*parts, message.text[at:])), mentions=tuple(mentions))


def _opinion(form: RedialForm) -> Opinion:
    return Opinion(suggested=_ANSWERS.get(form.suggested), seen=_ANSWERS.get(form.seen), liked=_ANSWERS.get(form.liked))
