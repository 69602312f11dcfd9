"""The knowledge graph, compiled to compressed sparse arrays.

Nodes are items and entities; edges are the statements of the tables. Edges keep their direction and relation; walks
and paths go along them both ways.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from crs.errors import GraphError
from crs.knowledge_graph.edges import EdgeArrays, EdgeColumns, Ints
from crs.knowledge_graph.schema import Schema
from crs.types import Edge, Entity, Item

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["EdgeArrays", "GraphBuilder", "Ints", "KnowledgeGraph"]


class KnowledgeGraph:
    """Items, entities and the edges between them; immutable. Built by `GraphBuilder`, `compile_graph` or `load_graph`."""

    def __init__(
        self,
        *,
        schema: Schema,
        entities: Sequence[Entity],
        items: Mapping[str, Item],
        relations: Sequence[str],
        sources: Sequence[str],
        edges: EdgeArrays,
        version: str,
    ) -> None:
        self.schema = schema
        self.entities = tuple(entities)
        self.items = items
        self.relations = tuple(relations)
        self.sources = tuple(sources)
        self.edges = edges
        self.version = version  # changes with every change of content; what indexes are rebuilt by
        self._index = {entity.id: number for number, entity in enumerate(self.entities)}
        self._compile()

    def _compile(self) -> None:
        """Both directions of every edge as rows: node -> neighbours, with the edge each step takes."""
        head, tail = self.edges.head, self.edges.tail
        number = np.arange(len(head), dtype=np.int32)
        row, column, edge = np.concatenate((head, tail)), np.concatenate((tail, head)), np.concatenate((number, number))
        order = np.argsort(row, kind="stable")
        self._row_end = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(self.entities))))).astype(np.int64)
        self._neighbour = column[order]
        self._edge = edge[order]

    # ------------------------------------------------------------ nodes

    def __len__(self) -> int:
        return len(self.entities)

    def __contains__(self, entity: str) -> bool:
        return entity in self._index

    def index(self, entity: str) -> int:
        """Position of an entity in `entities` and in every score array.

        Raises:
            GraphError: there is no such entity.
        """
        try:
            return self._index[entity]
        except KeyError:
            raise GraphError(f"there is no entity '{entity}'", hint="ids come from the entity linker or from graph.entities") from None

    def entity(self, entity: str) -> Entity:
        """The entity of this id. Raises GraphError if there is none."""
        return self.entities[self.index(entity)]

    def label(self, entity: str) -> str:
        """What a person reads: an item's label, any other entity's name."""
        item = self.items.get(entity)
        return item.label if item is not None else self.entity(entity).name

    @cached_property
    def item_nodes(self) -> Ints:
        """Indexes of all items, in the order of `items`."""
        return np.array([self._index[item] for item in self.items], dtype=np.int32)

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """Ids of all items, in the order of `item_nodes`."""
        return tuple(self.items)

    @cached_property
    def popularity(self) -> NDArray[np.float64]:
        """Popularity in [0, 1] of every item, in the order of `item_nodes`."""
        return np.array([item.popularity for item in self.items.values()], dtype=np.float64)

    def of_kind(self, kind: str) -> Iterator[Entity]:
        """All entities of one kind."""
        return (entity for entity in self.entities if entity.kind == kind)

    # ------------------------------------------------------------ edges

    def _steps(self, entity: str) -> slice[int, int, None]:
        node = self.index(entity)
        return slice(int(self._row_end[node]), int(self._row_end[node + 1]))

    def degree(self, entity: str) -> int:
        """Number of edges at an entity, in either direction."""
        steps = self._steps(entity)
        return steps.stop - steps.start

    def _numbers(self, entity: str, relation: str | None) -> Ints:
        """Positions in the edge arrays of the edges at an entity, in the order of the tables."""
        numbers: Ints = self._edge[self._steps(entity)]
        if relation is None:
            return numbers
        if relation not in self.relations:
            return numbers[:0]
        kept: Ints = numbers[self.edges.relation[numbers] == self.relations.index(relation)]
        return kept

    def edges_of(self, entity: str, relation: str | None = None) -> tuple[Edge, ...]:
        """The edges at an entity, as stated, in the order of the tables; of one relation if given."""
        return tuple(self.edge_at(number) for number in self._numbers(entity, relation).tolist())

    def edges_between(self, one: str, other: str) -> tuple[Edge, ...]:
        """The edges that join two entities, whichever way they were stated."""
        if self.degree(other) < self.degree(one):
            one, other = other, one
        steps = self._steps(one)
        numbers = self._edge[steps][self._neighbour[steps] == self.index(other)]
        return tuple(self.edge_at(number) for number in np.unique(numbers).tolist())

    def edge_at(self, number: int) -> Edge:
        """The edge at a position of the edge arrays."""
        edges = self.edges
        return Edge(
            head=self.entities[edges.head[number]].id,
            relation=self.relations[edges.relation[number]],
            tail=self.entities[edges.tail[number]].id,
            source=self.sources[edges.source[number]],
        )

    def tails(self, head: str, relation: str) -> tuple[str, ...]:
        """What `head` is linked to by `relation`: tails("alien-1979", "directed_by")."""
        numbers = self._numbers(head, relation)
        return self._ids(self.edges.tail[numbers[self.edges.head[numbers] == self.index(head)]])

    def heads(self, tail: str, relation: str | None = None) -> tuple[str, ...]:
        """What is linked to `tail`, by one relation or any, each once: the items of a person, a genre, …"""
        numbers = self._numbers(tail, relation)
        return self._ids(self.edges.head[numbers[self.edges.tail[numbers] == self.index(tail)]])

    def _ids(self, nodes: Ints) -> tuple[str, ...]:
        """Their ids, each once, in order."""
        return tuple(dict.fromkeys(self.entities[node].id for node in nodes.tolist()))

    def neighbours(self, entity: str) -> tuple[str, ...]:
        """Distinct entities one edge away."""
        return self._ids(self._neighbour[self._steps(entity)])

    def has_edge(self, edge: Edge) -> bool:
        """Whether the graph states this, in this direction and by this relation."""
        if edge.head not in self or edge.tail not in self:
            return False
        return any(
            (stated.head, stated.relation, stated.tail) == (edge.head, edge.relation, edge.tail)
            for stated in self.edges_between(edge.head, edge.tail)
        )

    def adjacency(self, weights: Mapping[str, float] | None = None) -> sparse.csr_array:
        """Symmetric matrix (nodes × nodes) of edge weights, by relation; a missing relation weighs 1."""
        by_relation = np.array([1.0 if weights is None else weights.get(name, 1.0) for name in self.relations] or [1.0])
        value = by_relation[self.edges.relation]
        shape = (len(self), len(self))
        one_way = sparse.coo_array((value, (self.edges.head, self.edges.tail)), shape=shape).tocsr()
        return sparse.csr_array(one_way + one_way.T)

    # ------------------------------------------------------------ other forms

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The same graph for networkx: nodes carry kind and name, edges relation (as key) and source."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=self.schema.name)
        for entity in self.entities:
            graph.add_node(entity.id, kind=entity.kind, name=entity.name)
        for number in range(len(self.edges.head)):
            edge = self.edge_at(number)
            graph.add_edge(edge.head, edge.tail, key=edge.relation, source=edge.source)
        return graph

    def stats(self) -> dict[str, Any]:
        """Counts: items, entities by kind, edges by relation, isolated nodes, mean degree."""
        kinds: dict[str, int] = {}
        for entity in self.entities:
            kinds[entity.kind] = kinds.get(entity.kind, 0) + 1
        relations = np.bincount(self.edges.relation, minlength=len(self.relations))
        degrees = np.diff(self._row_end)
        return {
            "name": self.schema.name,
            "version": self.version,
            "items": len(self.items),
            "nodes": len(self),
            "edges": len(self.edges.head),
            "kinds": kinds,
            "relations": {name: int(count) for name, count in zip(self.relations, relations, strict=True)},
            "isolated": int((degrees == 0).sum()),
            "mean_degree": round(float(degrees.mean()), 2) if len(degrees) else 0.0,
        }


class GraphBuilder:
    """Collects entities and edges, then compiles them; the same edge stated twice counts once.

    An edge is kept as four numbers, so tens of millions fit into memory.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._entities: dict[str, Entity] = {}
        self._items: dict[str, Item] = {}
        self._number: dict[str, int] = {}
        self._relations: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._edges = EdgeColumns()

    def add_item(self, item: Item) -> None:
        """Add an item. Raises GraphError if its id is taken."""
        if item.id in self._entities:
            raise GraphError(f"two entities share the id '{item.id}'", hint="ids must be unique over items and entities")
        self.add_entity(Entity(id=item.id, kind=item.kind, name=item.name, aliases=item.aliases))
        self._items[item.id] = item

    def add_entity(self, entity: Entity) -> None:
        """Add an entity. Raises GraphError if its id is taken by another one."""
        if self._entities.setdefault(entity.id, entity) != entity:
            raise GraphError(f"two entities share the id '{entity.id}'", hint="ids must be unique over items and entities")
        self._number.setdefault(entity.id, len(self._number))

    def __contains__(self, entity: str) -> bool:
        return entity in self._entities

    def add_edge(self, edge: Edge) -> None:
        """Add an edge between two entities that were added before. Raises GraphError otherwise."""
        self.add_links(((edge.head, edge.tail),), edge.relation, source=edge.source)

    def add_edges(self, edges: Iterable[Edge]) -> None:
        """Add several edges."""
        for edge in edges:
            self.add_edge(edge)

    def add_links(self, links: Iterable[tuple[str, str]], relation: str, *, source: str) -> None:
        """Add an edge of one relation from the first to the second of every pair: all of them, or none.

        Raises:
            GraphError: a pair names an entity that was not added before, or the same one twice.
        """
        number, heads, tails = self._number, array("i"), array("i")
        try:
            for head, tail in links:
                if head == tail:
                    raise GraphError(f"an edge '{relation}' leads from '{head}' to itself", hint="a statement joins two entities")
                heads.append(number[head])
                tails.append(number[tail])
        except KeyError as error:
            raise GraphError(
                f"an edge '{relation}' names the unknown entity '{error.args[0]}'", hint="add entities before their edges"
            ) from None
        if heads:
            by, stated = self._relations.setdefault(relation, len(self._relations)), self._sources.setdefault(source, len(self._sources))
            self._edges.extend(heads, by, tails, stated)

    def build(self, *, version: str) -> KnowledgeGraph:
        """The compiled graph."""
        edges, sources = self._edges.arrays().distinct(nodes=len(self._number)).named(tuple(self._sources))
        return KnowledgeGraph(
            schema=self.schema,
            entities=tuple(self._entities.values()),
            items=dict(self._items),
            relations=tuple(self._relations),
            sources=sources,
            edges=edges,
            version=version,
        )
