"""The DBpedia sub-graph that UniCRS (Wang et al., KDD 2022) uses for ReDial and INSPIRED, as a knowledge graph.

entity2id.json      {"<http://dbpedia.org/resource/Alien_(film)>": 8, …}
relation2id.json    {"<http://dbpedia.org/ontology/director>": 7, …, "self_loop": 24}
dbpedia_subkg.json  {"8": [[7, 12490], [24, 8], …], …}: [relation, tail] of each head
item_ids.json       [8, 9, …]: the entities that are recommended; without this file none is an item
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from crs.datasets.numbered import read_edges, read_members, read_numbers
from crs.datasets.statements import statement_graph
from crs.datasets.titles import Title
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.schema import ItemSchema, KindSchema, RelationSchema, Schema
from crs.types import Edge, Entity, Item

_NAME = re.compile(r"^<?https?://dbpedia\.org/(?:resource|ontology|property)/(?P<name>.+?)>?$")
_QUALIFIER = re.compile(r"\s*\((?P<what>[^()]*)\)$")
_COPY = re.compile(r"(  PersonFunction)?  \d+$")  # nodes that stand for one role of a person
_YEAR = re.compile(r"\b(\d{4})\b")


def read_subgraph(folder: Path) -> KnowledgeGraph:
    """The sub-graph of a folder. Entity ids are "dbpedia:<number>", names come from the URIs; self loops are dropped.

    Relations are called as DBpedia calls them, and every entity that is no item is of the kind "entity"; see `read_films` for
    the same in the terms of the bundled schema.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    raw = _read(folder)
    builder = GraphBuilder(_schema(Path(folder).name, sorted(set(raw.relations.values()))))
    for number, uri in raw.entities.items():
        id_, name = f"dbpedia:{number}", _name(uri)
        if number in raw.items:
            title = page_title(uri)
            builder.add_item(Item(id=id_, kind="film", name=title.name, label=title.label))
        else:
            builder.add_entity(Entity(id=id_, kind="entity", name=name))
    digest = hashlib.sha256()
    for head, relation, tail in raw.statements:
        digest.update(f"{head} {relation} {tail}\n".encode())
        if tail != head:
            builder.add_edge(Edge(head=f"dbpedia:{head}", relation=relation, tail=f"dbpedia:{tail}", source="dbpedia"))
    return builder.build(version=digest.hexdigest()[:16])


def read_films(folder: Path, titles: Mapping[str, Title] | None = None) -> tuple[KnowledgeGraph, dict[str, str]]:
    """The sub-graph in the terms of the bundled schema, and the DBpedia page of each of its entities.

    Its items are the pages in `titles`, called so; without it those that `item_ids.json` lists, called as their pages are.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    raw = _read(folder)
    if titles is None:
        films = {number: page_title(raw.entities[number]) for number in sorted(raw.items)}
    else:
        films = {number: titles[uri] for number, uri in raw.entities.items() if uri in titles}
    names = {number: page_name(uri) for number, uri in raw.entities.items()}
    graph = statement_graph("dbpedia", names=names, films=films, statements=raw.statements)
    return graph, {f"dbpedia:{number}": uri for number, uri in raw.entities.items()}


@dataclass(frozen=True, kw_only=True)
class _Raw:
    entities: dict[int, str]
    relations: dict[int, str]
    items: set[int]
    statements: list[tuple[int, str, int]]


def _read(folder: Path) -> _Raw:
    folder = Path(folder)
    entities = read_numbers(folder / "entity2id.json")
    relations = {number: _name(uri) for number, uri in read_numbers(folder / "relation2id.json").items()}
    items = read_members(folder / "item_ids.json", entities)
    statements = list(read_edges(folder / "dbpedia_subkg.json", entities, relations))
    return _Raw(entities=entities, relations=relations, items=items, statements=statements)


def page_title(uri: str) -> Title:
    """The film that a page is about: title, and year where the address gives one."""
    name = _name(uri)
    qualifier = _QUALIFIER.search(name)
    year = _YEAR.search(qualifier["what"]) if qualifier else None
    return Title(name=_QUALIFIER.sub("", name) or name, year=year[1] if year else "")


def page_name(uri: str) -> str:
    """What a page is about, without what only tells pages apart: "Michael Mann (director)" -> "Michael Mann"."""
    name = _COPY.sub("", _name(uri))
    return _QUALIFIER.sub("", name) or name


def _name(uri: str) -> str:
    """ "<http://dbpedia.org/resource/Alien_(film)>" -> "Alien (film)"."""
    found = _NAME.match(uri)
    return unquote(found["name"]).replace("_", " ") if found else uri


def _schema(name: str, relations: list[str]) -> Schema:
    """A schema of what the sub-graph holds; all relations weigh the same."""
    return Schema(
        name=name,
        item=ItemSchema(kind="film", singular="film", plural="films", table="dbpedia_subkg.json"),
        kinds={"entity": KindSchema(singular="entity", plural="entities")},
        relations={relation: RelationSchema(column=relation, kind="entity", noun=relation, plural=relation) for relation in relations},
    )
