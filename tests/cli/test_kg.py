"""`crs kg`: looking into the knowledge graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.storage import load_graph
from crs.types import Edge, parse

if TYPE_CHECKING:
    from conftest import Crs

pytestmark = pytest.mark.usefixtures("read_already")


def test_stats_counts_what_the_graph_holds(crs: Crs, graph: KnowledgeGraph) -> None:
    assert json.loads(crs("kg", "stats", "--json").out) == graph.stats()
    assert f"{len(graph):,} nodes" in crs("kg", "stats").out


def test_show_lists_facts_and_edges_of_an_item(crs: Crs) -> None:
    shown = json.loads(crs("kg", "show", "alien-1979", "--json").out)
    assert shown["facts"]["year"] == 1979
    assert shown["edges"]["directed_by"] == ["Ridley Scott"]
    text = crs("kg", "show", "Alien").out
    assert "Alien (1979)" in text
    assert "Ridley Scott" in text


def test_show_lists_the_items_of_an_entity_best_known_first(crs: Crs, graph: KnowledgeGraph) -> None:
    shown = json.loads(crs("kg", "show", "Ridley Scott", "--json").out)
    fame = {item.label: item.popularity for item in graph.items.values()}
    directed = [fame[label] for label in shown["edges"]["directed_by"]]
    assert directed == sorted(directed, reverse=True)


def test_show_says_what_else_a_name_could_mean(crs: Crs) -> None:
    assert "It could also be" in crs("kg", "show", "alien").out


def test_a_path_is_made_of_edges_that_join(crs: Crs, graph: KnowledgeGraph) -> None:
    found = json.loads(crs("kg", "path", "Alien", "Gladiator", "--json").out)
    assert (found["start"], found["goal"]) == ("alien-1979", "gladiator-2000")
    hops = [parse(Edge, hop) for hop in found["hops"]]
    assert [hop.relation for hop in hops] == ["directed_by", "directed_by"]
    assert all(graph.has_edge(hop) for hop in hops)
    assert "Ridley Scott directed Alien (1979)" in crs("kg", "path", "Alien", "Gladiator").out


def test_a_path_to_itself_says_so(crs: Crs) -> None:
    assert "the same" in crs("kg", "path", "Alien", "alien-1979").out


@pytest.mark.parametrize("command", [["show", "Zorblaxian Nights"], ["path", "Alien", "Zorblaxian Nights"], ["show", " "]])
def test_an_unknown_name_is_one_line(crs: Crs, command: list[str]) -> None:
    crs.fails("kg", *command)


def test_build_saves_a_graph_that_loads_again(crs: Crs, graph: KnowledgeGraph, tmp_path: Path) -> None:
    ran = crs("kg", "build", "--no-vector", "--out", tmp_path / "compiled")
    assert ran.status == 0
    assert "ready" in ran.out
    assert load_graph(tmp_path / "compiled").version == graph.version


def test_build_is_about_the_catalogue_whatever_model_is_set(crs: Crs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_MODEL", str(tmp_path / "no model here"))
    assert crs("kg", "build", "--no-vector").status == 0
