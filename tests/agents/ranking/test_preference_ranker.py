from __future__ import annotations

import random

from crs.agents.ranking.preference import PreferenceRanker
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.testing.ranker import check_ranker
from crs.types import Candidate, Preference, Preferences, Query, RangeTarget


def equals(*items: str) -> list[Candidate]:
    """Candidates that retrieval could not tell apart."""
    return [Candidate(item=item, score=1.0) for item in items]


async def ranked(graph: KnowledgeGraph, candidates: list[Candidate], *notes: str) -> list[str]:
    found = await PreferenceRanker(graph).rank(Query(preferences=preferences_of(graph, *notes)), candidates)
    return [candidate.item for candidate in found]


async def test_what_shares_more_and_rarer_things_with_the_likes_comes_first(graph: KnowledgeGraph) -> None:
    found = await ranked(graph, equals("notting-hill-1999", "love-actually-2003", "aliens-1986", "the-martian-2015"), "+alien-1979")
    assert found[:2] == ["aliens-1986", "the-martian-2015"]


async def test_what_is_like_the_dislikes_comes_last(graph: KnowledgeGraph) -> None:
    found = await ranked(graph, equals("blade-runner-2049-2017", "aliens-1986", "love-actually-2003"), "-blade-runner-1982")
    assert found[-1] == "blade-runner-2049-2017"


async def test_what_likes_and_dislikes_share_cancels_out(graph: KnowledgeGraph) -> None:
    """Two of one genre, one loved and one hated: then it is not the genre that decides."""
    loved, hated = "alien-1979", "interstellar-2014"
    horror, space = "the-thing-1982", "gravity-2013"
    assert (await ranked(graph, equals(space, horror), f"+{loved}", f"-{hated}"))[0] == horror


async def test_a_soft_range_is_a_matter_of_degree(graph: KnowledgeGraph) -> None:
    recent = Preference(id="p1", target=RangeTarget(field="year", low=2015), polarity=1.0)
    candidates = equals("casablanca-1942", "the-matrix-1999", "gravity-2013", "parasite-2019")
    found = await PreferenceRanker(graph).rank(Query(preferences=Preferences(entries=(recent,))), candidates)
    assert [candidate.item for candidate in found] == ["parasite-2019", "gravity-2013", "the-matrix-1999", "casablanca-1942"]


async def test_a_soft_wish_counts_for_more_than_the_taste_it_comes_with(graph: KnowledgeGraph) -> None:
    """Of a wish for French comedies the comedy from France comes first, not what is most French."""
    candidates = [Candidate(item="the-vanishing-1988", score=1.0), Candidate(item="amelie-2001", score=0.9)]
    assert (await ranked(graph, candidates, "+genre:comedy", "+country:france"))[0] == "amelie-2001"


async def test_a_good_match_does_not_overturn_everything(graph: KnowledgeGraph) -> None:
    far_ahead = [Candidate(item="love-actually-2003", score=1.0), Candidate(item="aliens-1986", score=0.1)]
    assert (await ranked(graph, far_ahead, "+alien-1979"))[0] == "love-actually-2003"


async def test_without_preferences_the_order_stands(graph: KnowledgeGraph) -> None:
    items = random.Random(0).sample(graph.item_ids, 20)
    assert await ranked(graph, equals(*items)) == items


async def test_scores_follow_the_order_and_say_what_the_ranker_added(graph: KnowledgeGraph) -> None:
    query = Query(preferences=preferences_of(graph, "+alien-1979"))
    found = await PreferenceRanker(graph).rank(query, equals("notting-hill-1999", "aliens-1986"))
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert found[0].parts["preference"] > found[1].parts["preference"] >= 0


async def test_it_keeps_the_seam(graph: KnowledgeGraph, wines: KnowledgeGraph) -> None:
    await check_ranker(PreferenceRanker(graph), graph)
    await check_ranker(PreferenceRanker(wines), wines)


LEARNT = [
    Candidate(item="alien-1979", score=5.0, parts={"ease": 2.0}, chance=0.30),
    Candidate(item="up-2009", score=4.0, parts={"ease": 1.0}, chance=0.20),
    Candidate(item="notting-hill-1999", score=-9.0, parts={"ease": 0.0}, chance=0.01),
    Candidate(item="love-actually-2003", score=-99.0, parts={"ease": 0.0}, chance=0.0),
]


async def test_what_a_model_has_learnt_of_taste_is_not_weighed_again(graph: KnowledgeGraph) -> None:
    assert await ranked(graph, LEARNT, "+love-actually-2003", "-aliens-1986") == [candidate.item for candidate in LEARNT]


async def test_a_soft_wish_is_added_to_what_a_model_has_learnt(graph: KnowledgeGraph) -> None:
    wish = Query(preferences=preferences_of(graph, "+genre:animation"))
    found = await PreferenceRanker(graph).rank(wish, LEARNT)
    assert [candidate.item for candidate in found][:2] == ["up-2009", "alien-1979"], "e times as likely"
    assert [candidate.chance for candidate in found] == [0.20, 0.30, 0.01, 0.0], "the chance stays the model's"
    assert found[0].parts == {"ease": 1.0, "preference": 1.0}
