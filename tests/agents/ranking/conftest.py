from __future__ import annotations

from pathlib import Path

import pytest

from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph


@pytest.fixture(scope="session")
def wines() -> KnowledgeGraph:
    """Another domain: the same code, another schema."""
    return compile_graph(read_catalogue(Path(__file__).parents[2] / "data" / "wines"))
