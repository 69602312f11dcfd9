"""Queries for conformance checks: ordinary ones, and all that may come of a strange conversation."""

from __future__ import annotations

import random
from collections.abc import Iterator

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import EntityTarget, Preference, Preferences, Query, RangeTarget

_TEXTS = ("", "something like that, please", "ünïcödé 🙂 \u200d", "'; DROP TABLE items; --", "no " * 500, "1984 1984 1984", "?!.,")
_LOST = "no-such:entity"  # as a catalogue that has changed since leaves behind


def sample_queries(graph: KnowledgeGraph, *, count: int = 60, seed: int = 0) -> Iterator[Query]:
    """`count` queries over one graph, after a handful of extreme ones; the same seed gives the same queries."""
    items, entities = graph.item_ids, [entity.id for entity in graph.entities if entity.id not in graph.items]
    yield Query()
    yield Query(exclude=items)
    yield Query(mentioned=(_LOST, *items[:3]), exclude=(_LOST, items[0]))
    yield Query(preferences=Preferences(entries=tuple(_like(graph, f"p{n}", item, 1.0) for n, item in enumerate((*items[:40], _LOST)))))
    yield Query(preferences=Preferences(entries=tuple(_like(graph, f"p{n}", item, -1.0) for n, item in enumerate((*items[:3], _LOST)))))
    yield Query(
        preferences=Preferences(entries=tuple(_like(graph, f"p{n}", one, 1.0, hard=True) for n, one in enumerate((*entities[:9], _LOST))))
    )
    draw = random.Random(seed)
    for _ in range(count):
        chosen = [draw.choice(items) if draw.random() < 0.5 or not entities else draw.choice(entities) for _ in range(draw.randrange(5))]
        liked = [
            _like(graph, f"p{n}", one, draw.choice((-1.0, 0.0, 0.5, 1.0)), hard=draw.random() < 0.3, turn=n) for n, one in enumerate(chosen)
        ]
        names = " and ".join(graph.label(one) for one in chosen)
        yield Query(
            preferences=Preferences(entries=(*liked, *_ranges(graph, draw))),
            mentioned=tuple(one for one in chosen if one in graph.items),
            exclude=tuple(draw.sample(items, min(len(items), draw.randrange(6)))),
            text=draw.choice((*_TEXTS, f"I think of {names}", names)),
        )


def _like(graph: KnowledgeGraph, name: str, entity: str, polarity: float, *, hard: bool = False, turn: int = 0) -> Preference:
    kind, text = (graph.entity(entity).kind, graph.label(entity)) if entity in graph else ("lost", "lost")
    return Preference(id=name, target=EntityTarget(entity=entity, kind=kind), polarity=polarity, hard=hard, turn=turn, text=text)


def _ranges(graph: KnowledgeGraph, draw: random.Random) -> Iterator[Preference]:
    for number, (field, spec) in enumerate(graph.schema.fields.items()):
        if draw.random() < 0.3:
            low, high = sorted(draw.uniform(spec.minimum, spec.maximum) for _ in range(2))
            target = RangeTarget(field=field, low=draw.choice((low, None)), high=draw.choice((high, None)))
            yield Preference(id=f"r{number}", target=target, polarity=draw.choice((-1.0, 1.0)), hard=draw.random() < 0.5)
