"""Questions the seeker asks: for a fact of an item, for the reason of a recommendation, for what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.agents.preference.clauses import Clause
from crs.agents.preference.lexicon import Lexicon
from crs.agents.preference.phrases import Match
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.situation import Situation
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Question

_WISHES = frozenset({"want", "request", "compare", "evaluation", "addressed"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked, and the clauses that ask it: nothing in them is a preference."""

    question: Question | None = None
    why: bool = False
    list: bool = False
    clauses: frozenset[int] = frozenset()
    targets: tuple[Target, ...] = ()  # the items that the questions are about


class QuestionReader:
    """Finds the questions of an utterance."""

    def __init__(self, lexicon: Lexicon, graph: KnowledgeGraph) -> None:
        self._words = lexicon.content.questions
        self._graph = graph
        self._grammar = lexicon.content.grammar
        self._links = lexicon.content.fillers | self._grammar.asking

    def find(self, scan: Scan, situation: Situation) -> Asked:
        """The questions of an utterance; of several facts the first."""
        why = known = False
        question: Question | None = None
        clauses: set[int] = set()
        targets: list[Target] = []
        for number, clause in enumerate(scan.clauses):
            if self._acts(scan, clause, "list"):
                known = True
                clauses.add(number)
            elif self._acts(scan, clause, "why"):
                why = True
                clauses.add(number)
                targets.extend(self._items(scan, clause))
            elif asked := self._fact(scan, clause, situation):
                question = question or asked[0]
                clauses.add(number)
                targets.extend(asked[1])
        return Asked(question=question, why=why, list=known, clauses=frozenset(clauses), targets=tuple(targets))

    def _acts(self, scan: Scan, clause: Clause, kind: str) -> bool:
        """Whether the clause begins with a cue of this kind."""
        for match in scan.acting(kind):
            if clause.start <= match.start < clause.end and match.start not in scan.idioms:
                return kind == "list" or all(word in self._grammar.openers for word in scan.words[clause.start : match.start])
        return False

    # ------------------------------------------------------------ facts

    def _fact(self, scan: Scan, clause: Clause, situation: Situation) -> tuple[Question, list[Target]] | None:
        items = self._items(scan, clause)
        start = self._start(scan, clause)
        asking = (
            (scan.words[start] in self._words and not self._grammar.negations.intersection(scan.words[start + 1 : start + 2]))
            or self._ends_as_question(scan, clause)
            if start < clause.end
            else False
        )
        cues = [m for m in scan.facts if clause.start <= m.start < clause.end]
        attribute = next((m.payloads[0] for m in cues if self._serves(scan, clause, m, items, asking=asking)), None)
        if which := self._which(scan, clause, start, situation):
            return which, []
        if attribute is None and (not asking or not items or self._wishes(scan, clause, start)):
            return None
        if attribute is None:
            attribute = self._whether(scan, clause, items)
        chosen = next((t.entities[0] for t in items if t.entities and not t.ambiguous), None)
        if chosen is None and not items and not any(name.unknown for name in scan.names):
            chosen = next(iter(situation.focus()), None)
        return Question(item=chosen, attribute=attribute, text=scan.said(clause.start, clause.end)), items

    def _which(self, scan: Scan, clause: Clause, start: int, situation: Situation) -> Question | None:
        """Questions that are about no one item: "which one is scarier?", "who is she?"."""
        words = scan.words[start : clause.end]
        asked = Question(item=None, attribute=None, text=scan.said(clause.start, clause.end))
        grammar = self._grammar
        if (
            len(words) > 1
            and words[0] in grammar.which
            and words[1] in grammar.which_of
            and situation.shown
            and not self._wishes(scan, clause, start)
        ):
            return asked
        entity = next((n for n in scan.names if n.start == start + 2 and not n.item and n.end == clause.end), None)
        return asked if " ".join(words[:2]) in grammar.who_is and entity is not None else None

    def _items(self, scan: Scan, clause: Clause) -> list[Target]:
        """Items the clause names or points at; names before pronouns."""
        inside = [t for t in scan.names if t.item and clause.start <= t.start < clause.end and not t.unknown]
        return sorted(inside, key=lambda target: target.weak)

    def _start(self, scan: Scan, clause: Clause) -> int:
        """The first word of the clause that is no opener."""
        place = clause.start
        while place < clause.end and (scan.tokens[place].mark or scan.words[place] in self._grammar.openers):
            place += 1
        return place

    @staticmethod
    def _ends_as_question(scan: Scan, clause: Clause) -> bool:
        return clause.end < len(scan.tokens) and scan.words[clause.end] == "?"

    def _serves(self, scan: Scan, clause: Clause, cue: Match[str], items: Sequence[Target], *, asking: bool) -> bool:
        """Whether a cue asks for its fact here: something it can be a fact of is there, or nothing else is."""
        words = scan.words[cue.start : cue.end]
        opens = words[0] in self._words
        others = [t for t in scan.targets if clause.start <= t.start < clause.end and not t.item]
        about_items = any(clause.start <= n.start < clause.end and n.payloads[0].kind == "item" for n in scan.nouns)
        if len(words) <= 2 and opens and all(w in self._words or w in self._links for w in words):  # "what is …" asks for anything
            return any(all(w in self._links for w in scan.words[cue.end : t.start]) and t.end >= clause.end for t in items)
        if items:
            return not others and (asking or opens or self._only(scan, clause, cue, items)) and not self._tells(scan, clause)
        return opens and not others and not about_items and not self._grammar.persons.intersection(scan.words[clause.start : clause.end])

    def _only(self, scan: Scan, clause: Clause, cue: Match[str], items: Sequence[Target]) -> bool:
        """ "plot of Alien": a cue and an item, and nothing that says more."""
        covered = {p for t in items for p in range(t.start, t.end)} | set(range(cue.start, cue.end))
        rest = [scan.words[p] for p in range(clause.start, clause.end) if p not in covered and not scan.tokens[p].mark]
        return all(word in self._links or word in self._grammar.openers for word in rest)

    def _tells(self, scan: Scan, clause: Clause) -> bool:
        """Whether somebody's taste is told: "I loved who played her"."""
        return (
            any(
                sense.kind in ("evaluation", "want")
                for place in range(clause.start, clause.end)
                if (m := scan.taste.get(place))
                for sense in m.payloads
            )
            and scan.words[clause.start] in self._grammar.first_person
        )

    def _wishes(self, scan: Scan, clause: Clause, start: int) -> bool:
        """Whether what looks like a question wishes or tells something: "what should I see if I liked it?"."""
        if scan.words[start + 1 : start + 2] and scan.words[start + 1] in self._grammar.persons:
            return True
        first = min((t.start for t in self._items(scan, clause)), default=clause.end)
        for place in range(clause.start, first):
            match = scan.taste.get(place)
            kinds = {sense.kind for sense in match.payloads} if match else set()
            if kinds & (_WISHES - {"evaluation"}) or ("evaluation" in kinds and place == start):
                return True
        return scan.words[start] not in self._words

    def _whether(self, scan: Scan, clause: Clause, items: Sequence[Target]) -> str | None:
        """The relation that "is it scary?", "is she in it?" ask about; None where the schema has no word for what is asked."""
        for name in scan.names:
            if name.item or not name.entities or not clause.start <= name.start < clause.end:
                continue
            heads = {entity for target in items for entity in target.entities}
            edges = [edge for edge in self._graph.edges_of(name.entities[0]) if edge.tail == name.entities[0]]
            relations = [edge.relation for edge in edges if edge.head in heads] or [edge.relation for edge in edges]
            if relations:
                return max(dict.fromkeys(relations), key=relations.count)
        for degree in scan.degrees:
            if clause.start <= degree.start < clause.end:
                return degree.field
        return next((h.target.field for h in scan.ranges if clause.start <= h.start < clause.end), None)
