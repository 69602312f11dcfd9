"""Which acts the words of an utterance are cues of, once the words that do something else there are set aside."""

from __future__ import annotations

from collections.abc import Collection

from crs.agents.preference.clauses import Clause
from crs.agents.preference.content import Content
from crs.agents.preference.phrases import Match
from crs.agents.preference.scan import Scan

_ANYWHERE = frozenset({"request", "thank"})  # kinds of which a single word counts wherever it stands
_ALONE = frozenset({"yes", "no"})  # kinds that count only where nothing else is said


class Manner:
    """The act cues of one utterance. A single word ("great") counts only where its clause holds nothing else."""

    def __init__(self, scan: Scan, content: Content, *, skipped: Collection[int]) -> None:
        self._scan = scan
        self._fillers = content.fillers
        self._beside = content.fillers | content.grammar.beside
        self._grammar = content.grammar
        self._matches: list[tuple[Match[str], bool]] = []
        self._nouns = frozenset(place for noun in scan.nouns for place in range(noun.start, noun.end))
        for number, clause in enumerate(scan.clauses):
            if number not in skipped:
                inside = [m for m in scan.acts if clause.start <= m.start < clause.end]
                bare, again = self._bare(clause, inside, frozenset()), self._bare(clause, inside, self._nouns)
                self._matches.extend((m, again if "again" in m.payloads else bare) for m in inside)

    def _bare(self, clause: Clause, inside: list[Match[str]], beside: frozenset[int]) -> bool:
        covered = beside | {place for match in inside for place in range(match.start, match.end)}
        named = {place for name in self._scan.names if not name.weak for place in range(name.start, name.end)}
        named |= {place for hit in self._scan.ranges for place in range(hit.start, hit.end)}
        named |= {place for match in self._scan.critiques for place in range(match.start, match.end)}
        named |= {place for degree in self._scan.degrees for place in range(degree.start, degree.end)}
        for place in range(clause.start, clause.end):
            word = self._scan.words[place]
            if place in named or not (place in covered or self._scan.tokens[place].mark or word in self._beside):
                return False
        return True

    def matches(self, kind: str) -> list[Match[str]]:
        """The cues of one kind that count, but for those that a "not" turns."""
        found = (m for m, bare in self._matches if kind in m.payloads and (bare or kind in _ANYWHERE or self._long(m, kind)))
        return [m for m in found if not self._turned(m)]

    @staticmethod
    def _long(match: Match[str], kind: str) -> bool:
        return match.end - match.start > 1 and kind not in _ALONE

    def says(self, kind: str) -> bool:
        """Whether there is such a cue."""
        return bool(self.matches(kind))

    def outright(self, kind: str) -> bool:
        """Whether there is a cue of more than one word."""
        return any(match.end - match.start > 1 for match in self.matches(kind))

    def opens(self, kind: str) -> bool:
        """Whether the utterance begins with such a cue."""
        return any(
            kind in m.payloads
            and all(self._scan.tokens[p].mark or self._scan.words[p] in self._grammar.interjections for p in range(m.start))
            for m, _ in self._matches
        )

    def _turned(self, match: Match[str]) -> bool:
        place = match.start - 1
        while place > 0 and self._scan.words[place] in self._fillers:
            place -= 1
        return place >= 0 and self._scan.words[place] in self._grammar.negations
