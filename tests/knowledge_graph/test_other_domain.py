"""The same program on a cellar of wines: nothing in it knows what an item is."""

from __future__ import annotations

import numpy as np

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank
from crs.knowledge_graph.paths import PathFinder, holds
from crs.knowledge_graph.storage import load_graph, save_graph


def test_its_table_is_read_by_its_own_schema(cellar: KnowledgeGraph) -> None:
    assert cellar.schema.item.singular == "wine"
    assert len(cellar.items) == 25
    assert cellar.label("W01") == "Schieferfels (2021)"
    assert cellar.label("W11") == "Brut Céleste"  # no vintage, no brackets
    assert cellar.items["W22"].facts == {"vintage": 2023, "price": 12.9, "note": "Loud and lively."}
    assert cellar.items["W22"].popularity == 1.0
    assert cellar.entity("grape:syrah").aliases == ("shiraz",)


def test_its_items_are_near_what_they_share(cellar: KnowledgeGraph) -> None:
    scores = PersonalisedPageRank(cellar).scores({"grape:riesling": 1.0, "region:mosel": 1.0})[cellar.item_nodes]
    best = [cellar.item_ids[position] for position in np.argsort(-scores)[:2]]
    assert set(best) == {"W01", "W02"}


def test_a_dislike_pushes_its_items_down(cellar: KnowledgeGraph) -> None:
    walk = PersonalisedPageRank(cellar)
    sweet = cellar.index("W12")
    assert walk.scores({"grape:pinot-noir": 1.0, "colour:sparkling": -1.0})[sweet] < walk.scores({"grape:pinot-noir": 1.0})[sweet]


def test_paths_are_sentences_of_its_schema(cellar: KnowledgeGraph) -> None:
    path = PathFinder(cellar).best("W13", "W15")
    assert holds(cellar, path, start="W13", goal="W15")
    statements = [
        cellar.schema.relations[edge.relation].statement.format(head=cellar.label(edge.head), tail=cellar.label(edge.tail)) for edge in path
    ]
    assert statements == ["Colle Alto (2018) tastes of cherry", "Nebbia (2017) tastes of cherry"]


def test_it_asks_what_its_schema_asks(cellar: KnowledgeGraph) -> None:
    assert cellar.schema.attributes == ("made_of", "from_region", "has_colour", "price")
    assert cellar.schema.calendar == "vintage"


def test_it_is_kept_like_any_other(cellar: KnowledgeGraph, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "cellar"
    save_graph(cellar, folder)
    assert load_graph(folder).items == cellar.items
