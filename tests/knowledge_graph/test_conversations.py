"""Dialogues as nodes: one walk finds items and similar dialogues."""

from __future__ import annotations

import pytest

from crs.errors import GraphError
from crs.knowledge_graph.conversations import conversation_graph, dialogue_node, similar_dialogues
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.knowledge_graph.storage import load_graph, save_graph
from crs.types import Dialogue, Mention, Utterance


def said(id_: str, *entities: str) -> Dialogue:
    """A dialogue in which these are named, one an utterance."""
    mentions = (Mention(entity=entity, kind="plant", text=entity, span=(0, len(entity)), score=1.0) for entity in entities)
    return Dialogue(id=id_, utterances=tuple(Utterance(role="seeker", text=mention.text, mentions=(mention,)) for mention in mentions))


DIALOGUES = (said("1", "rose", "fern", "rose"), said("2", "rose", "fern"), said("3", "apple"), said("4", "moss"))


def test_a_dialogue_is_linked_to_what_is_named_in_it(garden: KnowledgeGraph) -> None:
    graph = conversation_graph(garden, DIALOGUES)
    assert graph.tails("dialogue:1", "mentions") == ("rose", "fern")
    assert graph.heads("rose", "mentions") == ("dialogue:1", "dialogue:2")
    assert graph.entity("dialogue:1").kind == "dialogue"


def test_it_is_the_same_graph_otherwise(garden: KnowledgeGraph) -> None:
    graph = conversation_graph(garden, DIALOGUES)
    assert graph.items == garden.items
    assert graph.entities[: len(garden)] == garden.entities
    assert graph.tails("apple", "likes_light") == garden.tails("apple", "likes_light")
    assert graph.version != garden.version


def test_a_dialogue_that_names_nothing_known_is_left_out(garden: KnowledgeGraph) -> None:
    assert dialogue_node("4") not in conversation_graph(garden, DIALOGUES)


def test_one_walk_finds_items_and_dialogues(garden: KnowledgeGraph) -> None:
    graph = conversation_graph(garden, DIALOGUES, weight=5.0)
    scores = PersonalisedPageRank(graph).scores({"fern": 1.0})
    assert list(similar_dialogues(graph, scores, k=2)) == ["dialogue:1", "dialogue:2"]
    items = scores[graph.item_nodes]
    assert items[graph.item_ids.index("rose")] > items[graph.item_ids.index("apple")]


def test_a_dialogue_out_of_reach_is_not_similar(garden: KnowledgeGraph) -> None:
    graph = conversation_graph(garden, DIALOGUES)
    assert similar_dialogues(graph, PersonalisedPageRank(graph).scores({}), k=9) == {}


def test_it_is_saved_like_any_other(garden: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> None:
    graph = conversation_graph(garden, DIALOGUES)
    folder = tmp_path_factory.mktemp("graphs") / "graph"
    save_graph(graph, folder)
    assert load_graph(folder).tails("dialogue:2", "mentions") == ("rose", "fern")


def test_refuses_two_dialogues_of_one_id(garden: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="share the id '3'"):
        conversation_graph(garden, (*DIALOGUES, said("3", "rose")))


def test_refuses_dialogues_a_second_time(garden: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="knows dialogues already"):
        conversation_graph(conversation_graph(garden, DIALOGUES), DIALOGUES)
