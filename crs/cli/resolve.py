"""From what somebody types to an entity of the graph."""

from __future__ import annotations

from crs.errors import GraphError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker


def resolve(name: str, graph: KnowledgeGraph, linker: EntityLinker) -> tuple[str, tuple[str, ...]]:
    """The entity meant by a name or an id, and the others that the same words could mean.

    Raises:
        GraphError: nothing of that name is in the catalogue.
    """
    if name in graph:
        return name, ()
    mentions = linker.link(name).mentions
    if not mentions:
        hint = f"names are those of {graph.schema.item.plural} and of what they are linked to"
        raise GraphError(f"nothing in the catalogue is called '{name}'", hint=hint)
    best = max(mentions, key=lambda mention: (mention.span[1] - mention.span[0], mention.score))
    return best.entity, best.alternatives
