"""Plug-ins: components register under entry points, built-ins through the same door as everybody else's.

A factory takes the shared `Resources` and returns a component of the seam that its group stands for:

    [project.entry-points."crs.retrievers"]
    my-source = "my_package.my_module:create"      # create(resources: Resources) -> Retriever
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.settings import Settings

GROUPS = ("crs.preference_extractors", "crs.retrievers", "crs.rankers", "crs.policies", "crs.responders")


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What every component may use."""

    graph: KnowledgeGraph
    linker: EntityLinker
    settings: Settings
    model: object | None = None  # a trained model over this graph, for those components that know what it is


Factory = Callable[[Resources], Any]


def available(group: str) -> dict[str, EntryPoint]:
    """Name -> entry point of everything registered in a group."""
    return {entry.name: entry for entry in entry_points(group=group)}


def create(group: str, name: str, resources: Resources) -> Any:
    """Make the component `name` of a group.

    Raises:
        ConfigError: nothing of that name is registered, or it cannot be imported.
        MissingExtraError: it needs an optional dependency.
    """
    found = available(group)
    if name not in found:
        raise ConfigError(
            f"'{name}' is not registered in {group}", hint=f"known: {', '.join(sorted(found)) or 'nothing; reinstall crs-agents'}"
        )
    try:
        factory: Factory = found[name].load()
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"'{name}' of {group} cannot be imported: {error}", hint=f"check {found[name].value}") from error
    return factory(resources)
