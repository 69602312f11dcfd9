"""Linking and building stay fast; the limits leave room for slow machines, `bench/linking.py` measures."""

from __future__ import annotations

import statistics
import time

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker

UTTERANCES = (
    "Hi, I'm looking for something like The Matrix or Inception, but funnier",
    "have you seen it? my kids loved frozen and toy story 3",
    "no horror please, nothing before 1990, maybe with tom hanks",
    "thanks, that sounds great",
    "i liked teh godfahter but not goodfelas",
)


def test_an_utterance_takes_a_fraction_of_a_millisecond(linker: EntityLinker) -> None:
    times = []
    for text in UTTERANCES * 40:
        start = time.thread_time()
        linker.link(text)
        times.append(time.thread_time() - start)
    assert statistics.median(times) < 0.003


def test_a_long_text_takes_linear_time(linker: EntityLinker) -> None:
    text = " ".join(UTTERANCES)
    short, long = min(seconds(linker, text) for _ in range(5)), min(seconds(linker, " ".join([text] * 12)) for _ in range(3))
    assert long < 60 * short


def test_building_is_fast(graph: KnowledgeGraph) -> None:
    start = time.thread_time()
    EntityLinker(graph)
    assert time.thread_time() - start < 3


def seconds(linker: EntityLinker, text: str) -> float:
    start = time.thread_time()
    linker.link(text)
    return time.thread_time() - start
