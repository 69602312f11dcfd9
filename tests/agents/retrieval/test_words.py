from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.agents.retrieval.words import MOST_WORDS, WordReader, read_stop_words, stem
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import Query
from tests.agents.retrieval.conftest import reader_of


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("robots", "robot"), ("comedies", "comedy"), ("houses", "house"), ("glass", "glass"), ("virus", "virus"), ("is", "is")],
)
def test_singular_and_plural_are_one(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular)


@given(word=st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_stems_are_never_empty_nor_longer(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word)


def own(reader: WordReader, query: Query) -> set[str]:
    return set(reader.search(query).own.values())


def test_what_remains_of_a_sentence_is_what_it_is_about(reader: WordReader) -> None:
    said = "Hi! I'm looking for a good movie, something with robots and a lonely lighthouse keeper. Thanks!"
    assert own(reader, Query(text=said)) == {"robots", "lonely", "lighthouse", "keeper"}


def test_the_domain_of_another_catalogue_has_other_empty_words(wines: KnowledgeGraph, reader: WordReader) -> None:
    assert own(reader_of(wines), Query(text="a bottle of wine from a cold region")) == {"cold"}
    assert "bottle" in own(reader, Query(text="a message in a bottle"))


def test_what_was_refused_is_not_searched_for(graph: KnowledgeGraph, reader: WordReader) -> None:
    words = reader.search(Query(preferences=preferences_of(graph, "-genre:horror"), text="no horror, rather a lighthouse"))
    assert words.own == {"lighthouse": "lighthouse"}
    assert words.disliked == {"horror": "horror"}


def test_what_was_taken_back_is_not_searched_for(graph: KnowledgeGraph, reader: WordReader) -> None:
    preferences = preferences_of(graph, "+keyword:robot").retract("p1")
    assert not reader.search(Query(preferences=preferences, text="robots\nactually forget robots"))


def test_what_was_refused_and_then_wished_for_is_searched_for(graph: KnowledgeGraph, reader: WordReader) -> None:
    preferences = preferences_of(graph, "-keyword:robot", "+keyword:robot")
    words = reader.search(Query(preferences=preferences, text="no robots\nok, robots then"))
    assert words.liked == {"robot": "robot"}
    assert "robot" in words.own
    assert not words.disliked


def test_long_conversations_count_by_their_newest_words(reader: WordReader) -> None:
    said = " ".join(f"lighthouse{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200))
    words = reader.search(Query(text=said)).own
    assert len(words) == MOST_WORDS
    assert list(words.values()) == said.split()[-MOST_WORDS:]


def test_a_broken_list_of_stop_words_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("words = ", encoding="utf-8")
    for name in ("broken.toml", "missing.toml"):
        with pytest.raises(ConfigError, match=name):
            read_stop_words(tmp_path / name)


def test_what_every_answer_has_is_told_apart_from_what_is_merely_liked(graph: KnowledgeGraph, reader: WordReader) -> None:
    words = reader.search(Query(preferences=preferences_of(graph, "+genre:horror!", "+keyword:robot"), text="horror with robots, please"))
    assert (words.required, words.liked) == ({"horror": "horror"}, {"robot": "robot"})
    assert set(words.own) == {"horror", "robot"}
