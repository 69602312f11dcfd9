"""The extractor knows no domain: the same rules on a cellar of wines, with the words of its schema."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from crs.agents.preference import RuleExtractor
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.linking import EntityLinker
from crs.types import Act, Dialogue, EntityTarget, Preferences, RangeTarget, Understanding, Utterance

WINES = Path(__file__).parents[2] / "data" / "wines"


@pytest.fixture(scope="module")
def sommelier() -> RuleExtractor:
    graph = compile_graph(read_catalogue(WINES))
    return RuleExtractor(graph, EntityLinker(graph))


def _hears(sommelier: RuleExtractor, text: str, answering: Utterance | None = None) -> Understanding:
    earlier = () if answering is None else (answering,)
    dialogue = Dialogue(id="cellar", utterances=(*earlier, Utterance(role="seeker", text=text)))
    return asyncio.run(sommelier.extract(dialogue, Preferences()))


def _told(understood: Understanding) -> dict[str, float]:
    entries = understood.preferences.active
    return {p.target.entity: p.polarity for p in entries if isinstance(p.target, EntityTarget)}


def _ranges(understood: Understanding) -> list[RangeTarget]:
    return [p.target for p in understood.preferences.active if isinstance(p.target, RangeTarget)]


def test_a_wish_with_a_price(sommelier: RuleExtractor) -> None:
    understood = _hears(sommelier, "a red from Burgundy under 40 euros")
    assert understood.act == Act.REQUEST
    assert _told(understood) == {"colour:red": 1, "region:burgundy": 1}
    assert _ranges(understood) == [RangeTarget(field="price", high=40)]
    assert all(p.hard for p in understood.preferences.active)


def test_likes_and_dislikes(sommelier: RuleExtractor) -> None:
    assert _told(_hears(sommelier, "I loved Roter Hang but hated La Garrigue")) == {"W04": 1, "W07": -1}
    assert _told(_hears(sommelier, "nothing with Merlot please")) == {"grape:merlot": -1}
    assert _told(_hears(sommelier, "I've already tasted Brut Céleste")) == {"W11": 0}


def test_the_verbs_of_the_domain_ask(sommelier: RuleExtractor) -> None:
    assert _hears(sommelier, "what should I drink tonight?").acts == (Act.REQUEST,)


def test_comparisons_use_the_words_of_the_schema(sommelier: RuleExtractor) -> None:
    shown = Utterance(role="recommender", text="…", shown=("W05", "W06"))
    cheaper = _hears(sommelier, "something cheaper", shown)
    assert cheaper.acts == (Act.CRITIQUE,)
    assert _ranges(cheaper) == [RangeTarget(field="price", high=41)]
    assert _ranges(_hears(sommelier, "something like Le Tilleul but cheaper")) == [RangeTarget(field="price", high=47)]
    assert _ranges(_hears(sommelier, "nothing older than 2018")) == [RangeTarget(field="vintage", low=2018)]


def test_answers(sommelier: RuleExtractor) -> None:
    asked = Utterance(role="recommender", text="…", asked="has_colour", options=("colour:red", "colour:white"))
    understood = _hears(sommelier, "white", asked)
    assert (understood.answered, _told(understood)) == ("has_colour", {"colour:white": 1})
    assert understood.preferences.active[0].hard  # the kind is closed: it is what it shall be, not a taste
    price = Utterance(role="recommender", text="…", asked="price", options=("0-10", "10-20"))
    assert _ranges(_hears(sommelier, "the second", price)) == [RangeTarget(field="price", low=10, high=20)]
