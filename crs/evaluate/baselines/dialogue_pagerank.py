"""Personalised PageRank over the conversation-entity graph, the retrieval of G-CRS (Qiu et al., PAKDD 2025) without its network.

Training dialogues are nodes of the graph, so a walk leads from the items named so far to others that were named together with
them, and over facts to those that no dialogue names. How far it goes is chosen on a tenth of the training dialogues.
"""

from __future__ import annotations

from functools import partial

from crs.evaluate.baselines.holdout import choose, held_out
from crs.evaluate.baselines.pagerank import WalkScorer
from crs.evaluate.baselines.profile import dialogues, popularity
from crs.evaluate.baselines.scoring import ScoringRecommender
from crs.evaluate.training import Training
from crs.knowledge_graph.conversations import conversation_graph
from crs.knowledge_graph.pagerank import DAMPING, PersonalisedPageRank

DAMPINGS = (0.5, 0.7, DAMPING)


def create(training: Training) -> ScoringRecommender:
    """The walk over facts and training dialogues; after what it finds comes what is popular."""
    rest, cases = held_out(training)
    return ScoringRecommender(training.graph.item_ids, _scorer(training, choose(DAMPINGS, cases, partial(_scorer, rest))))


def _scorer(training: Training, damping: float) -> WalkScorer:
    graph = conversation_graph(training.graph, dialogues(training))
    return WalkScorer(PersonalisedPageRank(graph, damping=damping), popularity(training))
