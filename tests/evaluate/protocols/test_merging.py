"""What one side says in a row is one turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.protocols.merging import merged
from crs.types import Dialogue, Mention, Utterance


def test_joins_what_one_side_says(talk: Callable[..., LabelledDialogue]) -> None:
    dialogue = merged(talk("S: Hi!", "S: I loved {kite}.", "R: Me too.", "S: And {harbour}?").dialogue)
    assert [(turn.role, turn.text) for turn in dialogue.utterances] == [
        ("seeker", "Hi! I loved {kite}."),
        ("recommender", "Me too."),
        ("seeker", "And {harbour}?"),
    ]


def test_mentions_still_point_at_their_words(talk: Callable[..., LabelledDialogue]) -> None:
    (turn,) = merged(talk("S: I loved {kite}.", "S: And {harbour}, and {kite}.").dialogue).utterances
    assert [turn.text[slice(*mention.span)] for mention in turn.mentions] == ["{kite}", "{harbour}", "{kite}"]


def test_empty_messages_add_no_space(talk: Callable[..., LabelledDialogue]) -> None:
    (turn,) = merged(talk("S: ", "S: I loved {kite}.", "S: ").dialogue).utterances
    assert turn.text == "I loved {kite}."
    assert turn.mentions[0].span == (8, 14)


def test_what_was_shown_and_asked_is_kept() -> None:
    first = Utterance(role="recommender", text="a", shown=("x",), about=("y",), asked="genre", options=("g",))
    second = Utterance(role="recommender", text="b", shown=("z",))
    (turn,) = merged(Dialogue(id="d", utterances=(first, second))).utterances
    assert (turn.shown, turn.about, turn.asked, turn.options) == (("x", "z"), ("y",), "genre", ("g",))


UTTERANCES = st.builds(
    lambda role, text: Utterance(role=role, text=text, mentions=(Mention(entity="x", kind="item", text=text, span=(0, len(text))),)),
    st.sampled_from(["seeker", "recommender"]),
    st.text(max_size=5),
)


@given(st.lists(UTTERANCES, max_size=12))
def test_sides_alternate_and_nothing_is_lost(utterances: list[Utterance]) -> None:
    dialogue = Dialogue(id="d", utterances=tuple(utterances))
    turns = merged(dialogue).utterances
    assert all(one.role != other.role for one, other in pairwise(turns))
    assert [m.text for turn in turns for m in turn.mentions] == [u.text for u in utterances]
    assert all(turn.text[slice(*mention.span)] == mention.text for turn in turns for mention in turn.mentions)
    assert merged(replace(dialogue, utterances=turns)).utterances == turns
