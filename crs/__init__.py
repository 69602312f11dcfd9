"""Conversational recommendation over a knowledge graph.

import crs

with crs.load() as bot:
    print(bot.chat("Surprise me"))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crs.bot import Bot, load
    from crs.dialogue.recommender import PipelineRecommender
    from crs.errors import (
        CatalogueError,
        ConfigError,
        ContractError,
        CRSError,
        DataError,
        DatasetError,
        GraphError,
        InputError,
        MissingExtraError,
        ModelError,
        SessionError,
        StorageError,
        TextError,
    )
    from crs.settings import Settings
    from crs.types import Block, Preferences, Recommendation, Turn

__all__ = [
    "Block",
    "Bot",
    "CRSError",
    "CatalogueError",
    "ConfigError",
    "ContractError",
    "DataError",
    "DatasetError",
    "GraphError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "PipelineRecommender",
    "Preferences",
    "Recommendation",
    "SessionError",
    "Settings",
    "StorageError",
    "TextError",
    "Turn",
    "load",
]

_ELSEWHERE = {
    "crs.bot": ("Bot", "load"),
    "crs.dialogue.recommender": ("PipelineRecommender",),
    "crs.settings": ("Settings",),
    "crs.types": ("Block", "Preferences", "Recommendation", "Turn"),
}


def __getattr__(name: str) -> Any:
    """Public names are imported when they are first used: importing the package takes milliseconds."""
    if name not in __all__:
        raise AttributeError(f"module 'crs' has no attribute '{name}'")
    module = next((module for module, names in _ELSEWHERE.items() if name in names), "crs.errors")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
