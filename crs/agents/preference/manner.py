"""Which acts the words of an utterance are cues of, once the words that do something else there are set aside."""

from __future__ import annotations

from collections.abc import Collection

from crs.agents.preference.clauses import Clause
from crs.agents.preference.content import Content
from crs.agents.preference.phrases import Match
from crs.agents.preference.scan import Scan

_BESIDE = frozenset({"the", "then", "a", "an", "that", "it", "this", "i", "and", "so", "but", "well", "now", "with", "me", "is", "one", "to", "too", "them", "those"})
_BESIDE_TOO = frozenset({"please", "for", "you", "again", "oh", "man", "am", "those", "these", "guess", "think", "of", "there", "or", "in", "much"})
_ANYWHERE = frozenset({"request", "thank"})  # kinds of which a single word counts wherever it stands


class Manner:
    """The act cues of one utterance. A single word ("great") counts only where its clause holds nothing else."""

    def __init__(self, scan: Scan, content: Content, *, skipped: Collection[int]) -> None:
        self._scan = scan
        self._fillers = content.fillers
        self._beside = content.fillers | _BESIDE | _BESIDE_TOO
        self._matches: list[tuple[Match[str], bool]] = []
        for number, clause in enumerate(scan.clauses):
            if number not in skipped:
                inside = [m for m in scan.acts if clause.start <= m.start < clause.end]
                self._matches.extend((m, self._bare(clause, inside)) for m in inside)

    def _bare(self, clause: Clause, inside: list[Match[str]]) -> bool:
        covered = {place for match in inside for place in range(match.start, match.end)}
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
        found = (m for m, bare in self._matches if kind in m.payloads and (bare or m.end - m.start > 1 or kind in _ANYWHERE))
        return [m for m in found if not self._turned(m)]

    def says(self, kind: str) -> bool:
        """Whether there is such a cue."""
        return bool(self.matches(kind))

    def outright(self, kind: str) -> bool:
        """Whether there is a cue of more than one word."""
        return any(match.end - match.start > 1 for match in self.matches(kind))

    def opens(self, kind: str) -> bool:
        """Whether the utterance begins with such a cue."""
        return any(kind in m.payloads and all(self._scan.tokens[p].mark or self._scan.words[p] in ("oh", "well", "wow") for p in range(m.start)) for m, _ in self._matches)

    def _turned(self, match: Match[str]) -> bool:
        place = match.start - 1
        while place > 0 and self._scan.words[place] in self._fillers:
            place -= 1
        return place >= 0 and self._scan.words[place] in ("not", "never")
