"""Fitting the walk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crs.agents.retrieval.trained.reading import Reader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.cases import ReadDialogue
from crs.train.walk import dialogue_walk
from tests.evaluate.baselines.conftest import GAMES, talk


def probabilities(reader: Reader, dialogues: Sequence[ReadDialogue], graph: KnowledgeGraph, text: str) -> dict[str, float]:
    (row,) = dialogue_walk(dialogues, graph).scores([reader.read(talk("a", text).utterances, {})])
    return dict(zip(GAMES, np.exp(row).tolist(), strict=True))


def test_without_dialogues_it_walks_over_facts(reader: Reader, shelf: KnowledgeGraph) -> None:
    found = probabilities(reader, [], shelf, "I like {kraken}")
    assert found["galleon"] > 0.01
    assert max(found["harbour"], found["teapot"]) < 1e-5


def test_dialogues_lead_to_what_shares_no_fact(reader: Reader, shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue]) -> None:
    found = probabilities(reader, dialogues, shelf, "I like {kraken}")
    assert found["harbour"] > 0.001
    assert found["galleon"] > found["harbour"] > found["orchard"]


def test_what_a_dialogue_wishes_for_leads_to_what_it_names(
    reader: Reader, shelf: KnowledgeGraph, dialogues: Sequence[ReadDialogue]
) -> None:
    facts, both = (probabilities(reader, some, shelf, "something cosy") for some in ([], dialogues))
    assert both["orchard"] > both["unknown"]
    assert facts["orchard"] - facts["unknown"] < 1e-4
