from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.agents.preference.content import read_content
from crs.agents.preference.tokens import Tokenizer
from crs.content import content_folder


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(read_content(content_folder("agents") / "understanding.toml"), {"love", "so", "good"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't", "i can not"),
        ("dont", "do not"),
        ("it's Nolan’s", "it is nolan"),
        ("I looove it, soooo gooood", "i love it , so good"),
        ("w/o gore", "without gore"),
        ("slow-burn sci-fi", "slow burn sci fi"),
        ("1995-2005, '80s and the 1990's", "1995 - 2005 , 80s and the 1990s"),
        ("comedy/drama", "comedy or drama"),
        ("Dr. No. Great!", "dr no . great !"),
        ("Amélie", "amelie"),
        ("2h30 or 1.5 hours", "2h30 or 1.5 hours"),
    ],
)
def test_words_as_they_are_meant(tokenizer: Tokenizer, text: str, words: str) -> None:
    assert " ".join(token.word for token in tokenizer(text)) == words


@given(text=st.text(max_size=60))
def test_tokens_lie_in_the_text_in_order(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert all(token.word for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
