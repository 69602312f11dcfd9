"""Films of other graphs, found by title and year."""

from __future__ import annotations

from crs.datasets.alignment import same_films
from crs.datasets.item_graph import title_graph
from crs.datasets.titles import read_title
from crs.knowledge_graph.graph import KnowledgeGraph

GRAPH = title_graph({"1": "The Lost Kite (1999)", "2": "The Lost Kite (2010)", "3": "Harbour Lights (1950)", "4": "Salt"}).graph


def found(*titles: str, graph: KnowledgeGraph = GRAPH, taken: tuple[str, ...] = ()) -> list[str]:
    same = same_films(graph, {str(number): read_title(title) for number, title in enumerate(titles)}, taken=taken)
    return [same.get(str(number), "") for number in range(len(titles))]


def test_title_and_year_decide() -> None:
    assert found("Lost Kite (2010)", "The Lost Kite (1999)", "The Lost Kite (1980)") == ["2", "1", ""]


def test_a_year_apart_is_the_same_film() -> None:
    assert found("Harbour Lights (1951)", "Harbour Lights (1953)") == ["3", ""]


def test_where_no_year_is_given_the_title_must_be_clear() -> None:
    assert found("Harbour Lights", "The Lost Kite", "Salt (2010)") == ["3", "", "4"]


def test_an_item_is_found_once_and_by_the_better_match() -> None:
    assert found("Harbour Lights", "Harbour Lights (1950)") == ["", "3"]


def test_what_is_taken_is_not_found() -> None:
    assert found("Harbour Lights (1950)", "The Lost Kite", taken=("3", "1")) == ["", "2"]
