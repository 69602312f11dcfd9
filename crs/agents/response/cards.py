"""Recommended items as a surface shows them."""

from __future__ import annotations

from crs.agents.phrases import Phrasebook, Quantities
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.text import join_words
from crs.types import Fact, Recommendation, RecommendationBlock


class Cards:
    """Fills cards with what the schema puts on them."""

    def __init__(self, phrasebook: Phrasebook) -> None:
        self.phrasebook = phrasebook
        self.graph: KnowledgeGraph = phrasebook.graph
        self._quantities = Quantities(phrasebook.schema)

    def card(self, recommendation: Recommendation) -> RecommendationBlock:
        """The card of a recommended item: its label, the facts of `item.card` by their names, and its description."""
        item = self.graph.items[recommendation.item]
        schema = self.graph.schema
        facts: dict[str, Fact] = {}
        for name in schema.item.card:
            if name in schema.relations:
                tails = self.graph.tails(item.id, name)
                if tails:
                    facts[self.phrasebook.noun(name, len(tails))] = join_words([self.phrasebook.name(tail) for tail in tails])
            elif isinstance(value := item.facts.get(name), int | float):
                facts[schema.fields[name].noun] = self._quantities.measure(name, value)
        text = next((str(item.facts[name]) for name in schema.texts if name in item.facts), "")
        return RecommendationBlock(recommendation=recommendation, label=item.label, facts=facts, text=text)
