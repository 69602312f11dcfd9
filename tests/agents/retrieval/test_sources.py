"""The sources one by one."""

from __future__ import annotations

import pytest

from crs.agents.retrieval.bm25 import BM25Retriever
from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.graph import GraphRetriever
from crs.agents.retrieval.popularity import PopularityRetriever
from crs.agents.retrieval.words import WordReader
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import holds
from crs.protocols import Retriever
from crs.testing.retriever import check_retriever
from crs.types import Query, TextEvidence
from tests.agents.retrieval.conftest import Ask, reader_of


@pytest.fixture(scope="module")
def near(graph: KnowledgeGraph, constraints: Constraints) -> GraphRetriever:
    return GraphRetriever(graph, constraints)


@pytest.fixture(scope="module")
def lexical(graph: KnowledgeGraph, constraints: Constraints, reader: WordReader) -> BM25Retriever:
    return BM25Retriever(graph, constraints, reader)


@pytest.fixture(scope="module")
def known(graph: KnowledgeGraph, constraints: Constraints) -> PopularityRetriever:
    return PopularityRetriever(graph, constraints)


async def items(retriever: Retriever, query: Query, k: int = 10) -> list[str]:
    return [candidate.item for candidate in await retriever.retrieve(query, k=k)]


@pytest.mark.parametrize("source", ["near", "lexical", "known"])
async def test_every_source_keeps_the_seam(graph: KnowledgeGraph, source: str, request: pytest.FixtureRequest) -> None:
    await check_retriever(request.getfixturevalue(source), graph)


async def test_every_source_keeps_it_in_another_domain(wines: KnowledgeGraph) -> None:
    constraints = Constraints(wines)
    for source in (
        GraphRetriever(wines, constraints),
        BM25Retriever(wines, constraints, reader_of(wines)),
        PopularityRetriever(wines, constraints),
    ):
        await check_retriever(source, wines, k=4)


# ------------------------------------------------------------ graph


async def test_the_graph_finds_the_neighbourhood_of_what_was_liked(near: GraphRetriever, ask: Ask) -> None:
    assert {"aliens-1986", "blade-runner-2049-2017"} <= set(await items(near, ask("+alien-1979", "+blade-runner-1982")))


async def test_the_first_ones_say_by_which_path(graph: KnowledgeGraph, near: GraphRetriever, ask: Ask) -> None:
    first, *_ = await near.retrieve(ask("+alien-1979"), k=10)
    assert first.evidence
    for path in first.evidence:
        assert path.type == "path"
        assert holds(graph, path.hops, start="alien-1979", goal=first.item)


async def test_a_dislike_pulls_its_neighbourhood_down(near: GraphRetriever, ask: Ask) -> None:
    before = await items(near, ask("+alien-1979", "+notting-hill-1999"), k=50)
    after = await items(near, ask("+alien-1979", "-notting-hill-1999"), k=50)
    assert "love-actually-2003" in before
    assert "love-actually-2003" not in after
    assert "aliens-1986" in after


async def test_the_graph_has_nothing_to_say_where_nothing_was_liked(near: GraphRetriever, ask: Ask) -> None:
    assert await items(near, ask("-alien-1979")) == []
    assert await items(near, Query(text="hello")) == []


async def test_items_talked_about_stand_in_for_likes(near: GraphRetriever) -> None:
    assert "aliens-1986" in await items(near, Query(mentioned=("alien-1979",), exclude=("alien-1979",)))


# ------------------------------------------------------------ words


async def test_the_words_of_a_story_find_it_and_say_so(lexical: BM25Retriever) -> None:
    found = await lexical.retrieve(Query(text="a castaway alone on an island, with a volleyball"), k=5)
    best = next(candidate for candidate in found if candidate.item == "cast-away-2000")
    assert isinstance(best.evidence[0], TextEvidence)
    assert "island" in best.evidence[0].words


async def test_chatting_finds_nothing(lexical: BM25Retriever) -> None:
    assert await items(lexical, Query(text="hi! can you recommend me a good movie please? i'd love to watch something tonight")) == []


async def test_the_name_of_a_liked_item_is_not_searched_for(lexical: BM25Retriever, ask: Ask) -> None:
    assert await items(lexical, ask("+heat-1995", text="I loved Heat")) == []


async def test_liked_names_count_and_disliked_ones_count_against(lexical: BM25Retriever, graph: KnowledgeGraph, ask: Ask) -> None:
    found = await items(lexical, ask("+keyword:robot", text="robots please"), k=20)
    assert all("robot" in (graph.items[item].name + graph.items[item].text).lower() for item in found)
    space = ask("+genre:science-fiction", "-keyword:space", text="science fiction but not space")
    assert all("keyword:space" not in graph.neighbours(item) for item in await items(lexical, space))


async def test_a_word_that_every_answer_has_orders_nothing(lexical: BM25Retriever, graph: KnowledgeGraph, ask: Ask) -> None:
    assert await items(lexical, ask("+genre:horror!", text="a horror movie")) == []
    found = await items(lexical, ask("+genre:horror!", text="horror on an island"))
    assert found
    assert all("island" in f"{graph.items[item].name} {graph.items[item].text}".lower() for item in found)


# ------------------------------------------------------------ popularity


async def test_the_best_known_come_first(graph: KnowledgeGraph, known: PopularityRetriever) -> None:
    found = await known.retrieve(Query(), k=len(graph.items))
    scores = [candidate.score for candidate in found]
    assert len(found) == len(graph.items)
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


async def test_also_where_a_catalogue_knows_no_popularity(graph: KnowledgeGraph, constraints: Constraints) -> None:
    found = await PopularityRetriever(graph, constraints).retrieve(Query(exclude=graph.item_ids[:-3]), k=10)
    assert {candidate.item for candidate in found} == set(graph.item_ids[-3:])
