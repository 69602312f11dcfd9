from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.retrieval.constraints import Constraints
from crs.errors import GraphError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.testing.queries import sample_queries
from crs.types import Candidate, EntityTarget, Preference, Preferences, Query, RangeTarget


def alternatives(graph: KnowledgeGraph, *notes: str) -> Preferences:
    return preferences_of(graph, *notes, any_of="one of these")


def test_a_hard_like_must_be_there_and_a_hard_dislike_must_not(graph: KnowledgeGraph, constraints: Constraints) -> None:
    horror, no_horror = preferences_of(graph, "+genre:horror!"), preferences_of(graph, "-genre:horror!")
    assert constraints.allows("alien-1979", horror)
    assert not constraints.allows("alien-1979", no_horror)
    assert (constraints.mask(horror) ^ constraints.mask(no_horror)).all()


def test_a_person_counts_by_any_relation(graph: KnowledgeGraph, constraints: Constraints) -> None:
    clint = preferences_of(graph, "+person:clint-eastwood!")
    directed = set(graph.heads("person:clint-eastwood", "directed_by"))
    starred = set(graph.heads("person:clint-eastwood", "starring"))
    assert starred - directed
    assert all(constraints.allows(item, clint) for item in directed | starred)


def test_different_targets_must_all_be_met(graph: KnowledgeGraph, constraints: Constraints) -> None:
    both = preferences_of(graph, "+genre:comedy!", "+genre:horror!")
    assert constraints.allows("shaun-of-the-dead-2004", both)
    assert not constraints.allows("alien-1979", both)
    assert [p.id for p in constraints.violated("alien-1979", both)] == ["p1"]


def test_of_alternatives_one_is_enough(graph: KnowledgeGraph, constraints: Constraints) -> None:
    either = alternatives(graph, "+genre:horror!", "+genre:musical!")
    assert constraints.allows("alien-1979", either)
    assert [p.id for p in constraints.violated("notting-hill-1999", either)] == ["p1", "p2"]


def test_refused_alternatives_are_all_refused(graph: KnowledgeGraph, constraints: Constraints) -> None:
    neither = alternatives(graph, "-genre:horror!", "-genre:musical!")
    assert not constraints.allows("alien-1979", neither)


def test_ranges_are_inclusive_and_need_the_fact(wines: KnowledgeGraph) -> None:
    constraints = Constraints(wines)
    for field in wines.schema.fields:
        stated = {item.id: item.facts.get(field) for item in wines.items.values()}
        limit = float(max(value for value in stated.values() if isinstance(value, int | float)))
        for polarity in (1.0, -1.0):
            target = RangeTarget(field=field, low=limit, high=limit)
            wish = Preferences(entries=(Preference(id="p1", target=target, polarity=polarity, hard=True),))
            for item, value in stated.items():
                assert constraints.allows(item, wish) == (value is not None and (value == limit) == (polarity > 0))


def test_an_item_may_be_refused_but_not_demanded(graph: KnowledgeGraph, constraints: Constraints) -> None:
    refused, demanded = preferences_of(graph, "-alien-1979!"), preferences_of(graph, "+alien-1979!")
    assert constraints.mask(refused).sum() == len(graph.items) - 1
    assert not constraints.allows("alien-1979", refused)
    assert constraints.mask(demanded).all()


def test_soft_and_retracted_wishes_constrain_nothing(graph: KnowledgeGraph, constraints: Constraints) -> None:
    assert constraints.mask(preferences_of(graph, "-genre:horror", "+genre:musical")).all()
    assert constraints.mask(preferences_of(graph, "+genre:musical!").retract("p1")).all()


def test_what_the_catalogue_does_not_know_cannot_be_met(constraints: Constraints) -> None:
    lost = EntityTarget(entity="genre:gone", kind="genre")
    assert not constraints.mask(Preferences(entries=(Preference(id="p1", target=lost, polarity=1.0, hard=True),))).any()
    assert constraints.mask(Preferences(entries=(Preference(id="p1", target=lost, polarity=-1.0, hard=True),))).all()
    unknown = RangeTarget(field="weight", high=5)
    assert not constraints.mask(Preferences(entries=(Preference(id="p1", target=unknown, polarity=1.0, hard=True),))).any()
    assert not constraints.allows("no-such-item", Preferences())
    with pytest.raises(GraphError):
        constraints.violated("no-such-item", Preferences())


def test_known_items_are_not_eligible(graph: KnowledgeGraph, constraints: Constraints) -> None:
    query = Query(preferences=preferences_of(graph, "+alien-1979", "0notting-hill-1999"), exclude=("up-2009", "no-such-item"))
    left_out = {item for item, may in zip(graph.item_ids, constraints.eligible(query), strict=True) if not may}
    assert left_out == {"alien-1979", "notting-hill-1999", "up-2009"}


def test_filter_keeps_order_and_drops_strangers(graph: KnowledgeGraph, constraints: Constraints) -> None:
    candidates = [Candidate(item=item, score=1.0) for item in ("notting-hill-1999", "alien-1979", "stranger", "up-2009")]
    kept = constraints.filter(candidates, preferences_of(graph, "-genre:horror!"))
    assert [candidate.item for candidate in kept] == ["notting-hill-1999", "up-2009"]


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_mask_allows_and_violated_always_agree(graph: KnowledgeGraph, constraints: Constraints, seed: int) -> None:
    for query in sample_queries(graph, count=3, seed=seed):
        mask = constraints.mask(query.preferences)
        for number in range(seed % 29, len(graph.item_ids), 101):
            item = graph.item_ids[number]
            assert constraints.allows(item, query.preferences) == mask[number] == (not constraints.violated(item, query.preferences))
