"""The components of a turn, made from the settings; behind each stands the built-in one that takes over when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crs.dialogue.fallback import Named, Seam, names
from crs.errors import MissingExtraError
from crs.protocols import Policy, PreferenceExtractor, Ranker, Responder, Retriever
from crs.registry import Resources, create
from crs.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Components:
    """What the nodes of a turn call."""

    extractor: Seam[PreferenceExtractor]
    sources: tuple[Named[Retriever], ...]
    rankers: tuple[Named[Ranker], ...]
    policy: Seam[Policy]
    responder: Seam[Responder]

    @property
    def versions(self) -> Mapping[str, str]:
        """Which component stands at which seam."""
        return {
            "extractor": names(self.extractor.members),
            "retrievers": names(self.sources),
            "rankers": names(self.rankers),
            "policy": names(self.policy.members),
            "responder": names(self.responder.members),
        }


def assemble(resources: Resources) -> tuple[Components, tuple[str, ...]]:
    """The components that the settings name, and notices about those that are missing here.

    Raises:
        ConfigError: a name is not registered, or its component cannot be made.
    """
    settings = resources.settings
    notices: list[str] = []
    sources: list[Named[Retriever]] = []
    for name in _retrievers(resources):
        if name == "vector" and not settings.vector:
            continue
        try:
            sources.append(Named(name=name, component=create("crs.retrievers", name, resources)))
        except MissingExtraError as error:
            notices.append(f"Retrieval goes on without '{name}': {error}")
    components = Components(
        extractor=_seam("extractor", "crs.preference_extractors", resources),
        sources=tuple(sources),
        rankers=tuple(Named(name=name, component=create("crs.rankers", name, resources)) for name in settings.rankers),
        policy=_seam("policy", "crs.policies", resources),
        responder=_seam("responder", "crs.responders", resources),
    )
    return components, tuple(notices)


def _retrievers(resources: Resources) -> tuple[str, ...]:
    """Those that the settings name; where nobody has named any, a trained model stands for all of them."""
    settings = resources.settings
    return ("trained",) if resources.model is not None and "retrievers" not in settings.model_fields_set else settings.retrievers


def _seam(setting: str, group: str, resources: Resources) -> Seam[Any]:
    """The component a setting names, then the one it names by default."""
    chosen, built_in = getattr(resources.settings, setting), Settings.model_fields[setting].default
    members = tuple(Named(name=name, component=create(group, name, resources)) for name in dict.fromkeys((chosen, built_in)))
    return Seam(what=setting, members=members)
