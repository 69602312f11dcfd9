"""Comparisons with what was shown or named: "less violent", "something shorter", "like this but funnier", "too old"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from crs.agents.preference.content import Comparison
from crs.agents.preference.governors import Opinion
from crs.agents.preference.lexicon import Lexicon
from crs.agents.preference.measures import Degree, Measures
from crs.agents.preference.record import FELT, SAID, Entry
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.situation import Situation
from crs.knowledge_graph.compile import entity_id
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import EntityTarget, RangeTarget

_REACH = 4
_MILD = -0.5  # what "it was too long" says of an item


@dataclass(frozen=True, kw_only=True)
class Critiqued:
    """What comparisons ask for. `clauses` hold them; `faulted` are items that were found to be too much of something."""

    entries: tuple[Entry, ...] = ()
    clauses: frozenset[int] = frozenset()
    faulted: tuple[Target, ...] = ()
    wishes: bool = False  # one of them asks for something, and does not only refuse


class CritiqueReader:
    """Reads comparisons with the words of one schema."""

    def __init__(self, lexicon: Lexicon, graph: KnowledgeGraph, measures: Measures) -> None:
        self._comparison: Comparison = lexicon.content.comparison
        self._grammar = lexicon.content.grammar
        self._graph = graph
        self._measures = measures

    def read(self, scan: Scan, opinions: Sequence[Opinion], situation: Situation, *, skipped: Collection[int]) -> Critiqued:
        """The comparisons of an utterance, but for those in questions."""
        entries: list[Entry] = []
        clauses: set[int] = set()
        faulted: list[Target] = []
        wishes = False
        for number, clause in enumerate(scan.clauses):
            if number in skipped:
                continue
            places = range(clause.start, clause.end)
            for match in scan.critiques:
                if match.start in places:
                    subject = self._subject(scan, clause.start, match.start)
                    if subject is not None and scan.words[match.start] in self._grammar.faults:
                        faulted.append(subject)
                    if subject is not None and not set(subject.entities) & set(situation.shown):
                        continue  # an opinion of the item, not a wish
                    clauses.add(number)
                    wishes = wishes or not self._negated(scan, clause.start, match.start)
                    for critique in match.payloads:
                        wanted = () if self._negated(scan, clause.start, match.start) else critique.like
                        entries.extend(self._entities(scan, match.start, match.end, wanted, critique.dislike))
            for degree in scan.degrees:
                if degree.start in places and degree.form != "absolute":
                    subject = self._subject(scan, clause.start, degree.start) if degree.form == "too" else None
                    if subject is not None:
                        faulted.append(subject)
                    if subject is not None and not set(subject.entities) & set(situation.shown):
                        continue
                    if (target := self._range(scan, clause.start, degree, opinions, situation)) is not None:
                        clauses.add(number)
                        wishes = wishes or not self._negated(scan, clause.start, degree.start)
                        entries.append(replace(target, span=scan.span(degree.start, degree.end)))
        return Critiqued(entries=tuple(entries), clauses=frozenset(clauses), faulted=tuple(faulted), wishes=wishes)

    def faults(self, scan: Scan, critiqued: Critiqued, kind: str) -> tuple[Entry, ...]:
        """What "it was too long" says of the item itself."""
        return tuple(
            Entry(target=EntityTarget(entity=entity, kind=kind), polarity=_MILD, hard=False, span=scan.span(t.start, t.end), weight=SAID)
            for t in critiqued.faulted
            for entity in t.entities
        )

    def _entities(self, scan: Scan, start: int, end: int, like: Sequence[str], dislike: Sequence[str]) -> list[Entry]:
        found: list[Entry] = []
        for names, polarity in ((like, 1.0), (dislike, -1.0)):
            for written in names:
                kind, _, name = written.partition(":")
                entity = entity_id(kind, name)
                if entity in self._graph:
                    target = EntityTarget(entity=entity, kind=kind)
                    found.append(
                        Entry(
                            target=target, polarity=polarity, hard=polarity < 0, span=scan.span(start, end), origin="critique", weight=FELT
                        )
                    )
        return found

    def _negated(self, scan: Scan, first: int, place: int) -> bool:
        return bool(self._grammar.refusing.intersection(scan.words[max(first, place - _REACH) : place]))

    def _subject(self, scan: Scan, first: int, place: int, *, pointed: bool = False) -> Target | None:
        """The item that is named (or pointed at) and of which the comparison is said."""
        for name in scan.names:
            if name.item and first <= name.start and name.end <= place and not name.ambiguous and name.entities and name.pointed <= pointed:
                between = scan.words[name.end : place]
                if between and len(between) <= 4 and self._grammar.copulas.intersection(between):
                    return name
        return None

    # ------------------------------------------------------------ ranges

    def _range(self, scan: Scan, first: int, degree: Degree, opinions: Sequence[Opinion], situation: Situation) -> Entry | None:
        if degree.form == "too" and self._negated(scan, first, degree.start):  # "not too long" refuses what is long
            target = self._measures.opposite(self._measures.typical(degree.field, -degree.direction))
            return None if target is None else self._entry(target, hard=True)
        pattern, strictly = self._pattern(scan, first, degree, opinions)
        items = pattern or situation.shown
        target = self._measures.beyond(degree.field, degree.direction, items, strictly=strictly)
        if target is not None:
            return self._entry(target, hard=True)
        return None if items else self._entry(self._measures.typical(degree.field, degree.direction), hard=False)

    def _pattern(self, scan: Scan, first: int, degree: Degree, opinions: Sequence[Opinion]) -> tuple[tuple[str, ...], bool]:
        """The items compared with, and whether the comparison names them: "shorter than the second"."""
        subject = self._subject(scan, first, degree.start, pointed=True)
        if subject is not None:
            return subject.entities, False
        if scan.words[degree.end : degree.end + 1] and scan.words[degree.end] in self._comparison.than:
            named = next((t for t in scan.names if degree.end < t.start <= degree.end + 2 and t.item and t.entities), None)
            if named is not None:
                return named.entities, True
        compared = (o.target for o in opinions if o.target.item and o.compared and o.target.entities)
        return tuple(entity for target in compared for entity in target.entities), False

    @staticmethod
    def _entry(target: RangeTarget, *, hard: bool) -> Entry:
        return Entry(target=target, polarity=1.0, hard=hard, span=(0, 0), origin="critique")
