"""TMDKG, the graph of films that KECRS (Zhang et al., arXiv 2105.08261) made of The Movie Database.

entity2entity_id4.json   {"75796": 0, …, "thriller": 6924, "Ridley Scott": 7001, …}: a film's ReDial id, or a name -> node
movie_kg4.json           {"0": [[relation, node], …], …}, every edge in both directions

What the sixteen relations are was never published. The names here were read off the tails; relation 5 does not occur.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crs.datasets.numbered import read_edges, read_names
from crs.datasets.statements import Statement, statement_graph
from crs.datasets.titles import Title, read_title
from crs.knowledge_graph.graph import KnowledgeGraph

RELATIONS = {
    0: "genre",
    1: "actor",
    2: "production",
    3: "lighting",
    4: "art",
    6: "editing",
    7: "directing",
    8: "writing",
    9: "camera",
    10: "visual_effects",
    11: "crew",
    12: "costume_and_make_up",
    13: "sound",
    14: "keyword",
    15: "company",
    16: "language",
}


def read_tmdkg(folder: Path, titles: Mapping[str, str]) -> tuple[KnowledgeGraph, dict[str, str]]:
    """The graph, and the ReDial id of each of its films; `titles` names the films: ReDial id -> "Title (year)".

    A film that `titles` does not name is called by its id. Where several ids share a node, because one film was found for all of
    them, it is the first whose title has a year, else the first. Edges are read from the film to what it has.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    folder = Path(folder)
    shared = read_names(folder / "entity2entity_id4.json")
    names = {number: next((name for name in ids if read_title(titles.get(name, "")).year), ids[0]) for number, ids in shared.items()}
    films = {number: name for number, name in names.items() if name.isdecimal()}
    statements: list[Statement] = []
    for head, relation, tail in read_edges(folder / "movie_kg4.json", names, RELATIONS):
        if head in films and tail not in films:
            statements.append((head, relation, tail))
    items: dict[int, Title] = {number: read_title(titles.get(id_) or id_) for number, id_ in films.items()}
    graph = statement_graph("tmdkg", names=names, films=items, statements=statements)
    return graph, {f"tmdkg:{number}": id_ for number, id_ in films.items()}
