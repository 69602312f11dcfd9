from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.encoder import require_extra
from crs.agents.retrieval.fusion import FusedRetriever
from crs.agents.retrieval.popularity import PopularityRetriever
from crs.agents.retrieval.preparing import Preparable, make_ready
from crs.agents.retrieval.vector import VectorRetriever
from crs.errors import MissingExtraError, StorageError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.testing.retriever import check_retriever
from crs.types import Query
from tests.agents.retrieval.conftest import Ask, reader_of

pytest.importorskip("chromadb")


def over(graph: KnowledgeGraph, folder: Path) -> VectorRetriever:
    return VectorRetriever(graph, Constraints(graph), reader_of(graph), folder=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module")
def dense(few: KnowledgeGraph, folder: Path) -> Iterator[VectorRetriever]:
    retriever = over(few, folder)
    retriever.prepare()
    yield retriever
    retriever.close()


async def items(retriever: VectorRetriever, query: Query, k: int = 3) -> list[str]:
    return [candidate.item for candidate in await retriever.retrieve(query, k=k)]


async def test_it_keeps_the_seam(dense: VectorRetriever, few: KnowledgeGraph) -> None:
    await check_retriever(dense, few, k=8)


async def test_it_keeps_the_seam_in_another_domain(wines: KnowledgeGraph, tmp_path: Path) -> None:
    retriever = over(wines, tmp_path)
    await check_retriever(retriever, wines, k=5)
    retriever.close()


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("somebody shipwrecked on a lonely beach", "cast-away-2000"),
        ("a rodent who cooks", "ratatouille-2007"),
        ("chess against death", "the-seventh-seal-1957"),
        ("mobsters", "goodfellas-1990"),
    ],
)
async def test_meaning_is_found_where_words_differ(dense: VectorRetriever, words: str, item: str) -> None:
    assert item in (await items(dense, Query(text=words)))[:2]


async def test_likes_pull_and_dislikes_push(dense: VectorRetriever, few: KnowledgeGraph, ask: Ask) -> None:
    assert (await items(dense, ask("+alien-1979", over=few)))[0] == "aliens-1986"
    assert (await items(dense, ask("+notting-hill-1999", over=few)))[0] == "love-actually-2003"
    both = await items(dense, ask("+notting-hill-1999", "-alien-1979", over=few), k=20)
    assert both.index("love-actually-2003") < both.index("aliens-1986")


async def test_constraints_hold_before_the_nearest_are_counted(dense: VectorRetriever, few: KnowledgeGraph, ask: Ask) -> None:
    query = ask("+genre:animation!", over=few, text="gangsters and the mafia")
    assert set(await items(dense, query, k=2)) == {"up-2009", "ratatouille-2007"}


async def test_nothing_said_nothing_found(dense: VectorRetriever, few: KnowledgeGraph, ask: Ask) -> None:
    assert await items(dense, Query(text="hello there")) == []
    assert await items(dense, ask("-alien-1979", over=few)) == []


async def test_it_prepares_itself_at_first_need_and_again_after_closing(few: KnowledgeGraph, folder: Path, dense: VectorRetriever) -> None:
    lazy = over(few, folder)
    expected = await items(dense, Query(text="chess"))
    assert await items(lazy, Query(text="chess")) == expected
    lazy.close()
    assert await items(lazy, Query(text="chess")) == expected
    lazy.close()


async def test_many_at_once_load_it_once(
    few: KnowledgeGraph, folder: Path, dense: VectorRetriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[int] = []
    monkeypatch.setattr(
        "crs.agents.retrieval.vector.SentenceTransformerEncoder", lambda _name: loads.append(1) or dense._loaded.texts.encoder
    )  # type: ignore[func-returns-value, union-attr]
    lazy = over(few, folder)
    answers = await asyncio.gather(*(items(lazy, Query(text="chess")) for _ in range(8)))
    assert len(loads) == 1
    assert all(answer == answers[0] for answer in answers)
    lazy.close()


def test_what_is_built_is_loaded_behind_the_back_and_what_is_not_is_built_now(few: KnowledgeGraph, tmp_path: Path) -> None:
    said: list[float] = []
    first = over(few, tmp_path)
    assert isinstance(first, Preparable)
    assert not first.built
    make_ready(first, lambda _what, share: said.append(share))
    assert first.built
    assert said[-1] == 1
    first.close()
    second = over(few, tmp_path)
    said.clear()
    make_ready(second, lambda _what, share: said.append(share))
    assert not said
    for thread in threading.enumerate():
        if thread.name == "crs-prepare":
            thread.join()
    assert second._loaded is not None
    second.close()


class Slow:
    """An encoder that takes its time and understands nothing."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(0.1)
        rows = np.random.default_rng(len(texts[0])).normal(size=(len(texts), 8)).astype(np.float32)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def test_closing_stops_a_build_that_can_be_taken_up_again(graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crs.agents.retrieval.vector.SentenceTransformerEncoder", lambda _name: Slow())
    retriever = over(graph, tmp_path)
    begun = threading.Event()
    failures: list[StorageError] = []

    def build() -> None:
        try:
            retriever.prepare(lambda _what, _share: begun.set())
        except StorageError as error:
            failures.append(error)

    builder = threading.Thread(target=build)
    builder.start()
    assert begun.wait(timeout=60)
    retriever.close()
    builder.join(timeout=60)
    assert len(failures) == 1
    assert "go on" in failures[0].hint
    assert not retriever.built
    done: list[float] = []
    retriever.prepare(lambda _what, share: done.append(share))
    assert retriever.built
    assert done[0] > 1.5 * 64 / len(graph.items)  # it went on with what was there
    retriever.close()


async def test_an_index_that_cannot_be_used_costs_no_answer(few: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    constraints = Constraints(few)
    sources = {"vector": over(few, tmp_path / "file" / "vectors"), "popularity": PopularityRetriever(few, constraints)}
    found = await FusedRetriever(sources, constraints).search(Query(text="chess"), k=3)
    assert len(found.candidates) == 3
    assert isinstance(found.failures["vector"], StorageError)


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    require_extra()
    monkeypatch.setattr("crs.agents.retrieval.encoder.find_spec", lambda name: None if name == "chromadb" else sys)
    with pytest.raises(MissingExtraError, match="vector") as raised:
        require_extra()
    assert raised.value.extra == "vector"
