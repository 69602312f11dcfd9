"""Words of a text, folded, with their places in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.knowledge_graph.linking.folding import deletions, fold_text, fold_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The  Matrix", ("the", "matrix")),
        ("Amélie", ("amelie",)),
        ("Spider-Man", ("spider", "man")),
        ("Ocean’s Eleven", ("oceans", "eleven")),
        ("Lilo & Stitch", ("lilo", "and", "stitch")),
        ("Romeo + Juliet", ("romeo", "and", "juliet")),
        ("Red &amp; White", ("red", "and", "white")),
        ("C++", ("c",)),
        ("Alien³", ("alien3",)),
        ("8½", ("81", "2")),
        ("Straße", ("strasse",)),
        ("Łódź Ørsted Æon", ("lodz", "orsted", "aeon")),
        ("千と千尋", ("千", "と", "千", "尋")),
        ("rock'n'roll", ("rocknroll",)),
        ("", ()),
        ("?!", ()),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert fold_words(text) == words
    assert fold_text(text).words == words


def test_a_possessive_ends_twice() -> None:
    folded = fold_text("the alien’s home")
    assert folded.words == ("the", "aliens", "home")
    assert folded.possessive == {1}
    assert folded.ends[len("thealien")] == folded.ends[len("thealiens")] == 1
    assert "the alien’s home"[slice(*folded.span(1, 1, whole=False))] == "alien"


@given(st.text(max_size=80))
def test_every_word_knows_where_it_stood(text: str) -> None:
    folded = fold_text(text)
    assert folded.compact == "".join(folded.words)
    assert list(folded.spans) == sorted(folded.spans)
    for word, (start, end) in zip(folded.words, folded.spans, strict=True):
        assert 0 <= start < end <= len(text)
        assert word in "".join(fold_words(text[start:end])) or not text[start:end].isascii()
    assert fold_words(text) == folded.words


@given(st.text(alphabet="abc", max_size=8))
def test_deletions_lack_one_letter(word: str) -> None:
    found = list(deletions(word))
    assert found[0] == word
    assert all(len(short) == len(word) - 1 for short in found[1:])
