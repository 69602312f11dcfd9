from __future__ import annotations

from dataclasses import replace

from crs.agents.retrieval.seeds import query_seeds
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import EntityTarget, Preference, Preferences, Query


def test_likes_are_positive_dislikes_negative_and_known_items_weak(graph: KnowledgeGraph) -> None:
    seeds = query_seeds(Query(preferences=preferences_of(graph, "+alien-1979", "-up-2009", "0heat-1995")), graph)
    assert seeds["alien-1979"] == 1
    assert seeds["up-2009"] == -1
    assert 0 < seeds["heat-1995"] < 0.5


def test_newer_wishes_weigh_more(graph: KnowledgeGraph) -> None:
    old, new = preferences_of(graph, "+alien-1979", "+up-2009").entries
    seeds = query_seeds(Query(preferences=Preferences(entries=(old, replace(new, turn=10)))), graph)
    assert seeds["alien-1979"] < seeds["up-2009"]


def test_items_talked_about_count_only_where_nothing_was_liked(graph: KnowledgeGraph) -> None:
    assert set(query_seeds(Query(mentioned=("alien-1979", "gone")), graph)) == {"alien-1979"}
    liked = Query(preferences=preferences_of(graph, "+up-2009"), mentioned=("alien-1979",))
    assert set(query_seeds(liked, graph)) == {"up-2009"}
    refused = Query(preferences=preferences_of(graph, "-alien-1979"), mentioned=("alien-1979",))
    assert query_seeds(refused, graph) == {"alien-1979": -1}


def test_entities_the_graph_lacks_are_left_out(graph: KnowledgeGraph) -> None:
    lost = Preference(id="p1", target=EntityTarget(entity="genre:gone", kind="genre"), polarity=1)
    assert query_seeds(Query(preferences=Preferences(entries=(lost,))), graph) == {}
