"""Who is liked and who is not: every target of an utterance gets the opinion of the phrase that governs it.

A clause is read from left to right. A phrase such as "I love" or "nothing with" governs the targets after it until another
phrase takes over; a predicate such as "was boring" goes back to the target it is said of. A negation turns the phrase it
reaches; where it reaches a target before any phrase ("not him"), it refuses the target. What no phrase governs is decided by
the form of the clause: a bare "French comedy" is a wish, a name in a statement is a mild sign of liking it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from crs.agents.preference.clauses import Clause
from crs.agents.preference.content import Content
from crs.agents.preference.course import Course
from crs.agents.preference.governors import Governor, Opinion
from crs.agents.preference.hearing import Hearing
from crs.agents.preference.lexicon import Lexicon
from crs.agents.preference.meeting import meet, settle
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.tokens import PAUSES


class Judge:
    """Gives every target of an utterance an opinion."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.content: Content = lexicon.content
        self._bridges = self.content.bridges | self.content.fillers | self.content.links | lexicon.traits
        self._hearing = Hearing(lexicon.content)

    def judge(self, scan: Scan, *, skipped: Collection[int] = (), focus: tuple[str, ...] = ()) -> tuple[Opinion, ...]:
        """The opinions of an utterance in the order of its targets; the clauses numbered in `skipped` give none.

        `focus` is the item that "boring!" is said of where the utterance names nothing.
        """
        opinions: list[Opinion] = []
        carried: Governor | None = None
        for number, clause in enumerate(scan.clauses):
            course = Course(self.content, scan, clause, number=number, carried=carried)
            found = self._read(course)
            carried = course.governor
            if number in skipped:
                opinions.extend(replace(o, stance="ignored", polarity=0.0, hard=False) for o in found)
                continue
            if opinions and not found:
                opinions[-1] = self._afterwards(scan, clause, opinions[-1], course.loose)
            elif course.loose is not None and focus and not scan.targets:
                about = Target(clause.start, clause.end, focus, item=True, pointed=True)
                found = [Opinion(about, "judged", course.loose.polarity, clause=number, direct=True)]
            opinions.extend(found)
        return tuple(opinions)

    def _read(self, course: Course) -> list[Opinion]:
        """The opinions of one clause."""
        place = course.clause.start
        while place < course.clause.end:
            target, match = course.targets.get(place), course.scan.taste.get(place)
            if match is not None and match.end > course.clause.end:
                match = None
            if target is not None and not (target.weak and match is not None and match.end - match.start > 1):
                meet(course, target)
                place = max(target.end, place + 1)
            elif match is not None:
                self._hearing.hear(course, match)
                place = match.end
            else:
                word = course.scan.words[place]
                if course.scan.tokens[place].mark and word in PAUSES:
                    course.pause(place)
                elif word not in self._bridges:
                    course.negated = False
                place += 1
        return settle(course)

    @staticmethod
    def _afterwards(scan: Scan, clause: Clause, last: Opinion, loose: Governor | None) -> Opinion:
        """What a clause without a name says of the one named last: "Horror? No thanks.", "Titanic. Boring." """
        open_ = last.stance == "named" or last.bare
        asked = clause.start > 0 and scan.words[clause.start - 1] == "?"
        if asked and open_ and any(clause.start <= match.start < clause.end for match in scan.acting("reject")):
            return replace(last, stance="refused", polarity=-1.0, hard=not last.target.item)
        if loose is not None and last.target.item and (open_ or last.stance == "seen"):
            return replace(last, stance="judged", polarity=loose.polarity, hard=False, direct=True)
        return last
