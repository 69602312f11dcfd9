"""From a catalogue's tables to the knowledge graph."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from crs.knowledge_graph.catalogue import Catalogue
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.text import fold, slug
from crs.types import Edge, Entity, dump


def entity_id(kind: str, name: str) -> str:
    """The id of an entity that a table names: ("person", "Ridley Scott") -> "person:ridley-scott"."""
    return f"{kind}:{slug(name)}"


def compile_graph(catalogue: Catalogue) -> KnowledgeGraph:
    """One node an item, one node a distinct entity name of a kind, one edge a stated link.

    Spellings that fold alike (case, accents) are one entity and keep the spelling met first.
    """
    schema = catalogue.schema
    builder = GraphBuilder(schema)
    for item in catalogue.items:
        builder.add_item(item)
    names = {kind: {entity_id(kind, name): name for name in spec.values} for kind, spec in schema.kinds.items()}
    for item in catalogue.items:
        for relation, values in catalogue.links[item.id].items():
            kind = schema.relations[relation].kind
            for value in values:
                tail = entity_id(kind, value)
                if tail not in builder:
                    builder.add_entity(
                        Entity(id=tail, kind=kind, name=names[kind].get(tail, value), aliases=_aliases(catalogue, kind, value))
                    )
                builder.add_edge(Edge(head=item.id, relation=relation, tail=tail, source=catalogue.source))
    return builder.build(version=content_version(catalogue))


def _aliases(catalogue: Catalogue, kind: str, value: str) -> tuple[str, ...]:
    return next((aliases for name, aliases in catalogue.schema.kinds[kind].values.items() if fold(name) == fold(value)), ())


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
