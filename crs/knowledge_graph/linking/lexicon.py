"""All the ways in which the entities of a graph are written, in one automaton (Aho and Corasick 1975)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ahocorasick

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.content import NameWords
from crs.knowledge_graph.linking.folding import FoldedText, fold_words
from crs.knowledge_graph.linking.names import Form, first_part, initials, name_forms, person_forms, remainder, value_forms
from crs.types import Entity

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """One entity that a surface can name, by its position in the graph."""

    node: int
    form: Form


@dataclass(frozen=True, slots=True)
class Surface:
    """A way to write one or more names."""

    words: Words
    namings: tuple[Naming, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Words first..last of a text are a surface; `whole` is False where only a possessive 's is left over."""

    first: int
    last: int
    surface: int
    whole: bool


class Lexicon:
    """The surfaces of a graph's entities, and the automaton that finds them in folded text."""

    def __init__(self, graph: KnowledgeGraph, *, words: NameWords, common: Mapping[str, int]) -> None:
        self._graph = graph
        self._words = words
        self._common = common
        self._fillers = words.articles | set(graph.schema.item.all_nouns)
        self._grouping = {name for name, relation in graph.schema.relations.items() if relation.spread}
        self._series = {relation.kind for relation in graph.schema.relations.values() if relation.spread}
        collected: dict[str, tuple[Words, dict[int, Form]]] = {}
        for node, entity in enumerate(graph.entities):
            for surface, form in self._forms(entity):
                if surface:
                    _, namings = collected.setdefault("".join(surface), (surface, {}))
                    namings[node] = min(form, namings.get(node, form))
        self._number_first_parts(collected)
        self.surfaces = tuple(
            Surface(surface, tuple(Naming(node, form) for node, form in namings.items())) for surface, namings in collected.values()
        )
        self._automaton = ahocorasick.Automaton()
        for number, compact in enumerate(collected):
            self._automaton.add_word(compact, (number, len(compact)))
        if collected:
            self._automaton.make_automaton()

    def find(self, text: FoldedText) -> list[Match]:
        """Every surface that starts and ends with a word of the text, overlapping ones too."""
        if not self.surfaces or not text.compact:
            return []
        begins, ends, found = text.begins, text.ends, []
        for at, (number, length) in self._automaton.iter(text.compact):
            last = ends.get(at + 1)
            if last is not None:
                first = begins.get(at + 1 - length)
                if first is not None and (
                    length >= _SPACED_OUT or last - first < len(self.surfaces[number].words) or not text.words[first].isalpha()
                ):
                    found.append(Match(first, last, number, last + 1 == len(text.words) or begins.get(at + 1) == last + 1))
        return found

    def exactly(self, words: Words) -> Surface | None:
        """The surface of these words, None if there is none."""
        number, _ = self._automaton.get("".join(words), (None, 0)) if self.surfaces else (None, 0)
        return None if number is None else self.surfaces[number]

    # ------------------------------------------------------------ forms

    def _forms(self, entity: Entity) -> Iterator[tuple[Words, Form]]:
        schema = self._graph.schema
        kind = schema.kinds.get(entity.kind)
        yield fold_words(entity.name), Form.NAME
        for alias in entity.aliases:
            yield fold_words(alias), Form.ALIAS
        if kind is not None and kind.short_names:
            yield from person_forms(entity.name, words=self._words)
        elif kind is not None and kind.values:
            for name in (entity.name, *entity.aliases):
                yield from value_forms(name)
        else:
            for name in (entity.name, *entity.aliases):
                for surface, form in name_forms(name, words=self._words, tell_apart=self._tells_apart):
                    yield surface, form if name == entity.name else max(form, Form.ALIAS)
        if kind is None:
            yield from self._beyond_series(entity)
            part = first_part(entity.name)
            if len([word for word in part if word not in self._fillers]) > 1 and any(
                self._common.get(word, _RARE) >= _RARE for word in part
            ):
                yield part, Form.HEAD
        elif entity.kind in self._series:
            yield initials(entity.name, words=self._words), Form.ALIAS

    def _beyond_series(self, item: Entity) -> Iterator[tuple[Words, Form]]:
        name = fold_words(item.name)
        for edge in self._graph.edges_of(item.id):
            if edge.relation not in self._grouping or edge.head != item.id:
                continue
            rest = remainder(name, fold_words(self._graph.entity(edge.tail).name), self._words)
            if rest and self._tells_apart(rest):
                yield rest, Form.TAIL
                if rest[0] in self._words.articles and self._tells_apart(rest[1:]):
                    yield rest[1:], Form.TAIL

    def _tells_apart(self, part: Words) -> bool:
        """Whether part of a name can stand for it: a rare word, or two words that are more than grammar."""
        telling = [word for word in part if word not in self._fillers]
        if len(telling) < 2:
            return any(self._common.get(word, _RARE) >= _RARE for word in telling)
        return any(self._common.get(word, _RARE) >= _GRAMMAR for word in telling)

    def _number_first_parts(self, collected: dict[str, tuple[Words, dict[int, Form]]]) -> None:
        """The first part of what has a second: "iron man 1" where there is an "iron man 2"."""
        for compact in [compact for compact in collected if compact[-1] == "2" and compact[:-1] in collected]:
            first = compact[:-1] + "1"
            surface, namings = collected[compact[:-1]]
            if first not in collected and collected[compact][0] == (*surface, "2"):
                collected[first] = ((*surface, "1"), {node: Form.NUMERAL for node, form in namings.items() if form == Form.NAME})


_GRAMMAR = 200  # the rank below which a common word is grammar
_SPACED_OUT = 6  # letters; a shorter name does not count where it is written in more words ("I ran" for "Iran")
_RARE = 4000  # the rank from which a word is rare enough to name something alone
