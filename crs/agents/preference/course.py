"""The state of reading one clause from left to right, and what can be asked of it."""

from __future__ import annotations

from dataclasses import replace

from crs.agents.preference.clauses import Clause
from crs.agents.preference.content import Content
from crs.agents.preference.governors import Governor, Opinion
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.tokens import PAUSES

_TAKING_OVER = frozenset({"evaluation", "exclude", "addressed", "neutral"})
_STOPPED_BY_PAUSE = frozenset({"refused", "against", "less", "more", "neutral", "seen", "unseen"})
_MEEK = ("seen", "unseen", "neutral", "permitted")  # give way to an opinion that is there already


class Course:
    """One clause while it is read."""

    def __init__(self, content: Content, scan: Scan, clause: Clause, *, number: int, carried: Governor | None) -> None:
        self.content, self.grammar = content, content.grammar
        self.scan, self.clause, self.number = scan, clause, number
        self.carried = carried  # the governor at the end of the clause before
        self.targets = {t.start: t for t in reversed(scan.targets) if clause.start <= t.start < clause.end}
        self.governor: Governor | None = None
        self.paused: Governor | None = None  # governed up to a pause
        self.loose: Governor | None = None  # an evaluation of nothing that the clause names
        self.opinions: list[Opinion] = []
        self.negated = False
        self.ceasing = False  # the negation is a "no longer"
        self.softened = False
        self.hardened = False
        self.compared = False
        self.wishes = False

    # ------------------------------------------------------------ looking ahead and back

    def next_target(self, place: int) -> Target | None:
        """The target after a place, unless another phrase takes over before it."""
        while place < self.clause.end:
            if target := self.targets.get(place):
                return target
            match = self.scan.taste.get(place)
            kinds = {sense.kind for sense in match.payloads} if match is not None else set()
            if kinds & _TAKING_OVER and "compare" not in kinds:
                return None
            if self.scan.tokens[place].mark and self.scan.words[place] == "-":
                return None
            place += 1
        return None

    def links(self, word: str) -> bool:
        """Whether a word may stand between a name and what is said of it."""
        content, grammar = self.content, self.grammar
        return word in content.links or word in content.fillers or word in grammar.negations or word in grammar.conditions or word == ","

    def coordinated(self, first: Target, second: Target) -> bool:
        """Whether two targets are neighbours in a list."""
        between = self.scan.words[first.end : second.start]
        return all(word in self.content.conjunctions or word in self.grammar.determiners or word == "," for word in between)

    def has_copula(self, words: tuple[str, ...]) -> bool:
        """Whether a form of "be", "seem", "have" is among the words."""
        return not (self.grammar.copulas | self.grammar.auxiliaries).isdisjoint(words)

    # ------------------------------------------------------------ giving opinions

    def opinion(self, target: Target, governor: Governor) -> Opinion:
        """What a governor says of a target."""
        soft = self.softened and governor.stance == "wanted"
        hard = governor.hard and not target.item and not soft
        if governor.stance == "judged" and target.range is not None and governor.polarity > 0:
            hard = self.hardened
        return Opinion(target, governor.stance, governor.polarity, hard, compared=self.compared, clause=self.number, soft=soft)

    def attach(self, place: int, governor: Governor, *, predicate: bool = False) -> bool:
        """Give the targets that stand before a phrase at `place` its opinion; False where none does.

        A `predicate` ("great") needs a copula between, unless an item stands right before it.
        """
        if not self.opinions or not self._connected(place, predicate=predicate):
            return False
        last = len(self.opinions) - 1
        if governor.stance in _MEEK and self.opinions[last].stance not in ("named", "described"):
            return True
        while last >= 0:
            held = self.opinions[last]
            self.opinions[last] = replace(self.opinion(held.target, governor), compared=held.compared, direct=True)
            if last == 0 or not self.coordinated(self.opinions[last - 1].target, held.target):
                break
            before = self.opinions[last - 1]
            listed = before.stance in ("named", "seen") or (before.stance == "wanted" and before.compared)
            if not listed or before.direct:
                break
            last -= 1
        return True

    def _connected(self, place: int, *, predicate: bool) -> bool:
        """Whether only small words stand between the last target and a place."""
        held = self.opinions[-1]
        target, words = held.target, self.scan.words
        between = words[target.end : place]
        if any(token.mark for token in self.scan.tokens[target.end : place]):
            aside = words[target.end] == "," and held.stance in ("named", "seen")
            relative = words[target.end] == "," and words[target.end + 1] in self.grammar.relatives
            if not aside and not relative:
                return False
        nouns = {p for n in self.scan.nouns if n.payloads[0].kind == "item" for p in range(n.start, n.end)}
        if not all(self.links(word) or where in nouns for where, word in enumerate(between, target.end)):
            return False
        return not predicate or target.item or self.has_copula(between)

    def either_side(self, start: int, end: int, governor: Governor) -> None:
        """A phrase that governs what follows it, or, where nothing does, what stands before it."""
        if self.next_target(end) is not None or not self.attach(start, governor):
            self.governor = governor
        self.negated = False

    # ------------------------------------------------------------ pauses

    def pause(self, place: int) -> None:
        """A comma ends negations and refusals, unless a list goes on after it."""
        self.negated = False
        if self.governor is not None and self.governor.stance in _STOPPED_BY_PAUSE and not self._list_goes_on(place):
            self.paused, self.governor = self.governor, None

    def _list_goes_on(self, place: int) -> bool:
        """Whether the comma stands in a list that an "or" or "and" closes; one of names may also end with the clause."""
        listing = self.governor is not None and self.governor.stance in ("seen", "unseen")
        place += 1
        while place < self.clause.end:
            word = self.scan.words[place]
            if word in self.content.conjunctions:
                return True
            if target := self.targets.get(place):
                place = target.end
                continue
            if place in self.scan.taste or not (word in PAUSES or word in self.content.bridges or word in self.content.fillers):
                return False
            place += 1
        return listing
