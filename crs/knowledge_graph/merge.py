"""Several graphs as one.

Two entities become one when they have the same id, when the caller says that they are the same, or when they are no items
and have the same kind and name (compared folded). A name that two entities of one graph share says nothing: such entities
stay apart. Every edge of every graph is in the merge, with its source; a statement that two graphs make counts once, for
the first of them. An edge whose ends become one is gone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from crs.errors import GraphError
from crs.knowledge_graph.edges import COLUMNS, EdgeArrays, Ints
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import KindSchema, Schema
from crs.text import fold
from crs.types import Entity, Item


@dataclass(frozen=True, kw_only=True)
class Part:
    """A graph that is merged into others; `same` maps entities of it to the entities of those before it that they are."""

    graph: KnowledgeGraph
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The merge, and for every graph that went into it its entities as they are called there."""

    graph: KnowledgeGraph
    ids: tuple[Mapping[str, str], ...]

    @property
    def joined(self) -> int:
        """How many entities were found to be another one."""
        return sum(map(len, self.ids)) - len(self.graph)


def merge(first: KnowledgeGraph, *others: Part, add_items: bool = True) -> Merged:
    """`first` and all others. Entities that are one keep the id, kind and name that they have in the earliest graph.

    Items that are one complete each other: a fact, text or alias that the earlier lacks is taken from the later. Items of
    the others that are none of `first` become items too, or entities like any other with `add_items=False`. Where the others
    add nothing, the merge is `first` itself.

    Raises:
        GraphError: `same` names an entity that there is not.
    """
    table = _Table(first)
    ids = [{entity.id: entity.id for entity in first.entities}]
    ids += [table.add(part, add_items=add_items) for part in others]
    graphs = (first, *(part.graph for part in others))
    relations = _numbered(name for graph in graphs for name in graph.relations)
    sources = _numbered(name for graph in graphs for name in graph.sources)
    number = {entity: index for index, entity in enumerate(table.entities)}
    columns = [_translated(graph, number, called, relations, sources) for graph, called in zip(graphs, ids, strict=True)]
    edges = EdgeArrays(**{name: np.concatenate([getattr(part, name) for part in columns]) for name in COLUMNS})
    edges = edges.kept(edges.head != edges.tail).distinct(nodes=len(number))
    if len(number) == len(first) and len(edges) == len(first.edges) and table.items == first.items:
        return Merged(graph=first, ids=tuple(ids))
    edges, named = edges.named(tuple(sources))
    graph = KnowledgeGraph(
        schema=_schema([graph.schema for graph in graphs]),
        entities=tuple(table.entities.values()),
        items=table.items,
        relations=tuple(relations),
        sources=named,
        edges=edges,
        version=_version(first, others, add_items=add_items),
    )
    return Merged(graph=graph, ids=tuple(ids))


class _Table:
    """The entities and items of all graphs read so far."""

    def __init__(self, first: KnowledgeGraph) -> None:
        self.entities = {entity.id: entity for entity in first.entities}
        self.items = dict(first.items)
        self._names = dict(_names(first))

    def add(self, part: Part, *, add_items: bool) -> dict[str, str]:
        """Read a graph; for each of its entities its id here."""
        graph = part.graph
        if strange := [pair for pair in part.same.items() if pair[0] not in graph or pair[1] not in self.entities]:
            raise GraphError(
                f"'{strange[0][0]}' is said to be '{strange[0][1]}', and there is no such entity",
                hint="align the graphs in the order of the merge",
            )
        names = dict(_names(graph))
        named = {entity: self._names[key] for key, entity in names.items() if key in self._names}
        called = {
            entity.id: part.same.get(entity.id) or (entity.id if entity.id in self.entities else named.get(entity.id, entity.id))
            for entity in graph.entities
        }
        for node in graph.entities:
            self._join(called[node.id], node, graph.items.get(node.id), add_items=add_items)
        for key, entity in names.items():
            self._names.setdefault(key, called[entity])
        return called

    def _join(self, id_: str, entity: Entity, item: Item | None, *, add_items: bool) -> None:
        if id_ not in self.entities:
            self.entities[id_] = entity
            if item is not None and add_items:
                self.items[id_] = item
        elif item is not None and id_ in self.items:
            joined = _completed(self.items[id_], item)
            self.items[id_] = joined
            self.entities[id_] = replace(self.entities[id_], aliases=joined.aliases)


def _names(graph: KnowledgeGraph) -> Iterator[tuple[tuple[str, str], str]]:
    """Kind and folded name of the entities that are no items, with the id, where no other has them."""
    keys = {entity.id: (entity.kind, fold(entity.name)) for entity in graph.entities if entity.id not in graph.items}
    often = Counter(keys.values())
    return ((key, id_) for id_, key in keys.items() if often[key] == 1 and key[1])


def _completed(item: Item, other: Item) -> Item:
    """The item with what only the other says."""
    return replace(
        item,
        facts={**item.facts, **{name: fact for name, fact in other.facts.items() if name not in item.facts}},
        text=item.text or other.text,
        aliases=tuple(dict.fromkeys((*item.aliases, *other.aliases))),
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _translated(
    graph: KnowledgeGraph,
    number: Mapping[str, int],
    called: Mapping[str, str],
    relations: Mapping[str, int],
    sources: Mapping[str, int],
) -> EdgeArrays:
    """The edges of a graph in the numbers of the merge."""
    nodes = _column(number[called[entity.id]] for entity in graph.entities)
    return EdgeArrays(
        head=nodes[graph.edges.head],
        relation=_column(relations[name] for name in graph.relations)[graph.edges.relation],
        tail=nodes[graph.edges.tail],
        source=_column(sources[name] for name in graph.sources)[graph.edges.source],
    )


def _column(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int32)


def _schema(schemas: Sequence[Schema]) -> Schema:
    """The first schema with the kinds and relations that only the others declare."""
    first = schemas[0]
    items = {schema.item.kind: KindSchema(singular=schema.item.singular, plural=schema.item.plural) for schema in schemas}
    kinds = {**items, **{name: kind for schema in reversed(schemas) for name, kind in schema.kinds.items()}}
    relations = {name: relation for schema in reversed(schemas) for name, relation in schema.relations.items()}
    return first.model_copy(
        update={
            "kinds": {**first.kinds, **{name: kind for name, kind in kinds.items() if name not in first.kinds and name != first.item.kind}},
            "relations": {**first.relations, **{name: spec for name, spec in relations.items() if name not in first.relations}},
        }
    )


def _version(first: KnowledgeGraph, others: Sequence[Part], *, add_items: bool) -> str:
    digest = hashlib.sha256(f"{first.version} {add_items}".encode())
    for part in others:
        digest.update(f"\n{part.graph.version}\n".encode())
        digest.update("\n".join(f"{one}\t{other}" for one, other in sorted(part.same.items())).encode())
    return digest.hexdigest()[:16]
