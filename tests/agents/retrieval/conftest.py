"""Retrieval over the bundled catalogue without vectors (fast), over a part of it with them, and over another domain."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from crs.agents.ranking.diversity import DiversityRanker
from crs.agents.ranking.permutation import check_permutation
from crs.agents.ranking.preference import PreferenceRanker
from crs.agents.retrieval.bm25 import BM25Retriever
from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.fusion import FusedRetriever
from crs.agents.retrieval.graph import GraphRetriever
from crs.agents.retrieval.popularity import PopularityRetriever
from crs.agents.retrieval.words import WordReader, read_stop_words
from crs.content import content_folder
from crs.knowledge_graph.catalogue import Catalogue, read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.preferences import preferences_of
from crs.types import Query

Ask = Callable[..., Query]
Recommend = Callable[..., Awaitable[list[str]]]


def reader_of(graph: KnowledgeGraph) -> WordReader:
    return WordReader(graph, read_stop_words(content_folder("agents") / "retrieval.toml"))


def fused(graph: KnowledgeGraph) -> FusedRetriever:
    constraints = Constraints(graph)
    sources = {
        "graph": GraphRetriever(graph, constraints),
        "bm25": BM25Retriever(graph, constraints, reader_of(graph)),
        "popularity": PopularityRetriever(graph, constraints),
    }
    return FusedRetriever(sources, constraints)


@pytest.fixture(scope="session")
def constraints(graph: KnowledgeGraph) -> Constraints:
    return Constraints(graph)


@pytest.fixture(scope="session")
def reader(graph: KnowledgeGraph) -> WordReader:
    return reader_of(graph)


@pytest.fixture(scope="session")
def retriever(graph: KnowledgeGraph) -> FusedRetriever:
    return fused(graph)


@pytest.fixture(scope="session")
def wines() -> KnowledgeGraph:
    """Another domain: the same code, another schema."""
    return compile_graph(read_catalogue(Path(__file__).parents[2] / "data" / "wines"))


@pytest.fixture(scope="session")
def few() -> KnowledgeGraph:
    """A few items of the bundled catalogue, so that encoding their texts takes a moment."""
    whole = read_catalogue(content_folder("knowledge_graph"))
    wanted = {
        "alien-1979", "aliens-1986", "blade-runner-1982", "ex-machina-2014", "notting-hill-1999", "love-actually-2003", "cast-away-2000",
        "ratatouille-2007", "the-godfather-1972", "goodfellas-1990", "the-seventh-seal-1957", "groundhog-day-1993", "up-2009",
    }  # fmt: skip
    items = tuple(item for item in whole.items if item.id in wanted)
    return compile_graph(Catalogue(schema=whole.schema, items=items, links={item.id: whole.links[item.id] for item in items}))


@pytest.fixture(scope="session")
def ask(graph: KnowledgeGraph) -> Ask:
    """A query in short: `ask("+alien-1979", "-genre:romance!", text="…")`; what is named is excluded, as in a conversation."""

    def make(*notes: str, text: str = "", exclude: tuple[str, ...] = (), over: KnowledgeGraph = graph) -> Query:
        named = tuple(name for note in notes if (name := note[1:].removesuffix("!")) in over.items)
        return Query(preferences=preferences_of(over, *notes), mentioned=named, exclude=(*named, *exclude), text=text)

    return make


@pytest.fixture(scope="session")
def recommend(graph: KnowledgeGraph, retriever: FusedRetriever, ask: Ask) -> Recommend:
    """Items as they would be recommended: retrieved, then ranked."""
    rankers = {"preference": PreferenceRanker(graph), "diversity": DiversityRanker(graph)}

    async def make(*notes: str, text: str = "", exclude: tuple[str, ...] = (), k: int = 200) -> list[str]:
        query = ask(*notes, text=text, exclude=exclude)
        candidates = await retriever.retrieve(query, k=k)
        for name, ranker in rankers.items():
            candidates = check_permutation(candidates, await ranker.rank(query, candidates), ranker=name)
        return [candidate.item for candidate in candidates]

    return make
