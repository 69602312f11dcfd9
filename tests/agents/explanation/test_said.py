"""When it is true to say "you liked it"."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crs.agents.explanation.said import Liking, read_liking, said_to_like
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import Dialogue, Preference, Utterance


@pytest.fixture(scope="module")
def liking() -> Liking:
    return read_liking()


def _named(graph: KnowledgeGraph, text: str) -> tuple[Preference, Dialogue]:
    (preference,) = preferences_of(graph, "+alien-1979").entries
    start = text.index("Alien")
    said = Utterance(role="seeker", text=text)
    return replace(preference, text="Alien", span=(start, start + 5)), Dialogue(id="d", utterances=(said,))


@pytest.mark.parametrize(
    "text",
    [
        "I loved Alien",
        "Alien is one of my favourites!",
        "I like Alien a lot",
        "Hello. I'm a fan of Alien. And you?",
        "Alien was great, something similar?",
    ],
)
def test_said(graph: KnowledgeGraph, liking: Liking, text: str) -> None:
    assert said_to_like(*_named(graph, text), liking)


@pytest.mark.parametrize(
    "text",
    [
        "something like Alien",
        "I'd love something like Alien",
        "I loved Heat. Now Alien with jokes",
        "as good as Alien",
        "Alien meets Frozen",
    ],
)
def test_not_said(graph: KnowledgeGraph, liking: Liking, text: str) -> None:
    assert not said_to_like(*_named(graph, text), liking)


def test_what_cannot_be_looked_up_is_not_claimed(graph: KnowledgeGraph, liking: Liking) -> None:
    preference, _ = _named(graph, "I loved Alien")
    assert not said_to_like(preference, Dialogue(id="d"), liking)
    assert said_to_like(preference, None, liking)
    assert not said_to_like(None, None, liking)
    assert not said_to_like(replace(preference, polarity=-1.0), None, liking)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "explanation.toml"
    path.write_text("liked = 3", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"explanation\.toml"):
        read_liking(path)
