"""What an utterance does with what was shown: criticise, refuse or accept it."""

from __future__ import annotations

from itertools import pairwise

from crs.agents.preference.content import Content
from crs.agents.preference.reading import Reading
from crs.agents.preference.scan import Target
from crs.types import Act

_NOT_ACCEPTING = frozenset({Act.REJECT, Act.CRITIQUE, Act.ASK_FACT, Act.ASK_WHY, Act.RETRACT})


class FeedbackReader:
    """Decides about critique, refusal and acceptance."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def criticises(self, reading: Reading) -> bool:
        """Whether something like what was shown is wanted, with a difference."""
        shown = set(reading.situation.shown)
        if not shown or any(o.stance in ("more", "less") for o in reading.opinions):
            return bool(shown)
        compared = [o for o in reading.opinions if o.compared and o.target.item]
        pointed = any(shown.intersection(o.target.entities) for o in compared)
        more_like = any(" ".join(pair) in self._content.grammar.more_like for pair in pairwise(reading.scan.words))
        if compared:
            return pointed or more_like
        return bool(reading.critiqued.clauses)

    def rejects(self, reading: Reading) -> bool:
        """Whether what was shown, or offered as a meaning, is refused; what is known already is refused too."""
        situation, manner = reading.situation, reading.manner
        if situation.clarifies and manner.says("neither"):
            return True
        telling = [o for o in reading.feedback if o.stance in ("judged", "refused", "seen")]
        if telling and all(o.polarity < 0 or o.stance == "seen" for o in telling):
            return all(o.stance in ("seen", "refused") or o.target.pointed for o in telling)
        refused = manner.says("reject") or (situation.fresh and manner.says("no"))
        return refused and bool(situation.shown) and not reading.answering

    def accepted(self, reading: Reading, acts: set[Act]) -> tuple[bool, tuple[Target, ...]]:
        """Whether what was shown is accepted, and the items that are named or pointed at with it."""
        situation = reading.situation
        if not situation.shown or reading.answering or _NOT_ACCEPTING & acts or any(o.polarity < 0 for o in reading.feedback):
            return False, ()
        cues = reading.manner.matches("accept")
        polite = all(match.end - match.start == 1 for match in cues)  # "great", "okay": no more than courtesy beside a wish
        if polite and (not situation.fresh or {Act.REQUEST, Act.ANSWER} & acts):
            cues = []
        pointed = self._pointers(reading)
        if not cues:
            return bool(pointed), tuple(pointed)
        clauses = {reading.scan.clause(match.start) for match in cues}
        shown = [t for t in reading.scan.names if t.item and set(t.entities) & set(situation.shown)]
        near = [t for t in shown if reading.scan.clause(t.start) in clauses] or shown
        chosen = [t for t in near if not t.weak] or near or pointed
        elsewhere = not chosen and any(t.item and t.entities for t in reading.scan.names)
        return not elsewhere, tuple(chosen)

    def _pointers(self, reading: Reading) -> list[Target]:
        """ "The newer one please": a clause that does nothing but point."""
        found: list[Target] = []
        for opinion in reading.opinions if reading.situation.fresh else ():
            target = opinion.target
            if not target.pointed or target.weak or opinion.compared or opinion.stance not in ("named", "wanted"):
                continue
            clause = reading.scan.clause(target.start)
            rest = (*reading.scan.words[clause.start : target.start], *reading.scan.words[target.end : clause.end])
            if opinion.stance == "wanted" or self._content.finite.isdisjoint(rest):
                found.append(target)
        return found
