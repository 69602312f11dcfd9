"""Which of several entities of one name is meant: by form, popularity, year, what was offered and what was spoken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.folding import fold_words
from crs.knowledge_graph.linking.lexicon import Lexicon, Naming
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.recognition import Reading
from crs.knowledge_graph.linking.result import LinkContext
from crs.knowledge_graph.linking.roles import FactsOfSurfaces, Role
from crs.knowledge_graph.linking.rules import several_after
from crs.knowledge_graph.linking.surroundings import Surroundings
from crs.knowledge_graph.linking.years import years_beside

SAFE = 0.7  # the share of the evidence from which one of several namesakes is taken without asking

_FORM = {
    Form.NAME: 1.0,
    Form.ALIAS: 0.7,
    Form.NUMERAL: 0.7,
    Form.BARE: 0.5,
    Form.PLURAL: 0.5,
    Form.HEAD: 0.1,
    Form.TAIL: 0.1,
    Form.SHORT: 0.5,
}
_LEAST = 1e-3  # popularity of what nobody is known to have heard of
_RIVAL = 0.4  # the part of the best one's evidence from which a namesake may have been meant
_SPELT_ALIKE = 3.0  # written exactly as the name, punctuation included
_OFFERED = 1e4
_YEAR = 1e5
_SPOKEN_OF = 3.0
_RELATED = 8.0
_AGE = 20.0
_SERIES = 0.3
_SEVERAL = 30.0
_FITTING = 20.0
_DECLARED = 1.5  # of a kind whose values the schema lists


@dataclass(frozen=True, slots=True)
class Choice:
    """Entities that a reading can mean, best first, by node; `share` is the first one's part of the evidence.

    `rivals` are those among the rest that a person may have meant as well: where there are any, no choice is safe.
    """

    nodes: tuple[int, ...]
    form: Form  # of the first one's name
    share: float
    rivals: tuple[int, ...]


class Disambiguator:
    """Chooses among the entities of a surface."""

    def __init__(self, graph: KnowledgeGraph, lexicon: Lexicon, facts: FactsOfSurfaces, fame: NDArray[np.float64]) -> None:
        self._graph = graph
        self._lexicon = lexicon
        self._facts = facts
        self._fame = fame
        self._item = graph.schema.item.kind
        field = graph.schema.fields.get(graph.schema.calendar or "")
        self._older = frozenset(word for phrase in (field.lower if field else ()) for word in fold_words(phrase))
        self._newer = frozenset(word for phrase in (field.higher if field else ()) for word in fold_words(phrase))

        self._kinds_after: dict[str, set[str]] = {}
        for relation in graph.schema.relations.values():
            if before := relation.trait.partition("{tail}")[0].split():
                self._kinds_after.setdefault(before[-1], set()).add(relation.kind)

    def choose(
        self, around: Surroundings, reading: Reading, *, context: LinkContext, years: Mapping[int, int], anchors: frozenset[int]
    ) -> Choice:
        """Order the entities of a reading. `anchors` are nodes that this utterance names beyond doubt."""
        namings = self._lexicon.surfaces[reading.surface].namings
        mine = [naming for naming in namings if self._facts.kinds[naming.node] is reading.role]
        if len(mine) == 1:
            weights = {mine[0].node: 1.0}
        else:
            weights = self._weigh(around, reading, mine, context=context, years=years, anchors=anchors)
        ordered = sorted(weights, key=lambda node: -weights[node])
        total = sum(weights.values())
        share = weights[ordered[0]] / total if total else 1.0
        others = [naming.node for naming in namings if naming.node not in weights]
        forms = {naming.node: naming.form for naming in mine}
        several = around.after(reading.last)[0] in around.vocabulary.cues.together
        rivals = () if several else self._rivals(ordered, weights, forms)
        return Choice((*ordered, *others), forms[ordered[0]], share, rivals)

    def _rivals(self, ordered: Sequence[int], weights: Mapping[int, float], forms: Mapping[int, Form]) -> tuple[int, ...]:
        """Other entities of the same kind, named as faithfully, that are too likely to be passed over."""
        best = ordered[0]
        kind, year = self._graph.entities[best].kind, self._facts.years[best]
        namesakes = [
            node
            for node in ordered[1:]
            if self._graph.entities[node].kind == kind
            and weights[node] >= _RIVAL * weights[best]
            and (_FORM[forms[node]] >= _FORM[Form.BARE] or forms[node] == forms[best])
            and (kind != self._item or (year is not None and self._facts.years[node] not in (None, year)))
        ]
        if self._facts.kinds[best] is Role.VALUE or weights[best] >= SAFE * (weights[best] + sum(weights[node] for node in namesakes)):
            return ()
        return tuple(namesakes)

    def _weigh(
        self,
        around: Surroundings,
        reading: Reading,
        namings: Sequence[Naming],
        *,
        context: LinkContext,
        years: Mapping[int, int],
        anchors: frozenset[int],
    ) -> dict[int, float]:
        graph, fame = self._graph, self._fame
        written = {beside.year for beside in years_beside(around, reading.first, reading.last, years)} if years else set()
        options, recent = set(context.options), set(context.recent)
        said = around.text.original[slice(*around.text.span(reading.first, reading.last, whole=reading.whole))].casefold()
        most = max((fame[naming.node] for naming in namings if graph.entities[naming.node].kind == self._item), default=1.0)
        several = several_after(around, reading.last)
        said_before = around.before(reading.first)[0]
        weights: dict[int, float] = {}
        for naming in namings:
            node, entity = naming.node, graph.entities[naming.node]
            if reading.role is Role.TITLE and entity.kind != self._item:
                weight = max(most, _LEAST) * (_SEVERAL if several else _SERIES)
            else:
                weight = float(fame[node]) + _LEAST
            if reading.role is Role.VALUE:
                weight *= _FITTING if entity.kind in self._kinds_after.get(said_before, ()) else 1.0
                weight *= _DECLARED if graph.schema.kinds[entity.kind].values else 1.0
            else:
                weight *= _FORM[naming.form]
            if entity.name.casefold() == said and reading.role is not Role.VALUE:
                weight *= _SPELT_ALIKE
            if entity.id in options:
                weight *= _OFFERED
            if context.kind == entity.kind:
                weight *= _SPOKEN_OF
            if entity.id in recent:
                weight *= _SPOKEN_OF
            elif (anchors or recent) and self._related(entity.id, anchors, recent):
                weight *= _RELATED
            if self._facts.years[node] in written and written:
                weight *= _YEAR
            weights[node] = weight
        if reading.role is Role.TITLE:
            self._weigh_age(around, reading, weights)
        return weights

    def _weigh_age(self, around: Surroundings, reading: Reading, weights: dict[int, float]) -> None:
        """ "the original …" prefers what is older than the best known of that name, "the new …" what is newer."""
        cues = around.vocabulary.cues
        near = {around.text.words[place] for place in self._near(around, reading)}
        older = bool(near & cues.earlier or near & self._older)
        newer = bool(near & cues.later or near & self._newer)
        if older == newer:
            return
        best = max(weights, key=lambda node: weights[node])
        pivot = self._facts.years[best]
        if pivot is None:
            return
        for node in weights:
            year = self._facts.years[node]
            if year is not None and (year < pivot if older else year > pivot):
                weights[node] *= _AGE

    def _near(self, around: Surroundings, reading: Reading) -> range | list[int]:
        """Two words before and the word after, within the sentence and outside other names."""
        places = []
        place = reading.first - 1
        while place >= max(0, reading.first - 2) and around.mark(place) == " " and place not in around.names:
            places.append(place)
            place -= 1
        if around.mark(reading.last) in (" ", ",", "(") and reading.last + 1 not in around.names:
            places += [place for place in (reading.last + 1, reading.last + 2) if place < len(around.text.words)]
        return places

    def _related(self, entity: str, anchors: frozenset[int], recent: set[str]) -> bool:
        """Whether an entity is one edge from a person named here, or shares a series with what was spoken of."""
        for neighbour in self._graph.neighbours(entity):
            node = self._graph.index(neighbour)
            role = self._facts.kinds[node]
            if node in anchors and role is Role.PERSON:
                return True
            if role is Role.TITLE and neighbour in recent:
                return True
        return False
