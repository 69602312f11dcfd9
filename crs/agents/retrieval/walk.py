"""The walk that both retrieval by graph and the order among equally known items use."""

from __future__ import annotations

import numpy as np

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.pagerank import PersonalisedPageRank

# Chosen on ReDial training dialogues by hiding one of the items a seeker liked (1,200 cases, bundled catalogue). Recall at 10 is
# .238 with these, .218 for the plain walk (no hub damping, damping .85) and .174 with hubs damped by 0.5. That two items share a
# minor actor says less about taste than the plain walk believes, that they share genre and theme says more (exponent of
# entities below 0). The exponent of items decides what comes first for an entity alone ("a heist film"): above 0.2 those of which
# little else is known, below 0 those of which most is, in between the typical ones.
DAMPING = 0.7
ENTITY_HUB_DAMPING = -0.4
ITEM_HUB_DAMPING = 0.1


def taste_walk(graph: KnowledgeGraph) -> PersonalisedPageRank:
    """Personalised PageRank as it follows taste best."""
    exponents = np.full(len(graph), ENTITY_HUB_DAMPING)
    exponents[graph.item_nodes] = ITEM_HUB_DAMPING
    return PersonalisedPageRank(graph, damping=DAMPING, hub_damping=exponents)
