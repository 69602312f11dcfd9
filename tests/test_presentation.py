"""Preferences and facts as people read them."""

from __future__ import annotations

import pytest

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.presentation import fact_lines, preference_lines, printable
from crs.types import EntityTarget, Preference, Preferences, RangeTarget


def preference(
    number: int, target: EntityTarget | RangeTarget, polarity: float = 1.0, *, hard: bool = False, any_of: str = ""
) -> Preference:
    return Preference(id=f"p{number}", target=target, polarity=polarity, hard=hard, any_of=any_of)


def entity(id: str) -> EntityTarget:  # noqa: A002
    return EntityTarget(entity=id, kind=id.split(":", maxsplit=1)[0] if ":" in id else "film")


def test_each_preference_is_one_line_in_the_words_of_the_schema(graph: KnowledgeGraph) -> None:
    known = Preferences(
        entries=(
            preference(1, entity("alien-1979")),
            preference(2, entity("genre:horror"), -1.0, hard=True),
            preference(3, entity("person:ridley-scott"), -0.5),
            preference(4, RangeTarget(field="runtime", high=120), hard=True),
            preference(5, entity("heat-1995"), 0.0),
        )
    )
    lines = [(line.id, line.mood, line.name, line.kind) for line in preference_lines(known, graph)]
    assert lines == [
        ("p1", "likes", "Alien (1979)", "film"),
        ("p2", "never", "horror", "genre"),
        ("p3", "dislikes", "Ridley Scott", "person"),
        ("p4", "only", "at most 2 hours", "length"),
        ("p5", "known", "Heat (1995)", "film"),
    ]


def test_alternatives_stand_together_and_say_or(graph: KnowledgeGraph) -> None:
    entries = (
        preference(1, entity("country:france"), hard=True, any_of="where"),
        preference(2, entity("genre:comedy")),
        preference(3, entity("country:italy"), hard=True, any_of="where"),
    )
    lines = preference_lines(Preferences(entries=entries), graph)
    assert [(line.mood, line.name) for line in lines] == [("only", "France"), ("or", "Italy"), ("likes", "comedy")]


def test_retracted_preferences_are_not_listed(graph: KnowledgeGraph) -> None:
    known = Preferences(entries=(preference(1, entity("genre:horror")),)).retract("p1")
    assert preference_lines(known, graph) == ()


@pytest.mark.parametrize(
    ("field", "low", "high", "words"),
    [
        ("year", 1980, 1989, "the 1980s"),
        ("year", 1995, 2004, "1995 to 2004"),
        ("year", None, 1989, "before 1990"),
        ("runtime", None, 119, "under 2 hours"),
        ("runtime", 90, None, "at least 90 minutes"),
    ],
)
def test_ranges_are_said_as_the_schema_says_them(
    graph: KnowledgeGraph, field: str, low: float | None, high: float | None, words: str
) -> None:
    known = Preferences(entries=(preference(1, RangeTarget(field=field, low=low, high=high), hard=True),))
    [line] = preference_lines(known, graph)
    assert (line.name, line.mood) == (words, "only")


def test_what_the_catalogue_no_longer_has_keeps_the_words_it_came_from(graph: KnowledgeGraph) -> None:
    entries = (
        Preference(id="p1", target=EntityTarget(entity="genre:gone", kind="genre"), polarity=1.0, text="space opera"),
        Preference(id="p2", target=RangeTarget(field="gone", low=1), polarity=1.0, text="at least one"),
    )
    assert [line.name for line in preference_lines(Preferences(entries=entries), graph)] == ["space opera", "at least one"]


def test_facts_are_joined_and_empty_ones_left_out() -> None:
    assert fact_lines({"genre": ("drama", "war"), "length": "120 minutes", "series": ()}) == (
        ("genre", "drama and war"),
        ("length", "120 minutes"),
    )


def test_control_characters_never_reach_a_terminal() -> None:
    assert printable("Ali\x1b[31men\x07\n(1979)") == "Ali[31men\n(1979)"
