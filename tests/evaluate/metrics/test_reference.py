"""What metrics know of the items comes from the training dialogues and the graph."""

from __future__ import annotations

from pathlib import Path

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.metrics import Reference
from crs.evaluate.training import Training
from crs.types import Dialogue, Mention, Utterance
from tests.knowledge_graph.conftest import graph_of


def talk(name: str, *utterances: str) -> LabelledDialogue:
    """A dialogue whose utterances are the ids they mention."""
    said = tuple(
        Utterance(
            role="seeker",
            text=text,
            mentions=tuple(Mention(entity=word, kind="thing", text=word, span=(0, 2)) for word in text.split()),
        )
        for text in utterances
    )
    return LabelledDialogue(dialogue=Dialogue(id=name, utterances=said))


def reference() -> Reference:
    graph = graph_of([(0, "a", 2), (0, "b", 3), (1, "a", 2), (0, "b", 1)], nodes=4, items=2)
    dialogues = (talk("1", "n0 n0", "n0"), talk("2", "n0 n3 stranger"), talk("3", ""))
    return Reference.of(Training(graph=graph, dialogues=dialogues, home=Path("nowhere")))


def test_popularity_counts_the_dialogues_that_mention_an_item() -> None:
    assert reference().popularity == {"n0": 2}
    assert reference().seen("n0") == 2 / 3
    assert reference().seen("n1") == 0


def test_candidates_are_the_items_of_the_graph() -> None:
    assert reference().items == ("n0", "n1")


def test_attributes_are_the_neighbours_that_are_not_items() -> None:
    assert reference().attributes == {"n0": {"n2", "n3"}, "n1": {"n2"}}


def test_cold_items_belong_to_the_long_tail() -> None:
    assert reference().head == {"n0"}
    assert reference().tail == {"n1"}


def test_without_training_every_item_is_cold() -> None:
    graph = graph_of([], nodes=2, items=2)
    empty = Reference.of(Training(graph=graph, dialogues=(), home=Path("nowhere")))
    assert empty.seen("n0") == 0
    assert empty.tail == {"n0", "n1"}
