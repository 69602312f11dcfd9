"""What the knowledge graph is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = str | int | float | tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A node of the knowledge graph: an item, a person, a genre, …"""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something that can be recommended, with the facts its catalogue states."""

    id: str
    kind: str
    name: str
    label: str  # the name with what tells it apart, "Alien (1979)"
    facts: Mapping[str, Fact] = field(default_factory=dict)
    text: str = ""  # what text retrieval reads
    popularity: float = 0.0  # in [0, 1], 1 is the best known item of the catalogue
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A statement of the graph, in the direction in which it was stated."""

    head: str
    relation: str
    tail: str
    source: str = ""
