"""The DBpedia sub-graph of KBRD (Chen et al., EMNLP 2019), which KGSF and CRSLab use too.

entity2entityId.json   {"<http://dbpedia.org/resource/Alien_(film)>": 8, …}; a film without a page stands under its ReDial id
id2entity.json         {"<ReDial id>": "<URI>" or null, …}
subkg.json             {"8": [[relation, tail], …], …}

What the relations are was never published. Those named here are the ones of which UniCRS's sub-graph says between the same
two pages, in over nine of ten edges that both have, the same; the others are called "relation <number>".
"""

from __future__ import annotations

from pathlib import Path

from crs.datasets.dbpedia import page_name, page_title
from crs.datasets.folder import find, read_json
from crs.datasets.numbered import read_edges, read_numbers
from crs.datasets.statements import Statement, statement_graph
from crs.errors import DatasetError
from crs.knowledge_graph.graph import KnowledgeGraph

RELATIONS = {
    14: "company",
    18: "cinematography",
    23: "network",
    24: "country",
    26: "author",
    30: "editing",
    68: "starring",
    70: "musicComposer",
    82: "location",
    88: "language",
    113: "producer",
    121: "director",
    124: "writer",
    134: "genre",
    149: "language",
    165: "composer",
    182: "distributor",
}


def read_kbrd(folder: Path) -> tuple[KnowledgeGraph, dict[str, str]]:
    """The graph, and the ReDial id of each of its films.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    folder = Path(folder)
    entities = read_numbers(folder / "entity2entityId.json")
    pages = read_pages(folder)
    films = {number: pages[uri] for number, uri in entities.items() if uri in pages}
    films |= {number: uri for number, uri in entities.items() if uri.isdecimal()}
    statements: list[Statement] = []
    for head, relation, tail in read_edges(folder / "subkg.json", entities, None):
        number = int(relation.removeprefix("relation "))
        statements.append((head, RELATIONS.get(number, relation), tail))
    graph = statement_graph(
        "kbrd",
        names={number: page_name(uri) for number, uri in entities.items()},
        films={number: page_title(entities[number]) for number in films},
        statements=statements,
    )
    return graph, {f"kbrd:{number}": id_ for number, id_ in films.items()}


def read_pages(folder: Path) -> dict[str, str]:
    """DBpedia page -> ReDial id of the film that it is about, as `id2entity.json` says.

    Raises:
        DatasetError: the file is missing or not as published.
    """
    file = Path(folder) / "id2entity.json"
    pages: dict[str, str] = {}
    for id_, uri in read_json(file).items():
        if not isinstance(uri, str | None):
            raise DatasetError(f"{uri!r} is not the address of a page", file=find(file), field=id_, hint="is this the right file?")
        if uri is not None:
            pages.setdefault(uri, id_)
    return pages
