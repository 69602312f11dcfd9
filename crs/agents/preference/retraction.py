"""Taking back and correcting: "forget that", "forget the horror", "no wait, a musical", "any decade", "undo", "start over"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from crs.agents.preference.clauses import Clause
from crs.agents.preference.governors import Opinion
from crs.agents.preference.lexicon import Lexicon
from crs.agents.preference.phrases import Match
from crs.agents.preference.record import subject
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.tokens import PAUSES
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import EntityTarget, Preference, Preferences


@dataclass(frozen=True, kw_only=True)
class Retraction:
    """What an utterance takes back: preferences known before, and opinions it has just stated itself."""

    known: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()  # preferences that the newest change stated or took back
    opinions: frozenset[int] = frozenset()  # numbers of the utterance's own opinions that do not count
    act: bool = False  # the utterance is (also) a retraction
    attributes: tuple[str, ...] = ()  # attributes that no longer matter: "any decade"


class RetractionReader:
    """Finds what is taken back."""

    def __init__(self, lexicon: Lexicon, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self._schema = graph.schema
        self._grammar = lexicon.content.grammar

    def read(self, scan: Scan, opinions: Sequence[Opinion], known: Preferences, *, skipped: Collection[int]) -> Retraction:
        """The retractions of an utterance."""
        if any(True for _ in scan.acting("restart")):
            return Retraction(known=tuple(p.id for p in known.active), act=True)
        plan = _Plan()
        for number, clause in enumerate(scan.clauses):
            if number not in skipped:
                self._clause(scan, clause, opinions, known, plan)
        self._corrections(scan, opinions, known, plan)
        self._by_stance(opinions, known, plan)
        return plan.done()

    # ------------------------------------------------------------ by words

    def _clause(self, scan: Scan, clause: Clause, opinions: Sequence[Opinion], known: Preferences, plan: _Plan) -> None:
        inside = [m for m in scan.acts if clause.start <= m.start < clause.end]
        undo = next((m for m in inside if "undo" in m.payloads), None)
        forget = next((m for m in inside if "forget" in m.payloads), None)
        cue = forget or undo
        if cue is not None:
            objects = [
                n
                for n, o in enumerate(opinions)
                if clause.start <= o.target.start < clause.end and o.target.start >= cue.end and not o.target.weak
            ]
            nouns = self._attributes(scan, clause, cue.end)
            if objects and (forget is not None or self._about(scan, undo)):
                plan.act = True
                for number in objects:
                    plan.opinions.add(number)
                    plan.known.update(p.id for p in self._same(opinions[number].target, known))
                return
            if nouns and not objects:
                plan.open(nouns, self._of(nouns, known))
                plan.act = True
                return
            if undo is not None or (forget is not None and self._empty(scan, clause, forget)):
                plan.undo(known)
                return
        self._indifferent(scan, clause, inside, known, plan)

    def _about(self, scan: Scan, undo: Match[str] | None) -> bool:
        """ "changed my mind about", "never mind the": what follows is what is taken back."""
        return undo is not None and scan.words[undo.end : undo.end + 1] != () and scan.words[undo.end] in self._grammar.about

    def _empty(self, scan: Scan, clause: Clause, forget: Match[str]) -> bool:
        return all(word in self._grammar.void for word in scan.words[forget.end : clause.end])

    def _indifferent(self, scan: Scan, clause: Clause, inside: Sequence[Match[str]], known: Preferences, plan: _Plan) -> None:
        """ "any decade", "the colour doesn't matter anymore"."""
        nouns = [n for n in scan.nouns if n.payloads[0].kind == "attribute" and clause.start <= n.start < clause.end]
        for noun in nouns:
            names = tuple(p.name for p in noun.payloads)
            before = scan.words[max(clause.start, noun.start - 2) : noun.start]
            open_ = bool(self._grammar.any.intersection(before))
            open_ = open_ or any("indifferent" in m.payloads and (m.end - m.start > 1 or m.end > noun.end) for m in inside)
            if open_:
                plan.open(names, self._of(names, known))

    def _attributes(self, scan: Scan, clause: Clause, start: int) -> tuple[str, ...]:
        found = (n for n in scan.nouns if start <= n.start < clause.end)
        return tuple(p.name for n in found for p in n.payloads if p.kind == "attribute")

    # ------------------------------------------------------------ corrections

    def _corrections(self, scan: Scan, opinions: Sequence[Opinion], known: Preferences, plan: _Plan) -> None:
        for place in self._corrected(scan):
            after = [
                o
                for o in opinions
                if o.target.start >= place and o.stance in ("wanted", "judged", "refused", "named") and not o.target.weak
            ]
            kinds = {self._kind(o.target) for o in after}
            before = [
                n for n, o in enumerate(opinions) if o.target.start < place and self._kind(o.target) in kinds and n not in plan.opinions
            ]
            if before:
                plan.opinions.update(before)
                plan.act = True
            elif after and (latest := self._latest(known)):
                plan.known.update(p.id for p in latest if self._kind_of(p) in kinds)
                plan.act = plan.act or any(self._kind_of(p) in kinds for p in latest)
        if any(True for _ in scan.acting("shift")):
            for opinion in opinions:
                if opinion.stance == "wanted" and opinion.hard and opinion.target.range is None:
                    kind = self._kind(opinion.target)
                    same = [p for p in known.active if p.hard and p.polarity > 0 and self._kind_of(p) == kind]
                    plan.take([p for p in same if subject(p.target) not in opinion.target.entities], act=True)

    def _corrected(self, scan: Scan) -> list[int]:
        """The places where the seeker corrects themselves; a "no" between two names corrects too."""
        places = [m.end for m in scan.acting("correct")]
        for place, word in enumerate(scan.words):
            if word not in self._grammar.particles or not 0 < place < len(scan.words) - 1:
                continue
            paused = scan.words[place - 1] in PAUSES and (scan.words[place + 1] in PAUSES or scan.words[place + 1] in self._grammar.wait)
            if paused and any(t.end <= place - 1 for t in scan.targets if not t.weak):
                places.append(place + 1)
        return sorted(places)

    # ------------------------------------------------------------ by what is thought now

    def _by_stance(self, opinions: Sequence[Opinion], known: Preferences, plan: _Plan) -> None:
        for number, opinion in enumerate(opinions):
            if number in plan.opinions:
                continue
            same = self._same(opinion.target, known)
            if opinion.stance == "neutral":
                plan.take(same, act=any(p.polarity > 0 for p in same))
            elif opinion.stance in ("against", "ceased"):
                plan.take([p for p in same if p.polarity > 0], act=True)
                if same and opinion.stance == "ceased":
                    plan.opinions.add(number)
            elif opinion.stance == "permitted" and (opinion.target.range is not None or any(p.polarity < 0 for p in same)):
                plan.take(same, act=True)
                if same:
                    plan.opinions.add(number)

    # ------------------------------------------------------------ parts

    @staticmethod
    def _same(target: Target, known: Preferences) -> list[Preference]:
        """Active preferences about the target of an opinion."""
        subjects = set(target.entities) if target.range is None else {f"range:{target.range.field}"}
        if target.mention is not None:
            subjects |= set(target.mention.alternatives)
        return [p for p in known.active if subject(p.target) in subjects]

    def _of(self, attributes: Iterable[str], known: Preferences) -> list[Preference]:
        """Active preferences about an attribute."""
        kinds = {f"range:{a}" if a in self._schema.fields else self._schema.relations[a].kind for a in attributes}
        return [p for p in known.active if self._kind_of(p) in kinds]

    def _kind(self, target: Target) -> str:
        if target.range is not None:
            return f"range:{target.range.field}"
        if not target.entities:
            return self._schema.item.kind if target.item else ""
        return self._graph.entity(target.entities[0]).kind

    @staticmethod
    def _kind_of(preference: Preference) -> str:
        target = preference.target
        return target.kind if isinstance(target, EntityTarget) else f"range:{target.field}"

    @staticmethod
    def _latest(known: Preferences) -> list[Preference]:
        turn = max((p.turn for p in known.active), default=-1)
        return [p for p in known.active if p.turn == turn]


class _Plan:
    """Collects what is taken back."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.undone: tuple[str, ...] = ()
        self.opinions: set[int] = set()
        self.attributes: list[str] = []
        self.act = False

    def take(self, preferences: Sequence[Preference], *, act: bool) -> None:
        self.known.update(p.id for p in preferences)
        self.act = self.act or (act and bool(preferences))

    def open(self, attributes: Sequence[str], preferences: Sequence[Preference]) -> None:
        self.attributes.extend(attributes)
        self.take(preferences, act=True)

    def undo(self, known: Preferences) -> None:
        """Take back what was said last; what that had replaced or taken back counts again."""
        self.act = True
        self.undone = known.newest_change()

    def done(self) -> Retraction:
        return Retraction(
            known=tuple(sorted(self.known)),
            undone=self.undone,
            opinions=frozenset(self.opinions),
            act=self.act,
            attributes=tuple(dict.fromkeys(self.attributes)),
        )
