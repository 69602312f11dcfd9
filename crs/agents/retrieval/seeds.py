"""What the seeker said, as weights of entities: where walks start and what profiles are made of."""

from __future__ import annotations

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import EntityTarget, Query

RECENCY = 0.92  # what a like counts for once another utterance was said
KNOWN = 0.2  # an item the seeker knows, no opinion said
HARD = 0.6  # what every answer has in common anyway helps less to order them


def query_seeds(query: Query, graph: KnowledgeGraph) -> dict[str, float]:
    """Entity id -> weight in [-1, 1]: likes positive, dislikes negative, newer ones larger.

    Where nothing at all was liked, the items named so far stand in, weakly. Entities the graph lacks are left out.
    """
    active = query.preferences.active
    newest = max((p.turn for p in active), default=0)
    seeds: dict[str, float] = {}
    for preference in active:
        if isinstance(preference.target, EntityTarget) and preference.target.entity in graph:
            weight = preference.polarity or KNOWN
            seeds[preference.target.entity] = weight * RECENCY ** (newest - preference.turn) * (HARD if preference.hard else 1.0)
    if not any(weight > 0 for weight in seeds.values()):
        for age, item in enumerate(reversed(query.mentioned)):
            if item in graph and item not in seeds:
                seeds[item] = KNOWN * RECENCY**age
    return seeds
