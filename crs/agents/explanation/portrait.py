"""An item described by its own facts, whatever was asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crs.agents.explanation.grounds import Match
from crs.agents.phrases import Phrasebook, noun_phrase
from crs.agents.wording import Voice
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Edge

_TELLING = 0.5  # relations less telling than this say little about an item
_WELL_KNOWN = 0.9  # share of the catalogue that is not better known
_SORTS = 2  # qualities before the noun
_COMMON = 0.15  # share of the catalogue from which on a quality tells little


class Portrait:
    """Describes items of one graph in the words of its schema."""

    def __init__(self, phrasebook: Phrasebook) -> None:
        self.phrasebook = phrasebook
        self.graph: KnowledgeGraph = phrasebook.graph
        schema = phrasebook.schema
        self._sorts = [name for name, relation in schema.relations.items() if relation.place != "after"]
        self._credits = [name for name in schema.item.card if name in schema.relations and schema.relations[name].place == "after"]
        kinds = [relation.kind for relation in schema.relations.values()]
        self._telling = [
            name
            for name, relation in schema.relations.items()
            if relation.telling >= _TELLING and not relation.spread and (name in schema.item.card or kinds.count(relation.kind) == 1)
        ]
        self._common = _COMMON * len(self.graph.items)
        popularity = np.sort(self.graph.popularity)
        self._known_from = float(popularity[int(_WELL_KNOWN * (len(popularity) - 1))]) if len(popularity) else 1.0

    def phrase(self, item: str, voice: Voice) -> str:
        """The item as a noun phrase: "a western set in Texas, made by …"."""
        edges = [edge for relation in self._sorts[:1] for edge in self._edges(item, relation)[:_SORTS]]
        edges += [edge for relation in self._credits[:1] for edge in self._edges(item, relation)[:1]]
        told = {end for edge in edges for end in (edge.relation, edge.tail)}
        features = [edge for edge in self._features(item) if edge.relation not in told and edge.tail not in told]
        if beside := [edge for edge in features if self.phrasebook.edge_trait(edge).place == "after"]:
            edges.append(voice.random.choice(beside))
        return noun_phrase([self.phrasebook.edge_trait(edge) for edge in edges], self.phrasebook.schema.item.singular)

    def predicates(self, item: str, *, told: Sequence[Match], voice: Voice) -> list[str]:
        """What else may be said of the item, in an order drawn from the voice, what is of another sort first: "was made by X"."""
        tails, relations = {match.edge.tail for match in told}, {match.edge.relation for match in told}
        features = [edge for edge in self._features(item) if edge.tail not in tails]
        voice.random.shuffle(features)
        features.sort(key=lambda edge: edge.relation in relations)
        return [self.phrasebook.predicate(edge) for edge in features]

    def is_well_known(self, item: str) -> bool:
        """Whether it is one of the best known of the catalogue."""
        popularity = self.graph.items[item].popularity
        return popularity > 0 and popularity >= self._known_from

    def _features(self, item: str) -> list[Edge]:
        """The first edge of every telling relation that not too many other items have too."""
        listed = (self._edges(item, relation) for relation in self._telling if relation not in self._sorts)
        uncommon = ([edge for edge in edges if self.graph.degree(edge.tail) <= self._common] for edges in listed)
        return [edges[0] for edges in uncommon if edges]

    def _edges(self, item: str, relation: str) -> list[Edge]:
        return [edge for edge in self.graph.edges_of(item, relation) if edge.head == item]
