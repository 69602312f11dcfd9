"""Retrieval and ranking over the bundled catalogue: what each source finds, how fast, and what it costs.

    python bench/retrieval.py [--split valid] [--no-vector] [--json FILE]

Quality: of the films a ReDial seeker said they liked (the form filled in after the dialogue) one is hidden; the others are likes,
those they did not like are dislikes. Hit at 10 is how often the hidden one comes back among the first ten. Settings were chosen on
the training dialogues; the default here is validation. Interval: 95 %, bootstrap over dialogues.

Speed: queries with two likes and a wish in words, each asked once, so that nothing is remembered; one thread.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import asyncio
import itertools
import random
import resource
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _report import arguments, quantile, report

from crs.agents.ranking.diversity import DiversityRanker
from crs.agents.ranking.preference import PreferenceRanker
from crs.agents.retrieval.bm25 import BM25Retriever
from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.fusion import FusedRetriever
from crs.agents.retrieval.graph import GraphRetriever
from crs.agents.retrieval.popularity import PopularityRetriever
from crs.agents.retrieval.vector import VectorRetriever
from crs.agents.retrieval.words import WordReader, read_stop_words
from crs.content import content_folder
from crs.datasets.folder import data_folder
from crs.datasets.redial import read_dialogues
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.protocols import Ranker, Retriever
from crs.testing.preferences import preferences_of
from crs.text import fold
from crs.types import Candidate, Query

K = 200
WISHES = (
    "a clever heist with a twist",
    "two strangers on a night train",
    "robots that feel",
    "a lonely lighthouse",
    "a chef falls in love",
)
PLACES = (
    "in space",
    "by the sea",
    "in a small town",
    "at war",
    "in the desert",
    "at school",
    "in Paris",
    "on a farm",
    "in prison",
    "at court",
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One seeker: what is asked, and the item that was hidden."""

    query: Query
    hidden: str


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--split", default="valid", choices=("train", "valid"))
    parser.add_argument("--no-vector", action="store_true", help="leave the vectors out")
    options = parser.parse_args()
    graph = compile_graph(read_catalogue(content_folder("knowledge_graph")))
    constraints = Constraints(graph)
    reader = WordReader(graph, read_stop_words(content_folder("agents") / "retrieval.toml"))
    sources: dict[str, Retriever] = {
        "graph": GraphRetriever(graph, constraints),
        "bm25": BM25Retriever(graph, constraints, reader),
        "popularity": PopularityRetriever(graph, constraints),
    }
    rows: list[dict[str, Any]] = [{"part": "memory without vectors, MB", "value": memory()}]
    with tempfile.TemporaryDirectory() as home:
        if not options.no_vector:
            vector = VectorRetriever(graph, constraints, reader, folder=Path(home))
            rows.append({"part": "first build of the index, s", "value": seconds(vector)})
            vector.close()
            vector = VectorRetriever(graph, constraints, reader, folder=Path(home))
            rows.append({"part": "opening it again, s", "value": seconds(vector)})
            rows.append({"part": "memory with vectors, MB", "value": memory()})
            sources["vector"] = vector
        rows = [*measured(graph, constraints, sources, options.split), *rows]
    report(f"Retrieval over {len(graph.items):,} items", rows, options.json)


def measured(graph: KnowledgeGraph, constraints: Constraints, sources: Mapping[str, Retriever], split: str) -> list[dict[str, Any]]:
    fused = FusedRetriever(sources, constraints)
    walks: dict[str, Retriever] = {
        f"graph, plain walk, hub damping {h}": GraphRetriever(graph, constraints, walk=PersonalisedPageRank(graph, hub_damping=h))
        for h in (0.0, 0.5)
    }
    cases = hidden_likes(graph, split)
    rows = [
        {"part": name, **quality(asyncio.run(answers(source, cases)), cases), **speed(asyncio.run(timed(source, wishes(graph, name))))}
        for name, source in {**sources, **walks, "fused": fused}.items()
    ]
    lists = asyncio.run(answers(fused, cases))
    rankers: dict[str, Ranker] = {"preference": PreferenceRanker(graph), "diversity": DiversityRanker(graph)}
    for name, ranker in rankers.items():
        started = time.perf_counter()
        lists = asyncio.run(reranked(ranker, cases, lists))
        each = (time.perf_counter() - started) * 1000 / max(len(cases), 1)
        rows.append({"part": f"… ranked by {name}", **quality(lists, cases), "p50 ms": each})
    return rows


