"""`crs link`: what a sentence names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Crs

pytestmark = pytest.mark.usefixtures("read_already")


def test_mentions_are_listed_with_their_place(crs: Crs) -> None:
    text = "I loved The Matrix but hated Titanic"
    linked = json.loads(crs("link", text, "--json").out)
    assert [mention["entity"] for mention in linked["mentions"]] == ["the-matrix-1999", "titanic-1997"]
    assert all(text[slice(*mention["span"])] == mention["text"] for mention in linked["mentions"])


def test_the_table_names_what_was_found(crs: Crs) -> None:
    out = crs("link", "something by Ridley Scott").out
    assert "person:ridley-scott" in out


def test_a_sentence_that_names_nothing_says_so(crs: Crs) -> None:
    assert "Nothing that is in the catalogue" in crs("link", "good morning to you").out


def test_text_that_cannot_be_taken_is_one_line(crs: Crs) -> None:
    assert "characters" in crs.fails("link", "x" * 5_000)
