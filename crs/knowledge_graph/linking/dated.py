"""Items named by their year alone: "the 2011 one", or "1982" in answer to "the 1982 or the 2011 one?"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.folding import fold_words
from crs.knowledge_graph.linking.lexicon import Lexicon
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.result import LinkContext
from crs.knowledge_graph.linking.roles import FactsOfSurfaces, Role
from crs.knowledge_graph.linking.surroundings import Surroundings
from crs.knowledge_graph.linking.years import stands_for_item
from crs.types import Mention

_RECENT = 6  # items spoken of lately whose namesakes may be meant
_SURE = 0.95


class DatedItems:
    """Finds the item that a year points at among what was offered, spoken of, or shares a name with that."""

    def __init__(self, graph: KnowledgeGraph, lexicon: Lexicon, facts: FactsOfSurfaces) -> None:
        self._graph = graph
        self._lexicon = lexicon
        self._facts = facts

    def find(
        self, around: Surroundings, covered: frozenset[int], *, years: Mapping[int, int], context: LinkContext, here: Iterable[str]
    ) -> Iterator[tuple[Mention, frozenset[int]]]:
        """Mentions with the words they cover; `here` are the items that the text itself names."""
        if not years:
            return
        options = [entity for entity in context.options if entity in self._graph.items]
        spoken = [entity for entity in (*here, *reversed(context.recent[-_RECENT:])) if entity in self._graph.items]
        for place, year in years.items():
            pointing = place + 1 < len(around.text.words) and around.mark(place) == " " and stands_for_item(around, place + 1)
            if place in covered or not (pointing or options):
                continue
            item = self._of_year(year, options) or (self._of_year(year, self._namesakes(spoken)) if pointing else None)
            if item is None:
                continue
            first = place - 1 if place and around.text.words[place - 1] == "the" and place - 1 not in covered else place
            last = place + 1 if pointing and place + 1 not in covered else place
            span = around.text.span(first, last)
            text = around.text.original[slice(*span)]
            kind = self._graph.schema.item.kind
            yield Mention(entity=item, kind=kind, text=text, span=span, score=_SURE), frozenset(range(first, last + 1))

    def _of_year(self, year: int, items: Iterable[str]) -> str | None:
        """The only one of the items that is of this year."""
        found = {item for item in items if self._facts.years[self._graph.index(item)] == year}
        return found.pop() if len(found) == 1 else None

    def _namesakes(self, items: Iterable[str]) -> Iterator[str]:
        for item in items:
            surface = self._lexicon.exactly(fold_words(self._graph.entity(item).name))
            if surface is not None:
                for naming in surface.namings:
                    if self._facts.kinds[naming.node] is Role.TITLE and naming.form <= Form.BARE:
                        entity = self._graph.entities[naming.node].id
                        if entity in self._graph.items:
                            yield entity
