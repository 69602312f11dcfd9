"""The entity linker: exact multi-pattern match, misspelt names, then disambiguation; what is left may be an unknown name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.content import LinkingContent, read_common_words, read_content
from crs.knowledge_graph.linking.dated import DatedItems
from crs.knowledge_graph.linking.disambiguation import Choice, Disambiguator
from crs.knowledge_graph.linking.folding import fold_text, fold_words
from crs.knowledge_graph.linking.lexicon import Lexicon, Match
from crs.knowledge_graph.linking.misspelling import MisspeltNames
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.prior import LinkPrior
from crs.knowledge_graph.linking.prominence import prominence
from crs.knowledge_graph.linking.recognition import Expected, Reading, Recogniser
from crs.knowledge_graph.linking.result import LinkContext, Linked
from crs.knowledge_graph.linking.roles import FactsOfSurfaces, Role
from crs.knowledge_graph.linking.rules import number_end
from crs.knowledge_graph.linking.selection import places_of, select, uncut, with_lists
from crs.knowledge_graph.linking.surroundings import Surroundings
from crs.knowledge_graph.linking.unknown import UnknownNames
from crs.knowledge_graph.linking.vocabulary import Vocabulary
from crs.knowledge_graph.linking.years import years_beside, years_in
from crs.types import Mention, Span

_ALTERNATIVES = 8
_CERTAINTY = {
    Form.NAME: 1.0,
    Form.ALIAS: 1.0,
    Form.NUMERAL: 1.0,
    Form.PLURAL: 1.0,
    Form.BARE: 0.95,
    Form.TAIL: 0.9,
    Form.SHORT: 0.9,
    Form.HEAD: 0.7,
}
NO_CONTEXT = LinkContext()


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


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
        self.lexicon = Lexicon(graph, words=content.names, common=common)
        self._fame = fame = prominence(graph)
        self._vocabulary = Vocabulary(graph.schema, content=content, common=common)
        self._kinds = FactsOfSurfaces(graph, fame)
        facts = tuple(self._kinds(surface) for surface in self.lexicon.surfaces)
        self.recogniser = Recogniser(self.lexicon, facts, weights=content.weights, prior=prior)
        self._misspelt = MisspeltNames(self.lexicon, facts)
        self._disambiguator = Disambiguator(graph, self.lexicon, self._kinds, fame)
        self._dated = DatedItems(graph, self.lexicon, self._kinds)
        self._unknown = UnknownNames(content)
        calendar = graph.schema.fields.get(graph.schema.calendar or "")
        self._calendar = (calendar.minimum, calendar.maximum) if calendar else None

    def link(self, text: str, *, context: LinkContext = NO_CONTEXT) -> Linked:
        """The links of `text`: spans count characters of it. Never raises for odd text."""
        reader = self.reader(text)
        around, years = reader.around, reader.years
        readings = uncut(around, self.recogniser.readings(around, reader.matches, expected=self._expected(context), years=years))
        chosen = self._choose(reader, readings, opened=bool(context.recent))
        other_year = [reading for reading in chosen if self._of_another_year(reader, reading)]
        chosen = [reading for reading in chosen if reading not in other_year]
        mentions, ambiguous = self._disambiguate(reader, chosen, context)
        covered, firm = places_of(chosen), places_of(reading for reading in chosen if reading.role is not Role.VALUE)
        here = tuple(mention.entity for mention in mentions)
        for mention, places in self._dated.find(around, covered, years=years, context=context, here=here):
            if covered.isdisjoint(places):
                mentions.append(mention)
                covered, firm = covered | places, firm | places
        unknown = self._unknown.find(
            around,
            firm,
            values=covered - firm,
            numbered=self._numbered(around, readings),
            dated=other_year,
            years=years,
            opened=bool(context.recent),
        )
        if unknown:
            mentions = [mention for mention in mentions if not any(_overlap(mention.span, name.span) for name in unknown)]
        mentions.sort(key=lambda mention: mention.span)
        return Linked(mentions=tuple(mentions), ambiguous=tuple(ambiguous), unknown=tuple(unknown))

    def named(self, name: str) -> tuple[str, ...]:
        """Ids of all entities that are written so, items first, the best known first, whatever they mean in a text."""
        surface = self.lexicon.exactly(fold_words(name))
        if surface is None:
            return ()
        entities = [(naming, self.graph.entities[naming.node].id) for naming in surface.namings]
        entities.sort(key=lambda pair: (pair[0].form, pair[1] not in self.graph.items, -self._fame[pair[0].node]))
        return tuple(entity for _, entity in entities)

    def reader(self, text: str) -> Reader:
        """A text with the matches of the lexicon in it."""
        folded = fold_text(text)
        matches = self.lexicon.find(folded)
        around = Surroundings(folded, self._vocabulary)
        self.recogniser.look_around(around, matches)
        years = years_in(folded.words, low=self._calendar[0], high=self._calendar[1]) if self._calendar else {}
        return Reader(around, tuple(matches), years)

    # ------------------------------------------------------------ steps

    def _expected(self, context: LinkContext) -> Expected:
        nodes = frozenset(self.graph.index(entity) for entity in context.options if entity in self.graph)
        return Expected(opened=bool(context.recent), nodes=nodes, role=self._kinds.roles.get(context.kind or ""))

    def _choose(self, reader: Reader, readings: list[Reading], *, opened: bool) -> list[Reading]:
        """Readings that go together; where words are left that are no ordinary ones, misspelt names too."""
        chosen = with_lists(reader.around, self.recogniser, readings, select(readings))
        nearly = [
            reading
            for near in self._misspelt.find(reader.around, places_of(chosen))
            for reading in self.recogniser.misspelt(reader.around, near, opened=opened, years=reader.years)
        ]
        return select([*chosen, *nearly]) if nearly else chosen

    def _of_another_year(self, reader: Reader, reading: Reading) -> bool:
        """Whether a year in brackets says that no item of this name is meant."""
        known = self.recogniser.facts[reading.surface].years
        if not reader.years or not known or reading.role is not Role.TITLE:
            return False
        beside = years_beside(reader.around, reading.first, reading.last, reader.years)
        return any(written.bracketed and all(abs(written.year - year) > 1 for year in known) for written in beside)

    def _disambiguate(self, reader: Reader, chosen: list[Reading], context: LinkContext) -> tuple[list[Mention], list[Mention]]:
        surfaces = self.lexicon.surfaces
        anchors = frozenset(surfaces[reading.surface].namings[0].node for reading in chosen if len(surfaces[reading.surface].namings) == 1)
        mentions, ambiguous = [], []
        for reading in chosen:
            choice = self._disambiguator.choose(reader.around, reading, context=context, years=reader.years, anchors=anchors)
            mention = self._mention(reader.around, reading, choice)
            mentions.append(mention)
            if choice.rivals:
                ambiguous.append(mention)
        return mentions, ambiguous

    def _mention(self, around: Surroundings, reading: Reading, choice: Choice) -> Mention:
        entity = self.graph.entities[choice.nodes[0]]
        span = around.text.span(reading.first, reading.last, whole=reading.whole)
        sure = choice.share * _CERTAINTY[choice.form] / (1.0 + math.exp(-reading.odds))
        return Mention(
            entity=entity.id,
            kind=entity.kind,
            text=around.text.original[slice(*span)],
            span=span,
            score=float(round(sure, 4)),
            alternatives=tuple(self.graph.entities[node].id for node in choice.nodes[1 : _ALTERNATIVES + 1]),
            exact=reading.edits == 0,
        )

    def _numbered(self, around: Surroundings, readings: list[Reading]) -> list[Reading]:
        """Titles that a number after them makes another name."""
        pardon = -self.recogniser.weights.rules.get("number after", 0.0)
        return [
            reading
            for reading in readings
            if reading.role is Role.TITLE and reading.odds <= 0 < reading.odds + pardon and number_end(around, reading.last) > reading.last
        ]
