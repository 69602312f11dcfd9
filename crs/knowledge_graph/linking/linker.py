"""The entity linker: exact multi-pattern match, misspelt names, then disambiguation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.content import LinkingContent, read_common_words, read_content
from crs.knowledge_graph.linking.disambiguation import Choice, Disambiguator
from crs.knowledge_graph.linking.folding import fold_text
from crs.knowledge_graph.linking.lexicon import Lexicon, Match
from crs.knowledge_graph.linking.misspelling import MisspeltNames
from crs.knowledge_graph.linking.prior import LinkPrior
from crs.knowledge_graph.linking.prominence import prominence
from crs.knowledge_graph.linking.recognition import Reading, Recogniser
from crs.knowledge_graph.linking.result import LinkContext, Linked
from crs.knowledge_graph.linking.roles import FactsOfSurfaces, Role
from crs.knowledge_graph.linking.rules import number_after
from crs.knowledge_graph.linking.surroundings import Surroundings, Vocabulary
from crs.knowledge_graph.linking.unknown import UnknownNames
from crs.knowledge_graph.linking.years import years_in
from crs.types import Mention


@dataclass(frozen=True, slots=True)
class Reader:
    """A text as it is read: its surroundings, the matches of the lexicon, the places of years."""

    around: Surroundings
    matches: tuple[Match, ...]
    years: Mapping[int, int]


class EntityLinker:
    """Finds the entities of a graph in a text.

    `prior` is what annotated messages of one's own domain teach (see `LinkPrior`); `content` and `common` are the
    language's words and weights, the bundled ones if not given.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        prior: LinkPrior | None = None,
        content: LinkingContent | None = None,
        common: Mapping[str, int] | None = None,
    ) -> None:
        content = content or read_content()
        common = common if common is not None else read_common_words()
        self.graph = graph
        self._content = content
        self._vocabulary = Vocabulary(graph.schema, cues=content.cues, common=common)
        self.lexicon = Lexicon(graph, words=content.names, common=common)
        fame = prominence(graph)
        self._facts = FactsOfSurfaces(graph, fame)
        facts = tuple(self._facts(surface) for surface in self.lexicon.surfaces)
        self.recogniser = Recogniser(self.lexicon, facts, weights=content.weights, prior=prior)
        self._misspelt = MisspeltNames(self.lexicon, facts)
        self._unknown = UnknownNames(content)
        self._disambiguator = Disambiguator(graph, self.lexicon, self._facts, fame)
        calendar = graph.schema.fields.get(graph.schema.calendar or "")
        self._calendar = (calendar.minimum, calendar.maximum) if calendar else None

    def reader(self, text: str) -> Reader:
        """A text with the matches of the lexicon in it."""
        folded = fold_text(text)
        matches = self.lexicon.find(folded)
        around = Surroundings(folded, self._vocabulary)
        self.recogniser.look_around(around, matches)
        years = years_in(folded.words, low=self._calendar[0], high=self._calendar[1]) if self._calendar else {}
        return Reader(around, tuple(matches), years)

    def link(self, text: str, *, context: LinkContext = LinkContext()) -> Linked:
        """The links of `text`. Never raises for odd text."""
        reader = self.reader(text)
        around, years = reader.around, reader.years
        opened = bool(context.recent)
        readings = list(self.recogniser.readings(around, reader.matches, opened=opened, years=years))
        chosen = select(readings)
        covered = _places(chosen)
        nearly = [
            reading
            for near in self._misspelt.find(around, covered)
            for reading in self.recogniser.misspelt(around, near, opened=opened, years=years)
        ]
        if nearly:
            chosen = select([*readings, *nearly])
        anchors = frozenset(
            self.lexicon.surfaces[reading.surface].namings[0].node
            for reading in chosen
            if len(self.lexicon.surfaces[reading.surface].namings) == 1
        )
        mentions, ambiguous = [], []
        for reading in chosen:
            choice = self._disambiguator.choose(around, reading, context=context, years=years, anchors=anchors)
            mention = self._mention(around, reading, choice)
            mentions.append(mention)
            if choice.rivals:
                ambiguous.append(mention)
        unknown = self._unknown.find(around, _places(chosen), numbered=self._numbered(around, readings), years=years, opened=opened)
        return Linked(mentions=tuple(mentions), ambiguous=tuple(ambiguous), unknown=tuple(unknown))

    def _numbered(self, around: Surroundings, readings: list[Reading]) -> tuple[tuple[int, int], ...]:
        """Titles that a number after them makes another name."""
        pardon = -self._content.weights.rules.get("number after", 0.0)
        return tuple(
            (reading.first, reading.last)
            for reading in readings
            if reading.role is Role.TITLE and reading.odds <= 0 < reading.odds + pardon and number_after(around, reading.last)
        )

    def _mention(self, around: Surroundings, reading: Reading, choice: Choice) -> Mention:
        entity = self.graph.entities[choice.nodes[0]]
        span = around.text.span(reading.first, reading.last, whole=reading.whole)
        return Mention(
            entity=entity.id,
            kind=entity.kind,
            text=around.text.original[slice(*span)],
            span=span,
            score=round(choice.share / (1.0 + math.exp(-reading.odds)), 4),
            alternatives=tuple(self.graph.entities[node].id for node in choice.nodes[1:_ALTERNATIVES]),
            exact=reading.edits == 0,
        )


_ALTERNATIVES = 8
_ORDER = {Role.TITLE: 0, Role.PERSON: 1, Role.VALUE: 2}


def _places(readings: Iterable[Reading]) -> frozenset[int]:
    return frozenset(place for reading in readings for place in range(reading.first, reading.last + 1))


def select(readings: Iterable[Reading]) -> list[Reading]:
    """Readings that are likelier meant than not and do not overlap, the longest first, in the order of the text."""
    likely = [reading for reading in readings if reading.odds > 0]
    likely.sort(key=lambda reading: (reading.first - reading.last, reading.edits, _ORDER[reading.role], -reading.odds))
    taken: set[int] = set()
    chosen = []
    for reading in likely:
        span = range(reading.first, reading.last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(reading)
    return sorted(chosen, key=lambda reading: reading.first)
