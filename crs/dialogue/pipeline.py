"""Putting the nodes of a turn together."""

from __future__ import annotations

from importlib.metadata import version

from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.trained.model import TrainedModel
from crs.dialogue.checks import Checks
from crs.dialogue.components import Components
from crs.dialogue.nodes import Nodes
from crs.dialogue.retrieval import Sources
from crs.registry import Resources


def build_nodes(resources: Resources, components: Components) -> Nodes:
    """The nodes of a turn."""
    constraints = Constraints(resources.graph)
    checks = Checks(resources.graph, constraints, questions=resources.settings.questions)
    return Nodes(
        graph=resources.graph,
        components=components,
        checks=checks,
        sources=Sources(components.sources, constraints),
        settings=resources.settings,
        version=version("crs-agents"),
        model=resources.model.name if isinstance(resources.model, TrainedModel) else "",
    )
