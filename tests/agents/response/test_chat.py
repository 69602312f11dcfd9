"""Talk: every topic has its words, and they are true."""

from __future__ import annotations

import re

import pytest

from crs.agents.response import plain
from crs.agents.response.conflict import best_loosening
from crs.agents.retrieval.constraints import Constraints
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import Act, Chat, End, QuestionBlock, Recommendation, Utterance

from .conftest import Respond

SEEDS = range(10)


async def _say(respond: Respond, topic: str, *notes: str, **others: object) -> list[str]:
    return [plain(await respond(Chat(topic=topic), *notes, seed=seed, **others)) for seed in SEEDS]


@pytest.mark.parametrize(
    ("topic", "pattern"),
    [
        ("greet", r"^(Hello|Hi|Welcome)"),
        ("thank", r"welcome|pleasure|[Gg]ladly|Happy"),
        ("language", r"English"),
        ("off_topic", r"films"),
        ("small_talk", r"program"),
        ("unclear", r"“.+”"),
        ("empty", r"“.+”"),
        ("nothing_to_undo", r"othing|forget|take back"),
        ("nothing_to_explain", r"recommend"),
        ("preferences", r"othing|not told|know nothing|have nothing"),
        ("something nobody thought of", r"“.+”"),
    ],
)
async def test_topics(respond: Respond, topic: str, pattern: str) -> None:
    said = await _say(respond, topic)
    assert all(re.search(pattern, text) for text in said), said
    assert len(set(said)) >= 4


async def test_a_greeting_asks_something(respond: Respond) -> None:
    for seed in SEEDS:
        assert isinstance((await respond(Chat(topic="greet"), seed=seed))[-1], QuestionBlock)


async def test_a_second_hello_is_a_second_hello(respond: Respond) -> None:
    again = await _say(respond, "greet", before=Utterance(role="recommender", text="Hello!"))
    assert all("again" in text or "once more" in text for text in again)


async def test_abuse_is_met_calmly(respond: Respond) -> None:
    for text in await _say(respond, "abuse"):
        assert "!" not in text
        assert re.search(r"polite|friendly|tone|talk", text)


async def test_accepting_names_what_was_pointed_at(respond: Respond) -> None:
    pointed = {"understood": {"referred": ("alien-1979",)}, "acts": (Act.ACCEPT,)}
    assert all("Alien" in text for text in await _say(respond, "accept", **pointed))
    assert not any("Alien" in text for text in await _say(respond, "accept", shown=("alien-1979",), acts=(Act.ACCEPT,)))


async def test_the_list_of_preferences_is_complete(respond: Respond) -> None:
    notes = (
        "+alien-1979",
        "+genre:western",
        "+person:clint-eastwood",
        "+country:france!",
        "year 1960..1979",
        "-genre:musical!",
        "-heat-1995",
        "0jaws-1975",
    )
    for text in await _say(respond, "preferences", *notes):
        assert "You like Alien, westerns and Clint Eastwood." in text
        assert "You want a French film from 1960 to 1979." in text
        assert "You don't care for Heat." in text
        assert "You want no musicals." in text
        assert "You know Jaws already." in text


async def test_a_retraction_says_what_is_gone_and_what_is_left(respond: Respond, graph: KnowledgeGraph) -> None:
    left = preferences_of(graph, "+genre:western!", "-genre:horror!").retract("p1")
    for text in await _say(respond, "retracted", preferences=left, understood={"retracted": ("p1",), "added": ()}):
        assert "westerns" in text.casefold()
        assert "“no horror films”" in text.casefold()


async def test_goodbye(respond: Respond) -> None:
    for seed in SEEDS:
        assert re.search("bye|See you|Take care", plain(await respond(End(), seed=seed)), re.IGNORECASE)


# ------------------------------------------------------------ nothing left


async def test_the_conflict_is_named_and_the_best_way_out(respond: Respond, graph: KnowledgeGraph) -> None:
    notes = ("+genre:western!", "+country:south-korea!", "year 1930..1939")
    wanted = preferences_of(graph, *notes)
    best = best_loosening(Constraints(graph), wanted, exclude=())
    assert best is not None
    freed = {p.id: int(Constraints(graph).mask(wanted.retract(p.id)).sum()) for p in wanted.active}
    assert best.freed == max(freed.values())
    for text in await _say(respond, "nothing_left", *notes):
        assert "South Korean western from the 1930s" in text
        assert f"{best.freed} film" in text


async def test_two_clashes_at_once_have_no_single_way_out(respond: Respond, graph: KnowledgeGraph) -> None:
    notes = ("+person:buster-keaton!", "+country:south-korea!", "year 1930..1930", "+person:tom-hanks!")
    assert best_loosening(Constraints(graph), preferences_of(graph, *notes), exclude=()) is None
    for text in await _say(respond, "nothing_left", *notes):
        assert re.search(r"more than one|several|just one|which ones", text, re.IGNORECASE)


async def test_when_all_that_fits_was_shown_it_says_so(respond: Respond, graph: KnowledgeGraph) -> None:
    shown = graph.heads("person:christopher-nolan", "directed_by")
    grounds = {item: Recommendation(item=item, rank=1, reason="…") for item in shown}
    for text in await _say(respond, "nothing_left", "+person:christopher-nolan!", shown=shown, grounds=grounds):
        assert re.search(r"everything|all I have|Nothing new", text)


async def test_what_was_ruled_out_is_part_of_the_conflict(respond: Respond) -> None:
    for text in await _say(respond, "nothing_left", "+genre:horror!", "-genre:horror!", "+keyword:slasher!", "-genre:thriller!"):
        assert "thrillers" in text
