import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.errors import TextError
from crs.text import MAX_CHARACTERS, accept, fold, join_words, slug


def test_ordinary_text_is_kept_as_it_is() -> None:
    assert accept("I loved Amélie – it's great! 😀\nReally.") == "I loved Amélie – it's great! 😀\nReally."


def test_decomposed_letters_are_composed() -> None:
    assert accept("Ame\u0301lie") == "Amélie"


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\u200b", "\u202e", "\ufeff", "\ue000", "\ufffe", "\u00ad"])
def test_characters_that_nobody_sees_are_dropped(hidden: str) -> None:
    assert accept(f"hor{hidden}ror") == "horror"


def test_joiners_stay_where_emoji_and_scripts_need_them() -> None:
    assert accept("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert accept("می\u200cخواهم") == "می\u200cخواهم"
    assert accept("❤\ufe0f") == "❤\ufe0f"


def test_joiners_cannot_hide_inside_a_word() -> None:
    assert accept("hor\u200dror") == "horror"


def test_too_long_says_how_long() -> None:
    with pytest.raises(TextError, match="10,000 characters"):
        accept("x" * 10_000)


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(TextError, match="surrogate"):
        accept("hello \ud800")


@given(st.text(max_size=300) | st.text("aé❤0 \u200d\u200c\ufe0f\u0301\u200b\x00", max_size=12))
@settings(max_examples=2000)
def test_accepting_is_stable_and_encodable(text: str) -> None:
    once = accept(text)
    assert accept(once) == once
    assert len(once) <= MAX_CHARACTERS
    once.encode()


def test_fold_makes_spellings_comparable() -> None:
    assert fold("  AMÉLIE’s  ") == fold("Amelie's")


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("name", "expected"), [("Amélie (2001)", "amelie-2001"), ("Se7en", "se7en"), ("千と千尋", "5343-3068-5343-5c0b")])
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(("words", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_join_words(words: list[str], expected: str) -> None:
    assert join_words(words) == expected
