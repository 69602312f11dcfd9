"""What a graph knows of its items."""

from __future__ import annotations

import json

from crs.knowledge_graph.coverage import coverage
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.types import Edge, Entity, Item, dump
from tests.knowledge_graph.conftest import graph_of


def shop() -> KnowledgeGraph:
    """Four things: two described by both sources or one, one by itself alone, one by nothing."""
    builder = GraphBuilder(graph_of([], nodes=0).schema)
    for name, popularity in (("cup", 1.0), ("jug", 0.5), ("pot", 0.2), ("lid", 0.9)):
        facts = {"year": 1999} if name == "pot" else {}
        builder.add_item(Item(id=name, kind="thing", name=name.title(), label=name.title(), facts=facts, popularity=popularity))
    builder.add_entity(Entity(id="ada", kind="node", name="Ada"))
    builder.add_links([("cup", "ada"), ("jug", "ada")], "made_by", source="list")
    builder.add_edge(Edge(head="cup", relation="sold_by", tail="ada", source="book"))
    return builder.build(version="1")


def test_counts_what_is_described_and_by_whom() -> None:
    report = coverage(shop(), canonical={"cup": "cup", "cup again": "cup", "jug": "jug"})
    assert (report.items, report.described, report.with_facts, report.merged) == (4, 2, 1, 1)
    assert [(part.source, part.edges, part.items, part.alone) for part in report.sources] == [("list", 2, 2, 1), ("book", 1, 1, 0)]
    assert report.undescribed == ("Lid", "Pot")  # best known first


def test_counts_degrees_and_components() -> None:
    report = coverage(shop())
    assert report.degrees["least"] == 0
    assert report.degrees["most"] == 2
    assert report.components == 3
    assert report.largest == 0.5


def test_reads_as_text_and_as_json() -> None:
    report = coverage(shop())
    text = "\n".join(report.lines())
    assert "4 items, 2 of them described (50.0 %)" in text
    assert "described by no source: Lid, Pot" in text
    assert json.loads(json.dumps(dump(report)))["sources"][0]["source"] == "list"


def test_an_empty_graph_is_covered_too() -> None:
    report = coverage(graph_of([], nodes=0))
    assert (report.items, report.components, report.largest, report.degrees) == (0, 0, 0.0, {})
    assert list(report.lines())
