"""What comes out for a person: sources fused, constraints kept, ranked and spread."""

from __future__ import annotations

import itertools

import pytest

from crs.agents.retrieval.constraints import Constraints
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from tests.agents.retrieval.conftest import Recommend


def share(graph: KnowledgeGraph, items: list[str], genre: str) -> float:
    return sum(f"genre:{genre}" in graph.tails(item, "has_genre") for item in items) / len(items)


async def test_who_liked_alien_and_blade_runner_gets_science_fiction(graph: KnowledgeGraph, recommend: Recommend) -> None:
    found = (await recommend("+alien-1979", "+blade-runner-1982"))[:10]
    assert "aliens-1986" in found
    assert share(graph, found, "science-fiction") >= 0.8
    assert share(graph, found, "romance") <= 0.1


async def test_who_liked_a_romantic_comedy_gets_more_of_them(graph: KnowledgeGraph, recommend: Recommend) -> None:
    found = (await recommend("+notting-hill-1999"))[:10]
    assert share(graph, found, "romance") >= 0.8
    assert share(graph, found, "horror") == 0


async def test_like_one_thing_but_of_another_mood(graph: KnowledgeGraph, recommend: Recommend) -> None:
    plain, funnier = (await recommend("+alien-1979"))[:10], (await recommend("+alien-1979", "+genre:comedy"))[:10]
    assert share(graph, funnier, "comedy") > share(graph, plain, "comedy")
    assert share(graph, funnier, "horror") + share(graph, funnier, "science-fiction") >= 0.7


async def test_a_liked_director_comes_first(graph: KnowledgeGraph, recommend: Recommend) -> None:
    found = (await recommend("+person:martin-scorsese"))[:5]
    assert all("person:martin-scorsese" in graph.neighbours(item) for item in found)


async def test_a_dislike_lowers_what_is_like_it(recommend: Recommend) -> None:
    before, after = await recommend("+alien-1979"), await recommend("+alien-1979", "-blade-runner-1982")
    assert "blade-runner-2049-2017" in before[:50]
    assert "blade-runner-2049-2017" not in after[:50]


async def test_no_horror_means_none(graph: KnowledgeGraph, recommend: Recommend) -> None:
    found = await recommend("+alien-1979", "-genre:horror!")
    assert len(found) > 100
    assert share(graph, found, "horror") == 0


async def test_only_french(graph: KnowledgeGraph, recommend: Recommend) -> None:
    found = await recommend("+language:french!", "+alien-1979")
    assert len(found) >= 20
    assert all("language:french" in graph.tails(item, "in_language") for item in found)


async def test_a_rare_combination_finds_all_there_is(graph: KnowledgeGraph, constraints: Constraints, recommend: Recommend) -> None:
    notes = ("+genre:western!", "year 1960..1969")
    allowed = [item for item in graph.items if constraints.allows(item, preferences_of(graph, *notes))]
    assert sorted(await recommend(*notes)) == sorted(allowed)
    assert allowed


async def test_contradictory_wishes_leave_nothing(recommend: Recommend) -> None:
    assert await recommend("+genre:horror!", "+genre:western!", "+genre:musical!") == []
    assert await recommend("year 1990..1980") == []
    assert await recommend("+person:alfred-hitchcock!", "+person:hayao-miyazaki!", text="a cartoon with suspense") == []


async def test_what_is_excluded_never_comes_back(recommend: Recommend) -> None:
    seen: tuple[str, ...] = ()
    for _ in range(5):
        found = await recommend("+toy-story-1995", exclude=seen)
        assert not set(found) & {*seen, "toy-story-1995"}
        seen += tuple(found[:10])


@pytest.mark.parametrize("liked", ["casino-royale-2006", "star-wars-1977", "toy-story-1995", "the-avengers-2012"])
async def test_sequels_do_not_flood_the_list(graph: KnowledgeGraph, recommend: Recommend, liked: str) -> None:
    found = (await recommend(f"+{liked}"))[:30]
    for one, other in itertools.combinations(range(len(found)), 2):
        if other - one < 5:
            assert not set(graph.tails(found[one], "part_of")) & set(graph.tails(found[other], "part_of")), (found[one], found[other])


async def test_who_asks_for_a_series_gets_it(graph: KnowledgeGraph, recommend: Recommend) -> None:
    found = (await recommend("+series:harry-potter"))[:3]
    assert all("series:harry-potter" in graph.tails(item, "part_of") for item in found)


async def test_a_story_told_in_free_words_is_found(recommend: Recommend) -> None:
    assert "cast-away-2000" in (await recommend(text="a man who is stuck alone on an island"))[:3]
    assert "ratatouille-2007" in (await recommend(text="something about a chef in a restaurant"))[:5]


async def test_when_nothing_is_known_well_known_and_various_items_come(graph: KnowledgeGraph, recommend: Recommend) -> None:
    found = (await recommend(text="hi there, can you recommend me a good film?"))[:10]
    assert all(graph.items[item].popularity == 1 for item in found)
    assert len({genre for item in found for genre in graph.tails(item, "has_genre")}) >= 8
