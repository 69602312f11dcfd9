"""From a catalogue's tables to the knowledge graph."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from crs.knowledge_graph.catalogue import Catalogue
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.text import slug
from crs.types import Edge, Entity, dump

_SPOKEN = str.maketrans({"&": " and ", "+": " plus ", "#": " sharp "})  # signs that tell names apart: C, C++ and C#


def entity_id(kind: str, name: str) -> str:
    """The id of an entity that a table names: ("person", "Ridley Scott") -> "person:ridley-scott"."""
    return f"{kind}:{slug(name.translate(_SPOKEN))}"


def compile_graph(catalogue: Catalogue) -> KnowledgeGraph:
    """One node an item, one node a distinct entity name of a kind, one edge a stated link.

    Spellings that give the same id (they differ in case, accents, punctuation) are one entity. It is called as the schema
    calls it, else as it is spelt first.

    Raises:
        GraphError: an item has the id of an entity.
    """
    schema = catalogue.schema
    builder = GraphBuilder(schema)
    for item in catalogue.items:
        builder.add_item(item)
    declared = {entity_id(kind, name): (name, aliases) for kind, spec in schema.kinds.items() for name, aliases in spec.values.items()}
    ids: dict[tuple[str, str], str] = {}
    linked: set[str] = set()
    for item in catalogue.items:
        for relation, values in catalogue.links[item.id].items():
            kind = schema.relations[relation].kind
            for value in values:
                tail = ids.get((kind, value))
                if tail is None:
                    tail = ids[kind, value] = entity_id(kind, value)
                    name, aliases = declared.get(tail, (value, ()))
                    if tail not in linked:
                        linked.add(tail)
                        builder.add_entity(Entity(id=tail, kind=kind, name=name, aliases=aliases))
                builder.add_edge(Edge(head=item.id, relation=relation, tail=tail, source=catalogue.source))
    return builder.build(version=content_version(catalogue))


def content_version(catalogue: Catalogue) -> str:
    """A short hash of everything the catalogue says."""
    digest = hashlib.sha256()
    for part in _content(catalogue):
        digest.update(part.encode())
        digest.update(b"\n")
    return digest.hexdigest()[:16]


def _content(catalogue: Catalogue) -> Iterable[str]:
    yield catalogue.schema.model_dump_json()
    for item in catalogue.items:
        yield json.dumps(dump(item), sort_keys=True)
        yield json.dumps(catalogue.links[item.id], sort_keys=True)
