"""Every rule by itself: rows, targets, exclusion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.protocols.exclusion import named_before, nothing
from crs.evaluate.protocols.rows import Row, rows
from crs.evaluate.protocols.targets import distinct, new, repeated

Talk = Callable[..., LabelledDialogue]
ITEMS = {"kite", "harbour", "comet"}


def test_a_row_is_a_recommender_turn_that_names_an_item(talk: Talk) -> None:
    dialogue = talk("S: I loved {kite}", "R: Try {harbour}", "S: Or {comet}?", "R: Why not.").dialogue
    assert [(row.turn, row.named) for row in rows(dialogue, ITEMS)] == [(1, ("harbour",))]


def test_what_is_no_item_does_not_count(talk: Talk) -> None:
    assert not list(rows(talk("S: Hi", "R: Do you like {some_actor}?").dialogue, ITEMS))


def test_a_first_turn_is_a_row_only_where_openings_are_kept(talk: Talk) -> None:
    dialogue = talk("R: Hi, try {kite}", "S: Seen it.", "R: Then {comet}").dialogue
    assert [row.turn for row in rows(dialogue, ITEMS)] == [2]
    assert [row.turn for row in rows(dialogue, ITEMS, openings=True)] == [0, 2]


def test_a_row_knows_what_either_side_named_before(talk: Talk) -> None:
    dialogue = talk("S: {kite} and {some_actor}", "R: {harbour}", "S: {kite}", "R: {comet} like {kite}").dialogue
    *_, row = rows(dialogue, ITEMS)
    assert row.before == ("kite", "harbour")
    assert row.named == ("comet", "kite")


@pytest.fixture
def row(talk: Talk) -> Row:
    *_, row = rows(talk("S: {kite}", "R: {comet}, {kite}, {harbour}, {comet}").dialogue, ITEMS)
    return row


def test_targets(row: Row) -> None:
    assert distinct(row) == ("comet", "kite", "harbour")
    assert repeated(row) == ("comet", "kite", "harbour", "comet")
    assert new(row) == ("comet", "harbour")


def test_exclusion(row: Row) -> None:
    assert nothing(row) == ()
    assert named_before(row) == ("kite",)
