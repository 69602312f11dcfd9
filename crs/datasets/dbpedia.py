"""The DBpedia sub-graph that UniCRS (Wang et al., KDD 2022) uses for ReDial and INSPIRED, as a knowledge graph.

entity2id.json      {"<http://dbpedia.org/resource/Alien_(film)>": 8, …}
relation2id.json    {"<http://dbpedia.org/ontology/director>": 7, …, "self_loop": 24}
dbpedia_subkg.json  {"8": [[7, 12490], [24, 8], …], …}: [relation, tail] of each head
item_ids.json       [8, 9, …]: the entities that are recommended; without this file none is an item
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from crs.datasets.folder import find, read_json, read_json_value
from crs.errors import DatasetError
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.schema import ItemSchema, KindSchema, RelationSchema, Schema
from crs.types import Edge, Entity, Item

_NAME = re.compile(r"^<?https?://dbpedia\.org/(?:resource|ontology|property)/(?P<name>.+?)>?$")
_QUALIFIER = re.compile(r"\s*\((?P<what>[^()]*)\)$")
_YEAR = re.compile(r"\b(\d{4})\b")


def read_subgraph(folder: Path) -> KnowledgeGraph:
    """The sub-graph of a folder. Entity ids are "dbpedia:<number>", names come from the URIs; self loops are dropped.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    folder = Path(folder)
    entities = _numbers(folder / "entity2id.json")
    relations = {number: _name(uri) for number, uri in _numbers(folder / "relation2id.json").items()}
    items = _items(folder / "item_ids.json", entities)
    builder = GraphBuilder(_schema(folder.name, sorted(set(relations.values()))))
    for number, uri in entities.items():
        id_, name = f"dbpedia:{number}", _name(uri)
        plain = _QUALIFIER.sub("", name) or name
        if number in items:
            builder.add_item(Item(id=id_, kind="film", name=plain, label=_label(plain, name)))
        else:
            builder.add_entity(Entity(id=id_, kind="entity", name=name))
    file = folder / "dbpedia_subkg.json"
    digest = hashlib.sha256()
    for head, edges in read_json(file).items():
        if not head.isdecimal() or int(head) not in entities or not isinstance(edges, list):
            raise DatasetError(
                f"'{head}' is not an entity with its edges", file=find(file), field=head, hint="do the files belong together?"
            )
        for edge in edges:
            relation, tail = _edge(edge, entities, relations, file, head)
            digest.update(f"{head} {relation} {tail}\n".encode())
            if tail != int(head):
                builder.add_edge(Edge(head=f"dbpedia:{head}", relation=relations[relation], tail=f"dbpedia:{tail}", source="dbpedia"))
    return builder.build(version=digest.hexdigest()[:16])


def _edge(edge: Any, entities: dict[int, str], relations: dict[int, str], file: Path, head: str) -> tuple[int, int]:
    match edge:
        case [int(relation), int(tail)] if relation in relations and tail in entities:
            return relation, tail
    raise DatasetError(f"{edge!r} is not [relation, tail]", file=find(file), field=head, hint="do the files belong together?")


def _numbers(path: Path) -> dict[int, str]:
    """The inverse of a file that numbers names."""
    numbers: dict[int, str] = {}
    for name, number in read_json(path).items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise DatasetError(f"{number!r} is not a number of an entity or relation", file=find(path), field=name)
        if number in numbers:
            raise DatasetError(f"{number} stands for '{numbers[number]}' too", file=find(path), field=name, hint="numbers must be unique")
        numbers[number] = name
    return numbers


def _items(path: Path, entities: dict[int, str]) -> set[int]:
    if not any(file.is_file() for file in (path, path.with_name(path.name + ".gz"))):
        return set()
    value = read_json_value(path)
    if not isinstance(value, list):
        raise DatasetError("the file is not a list of numbers", file=find(path), hint="is this the right file?")
    for number in value:
        if not isinstance(number, int) or number not in entities:
            raise DatasetError(f"{number!r} is not the number of an entity", file=find(path), hint="do the files belong together?")
    return set(value)


def _name(uri: str) -> str:
    """ "<http://dbpedia.org/resource/Alien_(film)>" -> "Alien (film)"."""
    found = _NAME.match(uri)
    return unquote(found["name"]).replace("_", " ") if found else uri


def _label(plain: str, name: str) -> str:
    """The title, with the year where the URI gives one."""
    qualifier = _QUALIFIER.search(name)
    year = _YEAR.search(qualifier["what"]) if qualifier else None
    return f"{plain} ({year[1]})" if year else plain


def _schema(name: str, relations: list[str]) -> Schema:
    """A schema of what the sub-graph holds; all relations weigh the same."""
    return Schema(
        name=name,
        item=ItemSchema(kind="film", singular="film", plural="films", table="dbpedia_subkg.json"),
        kinds={"entity": KindSchema(singular="entity", plural="entities")},
        relations={relation: RelationSchema(column=relation, kind="entity", noun=relation, plural=relation) for relation in relations},
    )
