from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.features import ItemFeatures
from crs.agents.ranking.diversity import SPACING, DiversityRanker
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.testing.ranker import check_ranker
from crs.types import Candidate, Query


def falling(*items: str) -> list[Candidate]:
    """Candidates with evenly falling scores."""
    return [Candidate(item=item, score=1 - place / len(items)) for place, item in enumerate(items)]


def series(graph: KnowledgeGraph, item: str) -> set[str]:
    return set(graph.tails(item, "part_of"))


async def ranked(graph: KnowledgeGraph, items: list[str]) -> list[str]:
    return [candidate.item for candidate in await DiversityRanker(graph).rank(Query(), falling(*items))]


async def test_sequels_are_spread(graph: KnowledgeGraph) -> None:
    bond = list(graph.heads("series:james-bond"))
    others = [item for item in graph.item_ids if not series(graph, item)][:40]
    found = await ranked(graph, bond + others)
    places = [place for place, item in enumerate(found) if item in bond]
    assert places[0] == 0
    assert all(later - earlier >= SPACING for earlier, later in itertools.pairwise(places))


async def test_a_series_that_was_asked_for_is_not_spread(graph: KnowledgeGraph) -> None:
    potter = list(graph.heads("series:harry-potter"))
    others = [item for item in graph.item_ids if not series(graph, item)][:40]
    candidates = [*(Candidate(item=item, score=1.0) for item in potter), *(Candidate(item=item, score=0.2) for item in others)]
    asked = Query(preferences=preferences_of(graph, "+series:harry-potter"))
    for query, together in ((asked, True), (Query(), False)):
        found = [candidate.item for candidate in await DiversityRanker(graph).rank(query, candidates)]
        assert (set(found[: len(potter)]) == set(potter)) == together


async def test_where_there_is_nothing_else_sequels_follow_each_other(graph: KnowledgeGraph) -> None:
    bond = list(graph.heads("series:james-bond"))
    assert sorted(await ranked(graph, bond)) == sorted(bond)


async def test_of_nearly_equal_candidates_the_different_one_comes_earlier(graph: KnowledgeGraph) -> None:
    candidates = [
        Candidate(item="alien-1979", score=1.0),
        Candidate(item="the-thing-1982", score=0.9),
        Candidate(item="notting-hill-1999", score=0.89),
        Candidate(item="up-2009", score=0.0),
    ]
    found = [candidate.item for candidate in await DiversityRanker(graph).rank(Query(), candidates)]
    assert found[:3] == ["alien-1979", "notting-hill-1999", "the-thing-1982"]


async def test_a_list_becomes_less_alike(graph: KnowledgeGraph) -> None:
    items = sorted(graph.heads("genre:science-fiction"))[:40] + sorted(graph.heads("genre:romance"))[:20]
    items = list(dict.fromkeys(items))
    features = ItemFeatures(graph)

    def alike(chosen: list[str]) -> float:
        return float(features.similarity(chosen).sum() - len(chosen))

    assert alike((await ranked(graph, items))[:10]) < alike(items[:10])


async def test_a_catalogue_without_series_is_only_diversified(wines: KnowledgeGraph) -> None:
    await check_ranker(DiversityRanker(wines), wines)


async def test_it_keeps_the_seam(graph: KnowledgeGraph) -> None:
    await check_ranker(DiversityRanker(graph), graph)


@settings(deadline=None, max_examples=25)
@given(data=st.data())
async def test_no_two_of_a_series_are_neighbours_as_long_as_there_are_others(graph: KnowledgeGraph, data: st.DataObject) -> None:
    items = data.draw(st.lists(st.sampled_from(graph.item_ids), min_size=3, max_size=60, unique=True))
    found = await ranked(graph, items)
    assert sorted(found) == sorted(items)
    for place in range(len(found)):
        recent: set[str] = set().union(*(series(graph, item) for item in found[max(0, place - SPACING + 1) : place]))
        if series(graph, found[place]) & recent:  # only where every item left was of such a series
            assert all(series(graph, item) & recent for item in found[place:])
