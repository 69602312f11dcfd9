"""The linker reads the schema: it works for wines, plants, and for a graph with hardly anything in it."""

from __future__ import annotations

import pytest

from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.schema import ItemSchema, Schema


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("I loved Schieferfels", ["W01"]),
        ("schieferfels 2021", ["W01"]),
        ("something from Hof Lindau", ["producer:hof-lindau"]),
        ("a dry Riesling with lime", ["riesling", "lime"]),
        ("Uferstien", ["W02"]),
    ],
)
def test_wines(cellar: KnowledgeGraph, text: str, entities: list[str]) -> None:
    mentions = EntityLinker(cellar).link(text).mentions
    assert [mention.entity for mention in mentions] == entities or all(
        mention.entity.endswith(entity) for mention, entity in zip(mentions, entities, strict=True)
    )


def test_plants(garden: KnowledgeGraph) -> None:
    linker = EntityLinker(garden)
    assert [mention.entity for mention in linker.link("an apple or the queen of flowers, sunny").mentions][-2:] == ["rose", "light:sun"]


def test_an_empty_graph_links_nothing() -> None:
    schema = Schema(name="nothing", item=ItemSchema(kind="thing", singular="thing", plural="things", table="none.csv"))
    linked = EntityLinker(GraphBuilder(schema).build(version="0")).link("I loved “Nothing at All” and 1999")
    assert linked.mentions == ()
    assert [name.text for name in linked.unknown] == ["Nothing at All"]
