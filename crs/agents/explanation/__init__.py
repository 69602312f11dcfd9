"""Why an item: evidence out of the graph, and reasons rendered from it."""

from crs.agents.explanation.explainer import Explainer

__all__ = ["Explainer"]
