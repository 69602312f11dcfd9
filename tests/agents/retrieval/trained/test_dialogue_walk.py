"""The walk over facts and conversations is personalised PageRank over their graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from crs.agents.retrieval.trained.dialogue_walk import DECAY, ENTITY, DialogueWalk
from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.source import AGAINST
from crs.knowledge_graph.conversations import conversation_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.train import walk
from crs.train.cases import ReadDialogue
from crs.train.sources import Fitted
from crs.types import DialogueEvidence
from tests.evaluate.baselines.conftest import GAMES, TALKS, talk


@pytest.fixture
def source(fitted: Fitted) -> DialogueWalk:
    return next(one for one in fitted.sources if isinstance(one, DialogueWalk))


@pytest.fixture
def pagerank(shelf: KnowledgeGraph) -> PersonalisedPageRank:
    """The same made by the parts it is made of."""
    named = [talk(f"t{number}", *texts) for number, texts in enumerate(TALKS)]
    # What is read off the words of a dialogue is named in it as well.
    more = {4: (), 1: ("genre:trade",), 5: ("genre:cosy",)}
    joined = conversation_graph(
        shelf,
        [
            type(dialogue)(
                id=dialogue.id, utterances=(*dialogue.utterances, *talk("m", *(f"{{{one}}}" for one in more.get(number, ()))).utterances)
            )
            for number, dialogue in enumerate(named)
        ],
        weight=walk.DIALOGUES,
    )
    exponents = np.zeros(len(joined))
    for number, entity in enumerate(joined.entities[: len(shelf)]):
        exponents[number] = 0.0 if entity.id in GAMES else walk.ENTITY_HUB_DAMPING
    return PersonalisedPageRank(joined, damping=walk.DAMPING, hub_damping=exponents, tolerance=1e-10)


def test_it_equals_personalised_pagerank_over_the_conversation_graph(
    source: DialogueWalk, pagerank: PersonalisedPageRank, reader: Reader
) -> None:
    dialogue = talk("a", "trade like {harbour}", "{kraken}?", "no")
    seeds = {"harbour": DECAY, "kraken": -AGAINST, "genre:trade": ENTITY * DECAY**2}
    scores = pagerank.scores(seeds)
    expected = [scores[pagerank.graph.index(item)] for item in GAMES]
    assert min(expected) < max(expected) / 2
    found = source.scores([reader.read(dialogue.utterances, {"kraken": -1.0})])[0]
    np.testing.assert_allclose(np.exp(found), np.maximum(expected, 0), atol=3e-4)


def test_a_dislike_leads_away(source: DialogueWalk, reader: Reader) -> None:
    utterances = talk("a", "I know {harbour} and {kraken}").utterances
    liked, disliked = source.scores([reader.read(utterances, {}), reader.read(utterances, {"kraken": -1.0})])
    galleon = list(GAMES).index("galleon")
    assert disliked[galleon] < liked[galleon]


def test_where_nothing_is_named_all_are_equal(source: DialogueWalk, reader: Reader) -> None:
    (scores,) = source.scores([reader.read(talk("a", "Hello").utterances, {})])
    assert len(set(scores.tolist())) == 1


def test_many_walks_are_walked_in_parts(source: DialogueWalk, reader: Reader) -> None:
    readings = [reader.read(talk("a", f"I like {{{list(GAMES)[number % 7]}}}").utterances, {}) for number in range(130)]
    scores = source.scores(readings)
    for number in range(7):
        assert (scores[number::7] == scores[number]).all()


def test_evidence_names_dialogues_that_name_the_item(source: DialogueWalk, reader: Reader, dialogues: Sequence[ReadDialogue]) -> None:
    there = {dialogue.id: {one.number for one in dialogue.whole.items} for dialogue in dialogues}
    reading = reader.read(talk("a", "I like {kraken}").utterances, {})
    for column, item in enumerate(GAMES):
        found = [ground for ground in source.evidence(reading, column) if isinstance(ground, DialogueEvidence)]
        assert len(found) == (0 if item == "unknown" else len(found)) <= 2
        assert all(column in there[ground.dialogue] and ground.weight > 0 for ground in found)
    assert {
        ground.dialogue for ground in source.evidence(reading, list(GAMES).index("galleon")) if isinstance(ground, DialogueEvidence)
    } == {"t3", "t4"}
