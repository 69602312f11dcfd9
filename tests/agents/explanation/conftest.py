from __future__ import annotations

import pytest

from crs.agents.explanation import Explainer
from crs.agents.retrieval.words import WordReader, read_stop_words
from crs.content import content_folder
from crs.knowledge_graph.graph import KnowledgeGraph


@pytest.fixture(scope="session")
def explainer(graph: KnowledgeGraph) -> Explainer:
    return Explainer(graph, words=WordReader(graph, read_stop_words(content_folder("agents") / "retrieval.toml")))
