from __future__ import annotations

import pytest

from crs.agents.preference import RuleExtractor
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker


@pytest.fixture(scope="session")
def extractor(graph: KnowledgeGraph, linker: EntityLinker) -> RuleExtractor:
    return RuleExtractor(graph, linker)
