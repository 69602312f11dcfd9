"""The graph in words: traits, things, ranges, wishes."""

from __future__ import annotations

import re

import pytest

from crs.agents.phrases import Phrasebook, Quantities, Trait, Wishes, noun_phrase
from crs.agents.phrases.quantities import bucket_of, bucket_option, parse_option
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import RangeTarget

_LONG = "a scary science fiction film from the 1990s, set in space"


@pytest.fixture(scope="module")
def phrasebook(graph: KnowledgeGraph) -> Phrasebook:
    return Phrasebook(graph)


@pytest.fixture(scope="module")
def wishes(phrasebook: Phrasebook) -> Wishes:
    return Wishes(phrasebook)


@pytest.mark.parametrize(
    ("notes", "phrase"),
    [
        (["+genre:comedy!", "+country:france!", "year 1990.."], "a French comedy from 1990 or later"),
        (["+genre:comedy!", "+genre:romance!", "runtime ..119"], "a romantic comedy under 2 hours long"),
        (["+genre:animation", "+genre:adventure"], "an animated adventure film"),
        (["+genre:comedy", "+genre:western"], "a comedy western"),
        (["+keyword:scary", "+keyword:space", "+genre:science-fiction", "year 1990..1999"], _LONG),
        (["+person:christopher-nolan"], "a film directed by Christopher Nolan"),
        (["+person:tom-hanks", "+genre:war"], "a war film starring Tom Hanks"),
        (["+keyword:based-on-a-true-story"], "a film based on a true story"),
        (["+series:james-bond"], "a film from the James Bond series"),
        (["+country:hong-kong"], "a film from Hong Kong"),
        (["+language:french"], "a French-language film"),
        (["+keyword:funny", "+keyword:family-friendly"], "a family-friendly, funny film"),
        (["alien"], None),
    ],
)  # fmt: skip
def test_a_wish_reads_like_a_noun_phrase(graph: KnowledgeGraph, wishes: Wishes, notes: list[str], phrase: str | None) -> None:
    if phrase is None:
        assert wishes.phrase(preferences_of(graph, "+alien-1979").active) == "a film"
    else:
        assert wishes.phrase(preferences_of(graph, *notes).active) == phrase


def test_alternatives_share_what_they_have_in_common(graph: KnowledgeGraph, wishes: Wishes) -> None:
    nations = preferences_of(graph, "+country:france!", "+country:italy!", any_of="a").active
    assert wishes.phrase(nations) == "a French or Italian film"
    sorts = preferences_of(graph, "+genre:comedy!", "+genre:drama!", any_of="a").active
    assert wishes.phrase(sorts, many=True) == "comedies or dramas"
    mixed = preferences_of(graph, "+keyword:time-travel!", "+keyword:robot!", any_of="a").active
    assert wishes.phrase(mixed) == "a film with time travel or robots"
    either = preferences_of(graph, "+genre:drama!", "+genre:horror!", any_of="a").active
    assert wishes.phrase(either) == "a drama or horror film"
    people = preferences_of(graph, "+person:christopher-nolan!", "+person:ridley-scott!", any_of="a").active
    assert wishes.phrase(people) == "a film directed by Christopher Nolan or Ridley Scott"


def test_what_begins_alike_is_said_once(graph: KnowledgeGraph, wishes: Wishes) -> None:
    both = preferences_of(graph, "+person:christopher-nolan!", "+person:ridley-scott!", "+keyword:grief!", "+keyword:guilt!").active
    assert wishes.phrase(both) == "a film about grief and guilt, directed by Christopher Nolan and Ridley Scott"
    sorts = [
        preferences_of(graph, *notes).active for notes in (("+genre:action", "+genre:adventure"), ("+genre:adventure", "+genre:action"))
    ]
    assert [wishes.phrase(sort) for sort in sorts] == ["an action adventure film"] * 2


def test_things_one_likes(graph: KnowledgeGraph, wishes: Wishes) -> None:
    preferences = preferences_of(
        graph, "+alien-1979", "+genre:comedy", "+country:france", "+keyword:space", "+person:tom-hanks", "year ..1989"
    )
    assert wishes.things(preferences.active) == (
        "Alien",
        "comedies",
        "French films",
        "films set in space",
        "Tom Hanks",
        "films from before 1990",
    )


def test_two_items_of_one_name_are_told_apart(phrasebook: Phrasebook) -> None:
    assert phrasebook.name("the-thing-1982") == "The Thing (1982)"
    assert phrasebook.name("the-thing-2011") == "The Thing (2011)"
    assert phrasebook.name("alien-1979") == "Alien"


def test_every_edge_of_the_catalogue_can_be_said(graph: KnowledgeGraph, phrasebook: Phrasebook) -> None:
    for number in range(0, len(graph.edges.head), 7):
        edge = graph.edge_at(number)
        for text in (phrasebook.statement(edge), phrasebook.predicate(edge), phrasebook.shared(edge), phrasebook.edge_trait(edge).text):
            assert text
            assert "{" not in text
            assert "  " not in text
            assert not re.search(r"\b(a|an|the) (a|an|the)\b", text.casefold())


def test_statements_and_what_is_shared(graph: KnowledgeGraph, phrasebook: Phrasebook) -> None:
    by_tail = {edge.tail: edge for edge in graph.edges_of("alien-1979")}
    assert phrasebook.shared(by_tail["person:ridley-scott"]) == "both directed by Ridley Scott"
    assert phrasebook.statement(by_tail["genre:horror"]) == "Alien is a horror film"
    assert phrasebook.predicate(by_tail["keyword:space"]) == "is set in space"
    assert phrasebook.predicate(by_tail["person:sigourney-weaver"]) == "stars Sigourney Weaver"


@pytest.mark.parametrize(
    ("field", "low", "high", "said"),
    [
        ("runtime", None, 119, "under 2 hours"),
        ("runtime", None, 120, "at most 2 hours"),
        ("runtime", None, 99, "under 100 minutes"),
        ("runtime", 181, None, "over 3 hours"),
        ("runtime", 60, None, "at least 1 hour"),
        ("runtime", 90, 100, "90 to 100 minutes"),
        ("year", None, 1989, "before 1990"),
        ("year", None, 1990, "1990 or earlier"),
        ("year", 2001, None, "after 2000"),
        ("year", 1990, 1999, "the 1990s"),
        ("year", 1990, 2005, "1990 to 2005"),
        ("year", 1994, 1994, "1994"),
    ],
)
def test_ranges(graph: KnowledgeGraph, field: str, low: float | None, high: float | None, said: str) -> None:
    assert Quantities(graph.schema).bound(RangeTarget(field=field, low=low, high=high)) == said


def test_buckets(graph: KnowledgeGraph) -> None:
    year = graph.schema.fields["year"]
    assert bucket_of(year, 1994) == (1990, 1999)
    assert bucket_option(year, 1994) == "1990-1999"
    assert parse_option("-20--10.5") == (-20, -10.5)
    assert Quantities(graph.schema).option_label("year", "1990-1999") == "the 1990s"
    with pytest.raises(ValueError, match="not a range"):
        parse_option("nineties")


def test_many_qualities_are_listed() -> None:
    traits = [Trait(text=text) for text in ("from the 1990s", "set in Paris", "about grief", "directed by X")]
    assert noun_phrase(traits, "film") == "a film from the 1990s, set in Paris, about grief and directed by X"