def hidden_likes(graph: KnowledgeGraph, split: str) -> list[Case]:
    """One case for every dialogue whose seeker liked two or more items of the catalogue."""
    folder = data_folder()
    if folder is None:
        print("no data (set CRS_DATA_DIR): quality is left out", file=sys.stderr)
        return []
    by_name = {
        (fold(name), item.facts["year"]): item.id
        for item in graph.items.values()
        for name in (item.name, *item.aliases)
        if "year" in item.facts
    }
    draw = random.Random(0)
    cases = []
    for dialogue in read_dialogues(folder / "redial" / f"{split}_data.jsonl"):
        found = {film: item for film, title in dialogue.titles.items() if (item := linked(title, by_name)) is not None}
        said = {found[film]: form.liked for film, form in dialogue.seeker_likes.items() if film in found}
        likes = [item for item, liked in said.items() if liked == 1]
        if len(likes) >= 2:
            hidden = draw.choice(likes)
            known = [f"+{item}" for item in likes if item != hidden] + [f"-{item}" for item, liked in said.items() if liked == 0]
            named = tuple(note[1:] for note in known)
            query = Query(preferences=preferences_of(graph, *known), mentioned=named, exclude=named)
            cases.append(Case(query=query, hidden=hidden))
    return cases


def linked(title: str, by_name: Mapping[tuple[str, Any], str]) -> str | None:
    """The item of a title with its year, which the two sides may count one apart."""
    name, _, year = title.rstrip(") ").rpartition(" (")
    if not year.isdecimal():
        return None
    return next((by_name[key] for off in (0, 1, -1) if (key := (fold(name), int(year) + off)) in by_name), None)


def wishes(graph: KnowledgeGraph, name: str) -> list[Query]:
    """Queries of the same kind for every part, none of them the same."""
    draw = random.Random(name)
    texts = [f"{wish} {place}, {name} {letter}" for letter in "uvwxyz" for wish, place in itertools.product(WISHES, PLACES)]
    pairs = [draw.sample(graph.item_ids, 2) for _ in texts]
    return [
        Query(preferences=preferences_of(graph, *(f"+{item}" for item in pair)), mentioned=tuple(pair), exclude=tuple(pair), text=text)
        for pair, text in zip(pairs, texts, strict=True)
    ]


async def answers(source: Retriever, cases: Sequence[Case]) -> list[Sequence[Candidate]]:
    return [await source.retrieve(case.query, k=K) for case in cases]


async def reranked(ranker: Ranker, cases: Sequence[Case], lists: Sequence[Sequence[Candidate]]) -> list[Sequence[Candidate]]:
    return [await ranker.rank(case.query, found) for case, found in zip(cases, lists, strict=True)]


async def timed(source: Retriever, queries: Sequence[Query]) -> list[float]:
    await source.retrieve(queries[0], k=K)
    times = []
    for query in queries[1:]:
        started = time.perf_counter()
        await source.retrieve(query, k=K)
        times.append((time.perf_counter() - started) * 1000)
    return times


def quality(lists: Sequence[Sequence[Candidate]], cases: Sequence[Case]) -> dict[str, Any]:
    if not cases:
        return {}
    ranks = np.array(
        [next((n for n, c in enumerate(found, 1) if c.item == case.hidden), np.inf) for found, case in zip(lists, cases, strict=True)]
    )
    hit = ranks <= 10
    drawn = np.random.default_rng(0).integers(0, len(hit), size=(2_000, len(hit)))
    low, high = np.quantile(hit[drawn].mean(axis=1), [0.025, 0.975])
    return {"n": len(cases), "hit@10": float(hit.mean()), "95 %": f"{low:.3f}-{high:.3f}", "MRR": float((1 / ranks).mean())}


def speed(times: Sequence[float]) -> dict[str, float]:
    return {"p50 ms": quantile(times, 0.5), "p99 ms": quantile(times, 0.99)}


def seconds(vector: VectorRetriever) -> float:
    started = time.perf_counter()
    vector.prepare()
    return time.perf_counter() - started


def memory() -> float:
    """The most this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
