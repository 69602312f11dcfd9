"""From tables to the graph: one node a thing, one edge a statement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crs.errors import GraphError
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph, content_version, entity_id
from crs.knowledge_graph.graph import KnowledgeGraph
from tests.knowledge_graph.conftest import PLANTS, PLANTS_SCHEMA

Plants = Callable[..., Path]


def compiled(folder: Path) -> KnowledgeGraph:
    return compile_graph(read_catalogue(folder))


def test_ids_are_kind_and_name() -> None:
    assert entity_id("person", "Ridley Scott") == "person:ridley-scott"
    assert entity_id("person", "Zoë Kravitz") == "person:zoe-kravitz"


def test_signs_that_tell_names_apart_count() -> None:
    assert len({entity_id("skill", name) for name in ("C", "C++", "C#")}) == 3
    assert entity_id("maker", "Smith & Sons") == entity_id("maker", "Smith and Sons")


def test_every_statement_is_an_edge(garden: KnowledgeGraph) -> None:
    stated = [(edge.head, edge.relation, edge.tail) for edge in garden.edges_of("apple")]
    assert stated == [
        ("apple", "member_of", "family:rosaceae"),
        ("apple", "likes_light", "light:sun"),
        ("apple", "likes_light", "light:shade"),
        ("apple", "tagged", "tag:edible"),
    ]


def test_two_spellings_are_one_entity_called_as_met_first(plants: Plants) -> None:
    graph = compiled(plants(table=PLANTS.replace("1768,Rosaceae", "1768,ROSACEÆ").replace("1753,Rosaceae", "1753,Rosaceæ", 1)))
    assert [entity.name for entity in graph.of_kind("family")] == ["Rosaceæ", "Polypodiaceae"]


def test_entities_of_the_schema_bring_their_aliases(garden: KnowledgeGraph) -> None:
    assert garden.entity("light:sun").aliases == ("sunny",)


def test_the_schema_decides_how_an_open_kind_is_spelt(plants: Plants) -> None:
    schema = PLANTS_SCHEMA.replace('plural = "tags"\n[rel', 'plural = "tags"\nvalues = { Edible = ["tasty"] }\n[rel')
    graph = compiled(plants(schema=schema))
    assert graph.entity("tag:edible").name == "Edible"
    assert graph.entity("tag:edible").aliases == ("tasty",)


def test_an_item_cannot_take_the_id_of_an_entity(plants: Plants) -> None:
    with pytest.raises(GraphError, match="light:sun"):
        compiled(plants(table=PLANTS.replace("\nfern,", "\nlight:sun,")))


@pytest.mark.parametrize(("old", "new"), [("damp", "wet"), (",4,4,", ",5,4,"), ("scented", "fragrant"), ("Rosa;", "Roza;")])
def test_the_version_changes_with_every_change(plants: Plants, old: str, new: str) -> None:
    before = compiled(plants()).version
    assert compiled(plants()).version == before
    assert compiled(plants(table=PLANTS.replace(old, new))).version != before


def test_the_version_changes_with_the_schema(plants: Plants) -> None:
    before = content_version(read_catalogue(plants()))
    assert content_version(read_catalogue(plants(schema=PLANTS_SCHEMA.replace("weight = 0.5", "weight = 0.6")))) != before


def test_the_bundled_catalogue_is_connected(graph: KnowledgeGraph) -> None:
    import networkx as nx

    assert graph.stats()["isolated"] == 0
    assert nx.number_connected_components(graph.to_networkx().to_undirected()) == 1
