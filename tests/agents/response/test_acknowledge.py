"""What was understood is said back, truthfully and briefly."""

from __future__ import annotations

import re

import pytest

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import Act, Mention, Recommend, TextBlock

from .conftest import Respond

SOMETHING = Recommend(items=("heat-1995",))


async def _first(respond: Respond, *notes: str, seeds: int = 12, **others: object) -> list[str]:
    """The first text of the reply, for several seeds."""
    found = []
    for seed in range(seeds):
        block = (await respond(SOMETHING, *notes, seed=seed, **others))[0]
        assert isinstance(block, TextBlock)
        found.append(block.text)
    return found


@pytest.mark.parametrize(
    ("notes", "pattern"),
    [
        (("+alien-1979", "+amelie-2001"), "Alien and Amélie"),
        (("+genre:comedy!", "+country:france!", "year 1990..1999"), "French comedy from the 1990s"),
        (("+genre:comedy", "+person:tom-hanks"), "comedies and Tom Hanks"),
        (("-genre:horror!", "-person:tom-hanks!"), "horror films (and|or) Tom Hanks"),
        (("-the-matrix-1999",), "The Matrix"),
        (("0the-matrix-1999",), "The Matrix"),
        (("runtime ..119",), "under 2 hours"),
        (("-year 1980..1989",), "films from the 1980s"),
    ],
)
async def test_it_says_what_it_heard(respond: Respond, notes: tuple[str, ...], pattern: str) -> None:
    for text in await _first(respond, *notes):
        assert re.search(pattern, text, re.IGNORECASE), text


async def test_it_varies(respond: Respond) -> None:
    assert len(set(await _first(respond, "+alien-1979", seeds=20))) >= 8


async def test_like_and_dislike_are_not_mixed_up(respond: Respond) -> None:
    for text in await _first(respond, "+the-matrix-1999", "-the-notebook-2004"):
        liked, disliked = text.index("The Matrix"), text.index("The Notebook")
        assert liked < disliked
        assert re.search(r"steer|not|nothing|another direction", text, re.IGNORECASE)


async def test_a_critique_is_said_back_in_its_own_words(respond: Respond, graph: KnowledgeGraph) -> None:
    entries = preferences_of(graph, "-keyword:violent!", "-keyword:gory!", origin="critique").entries
    assert all(p.text.startswith("-") for p in entries)
    for text in await _first(respond, "-keyword:violent!", origin="critique", acts=(Act.CRITIQUE,)):
        assert "keyword:violent" in text.casefold()


async def test_new_wishes_are_put_together_with_old_ones(respond: Respond, graph: KnowledgeGraph) -> None:
    both = preferences_of(graph, "+genre:comedy!", "year 1990..1999")
    for text in await _first(respond, preferences=both, understood={"added": ("p2",)}, shown=("alien-1979",)):
        assert "a comedy from the 1990s" in text.casefold()


async def test_a_misspelt_name_is_said_back(respond: Respond) -> None:
    mention = Mention(entity="inception-2010", kind="film", text="Incepton", span=(0, 8), exact=False)
    for text in await _first(respond, "+inception-2010", understood={"mentions": (mention,), "added": ("p1",)}):
        assert "“Incepton”" in text
        assert "Inception (2010)" in text


async def test_unknown_names_are_admitted(respond: Respond) -> None:
    for text in await _first(respond, "+alien-1979", understood={"unknown": ("Purple Teapot",), "added": ("p1",)}):
        assert "“Purple Teapot”" in text
        assert re.search(r"don't|not|does not", text)


async def test_unknown_names_cannot_carry_markup(respond: Respond) -> None:
    for text in await _first(respond, "+alien-1979", understood={"unknown": ("<script>alert(1)</script> " + "x" * 500,)}, seeds=3):
        assert not set("<>{}") & set(text)
        assert len(text) < 300


async def test_what_was_taken_back_is_said_with_its_sign(respond: Respond, graph: KnowledgeGraph) -> None:
    left = preferences_of(graph, "-genre:horror!", "+alien-1979").retract("p1")
    for text in await _first(respond, preferences=left, understood={"added": (), "retracted": ("p1",)}, acts=(Act.RETRACT,)):
        assert "no horror films" in text.casefold()


async def test_what_a_newer_word_replaced_is_not_called_forgotten(respond: Respond, graph: KnowledgeGraph) -> None:
    newer = preferences_of(graph, "+genre:horror", "-genre:horror!")
    for text in await _first(respond, preferences=newer, understood={"added": ("p2",), "retracted": ("p1",)}):
        assert "horror films" in text
        assert not re.search(r"no longer|forgotten|aside|off the table", text, re.IGNORECASE)


async def test_a_greeting_and_thanks_are_returned_on_the_way(respond: Respond) -> None:
    for text in await _first(respond, "+alien-1979", acts=(Act.INFORM, Act.GREET)):
        assert text.startswith(("Hi", "Hello"))
    for text in await _first(respond, "+alien-1979", acts=(Act.THANK, Act.INFORM)):
        assert re.match(r"You're welcome|My pleasure|Gladly|Happy to help", text)


async def test_refusing_all_that_was_shown_is_not_read_out(respond: Respond) -> None:
    shown = ("alien-1979", "aliens-1986", "the-thing-1982")
    notes = tuple(f"-{item}" for item in shown)
    for text in await _first(respond, *notes, origin="feedback", shown=shown, acts=(Act.REJECT,)):
        assert "Alien" not in text


async def test_silence_where_nothing_is_new(respond: Respond) -> None:
    for text in await _first(respond, acts=(Act.REQUEST,)):
        assert text.count(".") + text.count(":") + text.count("?") <= 2
