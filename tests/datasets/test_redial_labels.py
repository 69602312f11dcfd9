"""ReDial's dialogues as people read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.labelled import Opinion
from crs.datasets.redial_labels import read_redial

FORM = {"suggested": 0, "seen": 1, "liked": 1}
DIALOGUE: dict[str, Any] = {
    "conversationId": "71",
    "initiatorWorkerId": 5,
    "respondentWorkerId": 8,
    "movieMentions": {"301": "The Lost Kite  (1999)", "302": "Harbour Lights", "303": None},
    "messages": [
        {"timeOffset": 0, "text": "Hi! I love @301 and @302 .", "senderWorkerId": 5, "messageId": 1},
        {"timeOffset": 9, "text": "Then try @303, it is like @301!", "senderWorkerId": 8, "messageId": 2},
    ],
    "initiatorQuestions": {"301": FORM, "303": {"suggested": 1, "seen": 0, "liked": 2}},
    "respondentQuestions": {"302": {"suggested": 0, "seen": 2, "liked": 0}, "303": {"suggested": 1, "seen": 1, "liked": 1}},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "train_data.jsonl"
    path.write_text(json.dumps(DIALOGUE) + "\n", encoding="utf-8")
    return path


def test_titles_stand_in_place_of_ids(file: Path) -> None:
    (labelled,) = read_redial(file)
    first, second = labelled.dialogue.utterances
    assert first.text == "Hi! I love The Lost Kite (1999) and Harbour Lights ."
    assert [(mention.entity, mention.text, mention.span) for mention in first.mentions] == [
        ("301", "The Lost Kite (1999)", (11, 31)),
        ("302", "Harbour Lights", (36, 50)),
    ]
    assert (first.role, second.role) == ("seeker", "recommender")


def test_a_film_without_a_title_takes_that_of_the_list_or_stays_as_it_is_written(file: Path) -> None:
    (plain,) = read_redial(file)
    assert plain.dialogue.utterances[1].text == "Then try @303, it is like The Lost Kite (1999)!"
    assert [mention.entity for mention in plain.dialogue.utterances[1].mentions] == ["303", "301"]
    (named,) = read_redial(file, titles={"303": "Salt  Road (2004)", "301": "not this"})
    assert named.dialogue.utterances[1].text == "Then try Salt Road (2004), it is like The Lost Kite (1999)!"


def test_every_span_holds_its_mention(file: Path) -> None:
    for labelled in read_redial(file):
        for utterance in labelled.dialogue.utterances:
            assert all(utterance.text[slice(*mention.span)] == mention.text for mention in utterance.mentions)


def test_the_forms_are_opinions_the_seekers_own_first(file: Path) -> None:
    (labelled,) = read_redial(file)
    assert labelled.opinions == {
        "301": Opinion(suggested=False, seen=True, liked=True),
        "302": Opinion(suggested=False, liked=False),
        "303": Opinion(suggested=True, seen=False),
    }
