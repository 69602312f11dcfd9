"""The dialogue acts of an utterance, most telling first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crs.agents.preference.answers import Answer
from crs.agents.preference.clarification import Clarification
from crs.agents.preference.content import Content
from crs.agents.preference.critiques import Critiqued
from crs.agents.preference.governors import Opinion
from crs.agents.preference.manner import Manner
from crs.agents.preference.phrases import Match
from crs.agents.preference.questions import Asked
from crs.agents.preference.retraction import Retraction
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.situation import Situation
from crs.types import Act

ORDER = (
    Act.ASK_WHY, Act.ASK_FACT, Act.LIST, Act.RETRACT, Act.END, Act.CRITIQUE, Act.REJECT, Act.ACCEPT, Act.ANSWER, Act.REQUEST, Act.INFORM,
    Act.THANK, Act.GREET, Act.OTHER,
)  # fmt: skip
_STATED = frozenset({"judged", "refused", "seen", "unseen", "neutral", "named", "permitted"})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was made of one utterance."""

    scan: Scan
    situation: Situation
    asked: Asked
    opinions: tuple[Opinion, ...]
    answer: Answer
    retraction: Retraction
    critiqued: Critiqued
    manner: Manner
    clarified: Clarification | None = None


@dataclass(frozen=True, kw_only=True)
class Acts:
    """The acts, and the items that are accepted by them."""

    acts: tuple[Act, ...]
    accepted: tuple[Target, ...] = ()
    accepts_all: bool = False  # what was shown is accepted without pointing
    topic: str | None = None


class ActReader:
    """Decides what is done with an utterance."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def read(self, reading: Reading) -> Acts:
        """The acts of an utterance; `Act.OTHER` with its topic where there is none."""
        manner, asked = reading.manner, reading.asked
        acts = {
            act
            for act, there in (
                (Act.ASK_WHY, asked.why),
                (Act.ASK_FACT, asked.question is not None),
                (Act.LIST, asked.list and not reading.retraction.act),
                (Act.RETRACT, reading.retraction.act),
                (Act.END, manner.says("end")),
                (Act.ANSWER, reading.answer.act),
                (Act.THANK, manner.says("thank")),
                (Act.GREET, manner.opens("greet")),
            )
            if there
        }
        feedback = [o for o in reading.opinions if self._shown(o, reading.situation)]
        if self._criticises(reading):
            acts.add(Act.CRITIQUE)
        if self._rejects(reading, feedback):
            acts.add(Act.REJECT)
        if self._requests(reading, acts):
            acts.add(Act.REQUEST)
        accepted, everything = self._accepted(reading, acts, feedback)
        if accepted or everything:
            acts.add(Act.ACCEPT)
        if self._informs(reading, acts, feedback):
            acts.add(Act.INFORM)
        topic = None
        if not acts and self._wishes(reading):
            acts.add(Act.REQUEST)
        if not acts:
            acts, topic = {Act.OTHER}, self._topic(reading)
        return Acts(acts=tuple(act for act in ORDER if act in acts), accepted=accepted, accepts_all=everything, topic=topic)

    @staticmethod
    def _shown(opinion: Opinion, situation: Situation) -> bool:
        """Whether an opinion is about an item that was shown, and not what something else is compared with."""
        return opinion.target.item and bool(set(opinion.target.entities) & set(situation.shown)) and not opinion.compared

    # ------------------------------------------------------------ about what was shown

    def _criticises(self, reading: Reading) -> bool:
        if not reading.situation.shown:
            return False
        if any(o.stance in ("more", "less") for o in reading.opinions):
            return True
        compared = [o for o in reading.opinions if o.compared and o.target.item]
        pointed = any(set(o.target.entities) & set(reading.situation.shown) for o in compared)
        words = reading.scan.words
        more_like = any(" ".join(pair) in self._content.grammar.more_like for pair in pairwise(words))
        if compared and (pointed or more_like):
            return True
        return bool(reading.critiqued.clauses) and not (compared and not pointed)

    def _rejects(self, reading: Reading, feedback: Sequence[Opinion]) -> bool:
        situation, manner = reading.situation, reading.manner
        if situation.clarifies and manner.says("neither"):
            return True
        if not situation.shown:
            return False
        answering = situation.asked is not None and not situation.fresh
        telling = [o for o in feedback if o.stance in ("judged", "refused", "seen")]
        if telling and all(o.polarity < 0 or o.stance == "seen" for o in telling):
            return all(o.stance == "seen" or o.target.pointed or o.stance == "refused" for o in telling)
        return (manner.says("reject") or (situation.fresh and manner.says("no"))) and not answering

    def _accepted(self, reading: Reading, acts: set[Act], feedback: Sequence[Opinion]) -> tuple[tuple[Target, ...], bool]:
        situation, manner = reading.situation, reading.manner
        if not situation.shown or {Act.REJECT, Act.CRITIQUE, Act.ASK_FACT, Act.ASK_WHY, Act.RETRACT} & acts:
            return (), False
        if situation.asked is not None and not situation.fresh:
            return (), False
        if any(o.polarity < 0 for o in feedback):
            return (), False
        cues = manner.matches("accept")
        outright = [m for m in cues if m.end - m.start > 1]
        if not outright and (not situation.fresh or {Act.REQUEST, Act.ANSWER} & acts):
            cues = []
        pointed = self._bare_pointers(reading)
        if not cues and not pointed:
            return (), False
        clauses = {reading.scan.clause(m.start) for m in cues}
        shown = [t for t in reading.scan.names if t.item and set(t.entities) & set(situation.shown)]
        near = [t for t in shown if reading.scan.clause(t.start) in clauses] or shown
        strong = [t for t in near if not t.weak]
        if not cues and feedback and not pointed:
            return (), False
        if not (strong or near or pointed) and any(t.item and t.entities for t in reading.scan.names):
            return (), False
        return tuple(strong or near or pointed), not (strong or near or pointed)

    def _bare_pointers(self, reading: Reading) -> list[Target]:
        """ "The newer one please": a clause that does nothing but point."""
        found = []
        for opinion in reading.opinions:
            target = opinion.target
            if target.pointed and not target.weak and opinion.stance in ("named", "wanted") and not opinion.compared and reading.situation.fresh:
                clause = reading.scan.clause(target.start)
                rest = [reading.scan.words[p] for p in range(clause.start, clause.end) if not target.start <= p < target.end and not reading.scan.tokens[p].mark]
                if not self._content.finite.intersection(rest) or opinion.stance == "wanted":
                    found.append(target)
        return found

    # ------------------------------------------------------------ wishes and tastes

    def _requests(self, reading: Reading, acts: set[Act]) -> bool:
        scan, manner = reading.scan, reading.manner
        refused = {m.start for m in scan.taste.values() if any(s.kind == "exclude" for s in m.payloads)}
        cues = [*manner.matches("request"), *manner.matches("again")]
        outright = [m for m in cues if m.start not in refused and not self._inside(scan, m.start, "exclude")]
        if Act.CRITIQUE in acts:
            return any(m.end - m.start > 1 and not self._weak(scan, m) for m in outright)
        if outright:
            return True
        wanted = [o for o in reading.opinions if o.stance == "wanted" and o.polarity > 0]
        if reading.answer.act:
            wanted = [o for o in wanted if not o.bare]
        if any(o.target.entities and (not o.target.item or o.compared) for o in wanted):
            return True
        if any(o.compared and o.stance == "seen" for o in reading.opinions):
            return True
        if any(o.target.range is not None and self._about_items(scan, o) for o in wanted):
            return True
        if Act.ANSWER in acts:
            return False
        return any(scan.words[c.start] in self._content.things and self._wishes_there(scan, c.start, c.end, reading) for c in scan.clauses) or (
            reading.critiqued.wishes and not reading.situation.shown and not acts
        )

    def _wishes_there(self, scan: Scan, start: int, end: int, reading: Reading) -> bool:
        """ "Anything but musicals": a wish for something, though all that is named is refused."""
        return any(start <= o.target.start < end and o.stance in ("refused", "wanted") for o in reading.opinions)

    @staticmethod
    def _inside(scan: Scan, place: int, kind: str) -> bool:
        return any(m.start <= place < m.end and any(s.kind == kind for s in m.payloads) for m in scan.taste.values())

    def _weak(self, scan: Scan, match: Match[str]) -> bool:
        """Openers of any wish, which a critique has too: "is there anything less dark"."""
        return " ".join(scan.words[match.start : match.end][:2]) in self._content.grammar.wide

    def _about_items(self, scan: Scan, opinion: Opinion) -> bool:
        clause = next(c for c in scan.clauses if c.start <= opinion.target.start < c.end)
        nouns = any(clause.start <= n.start < clause.end and n.payloads[0].kind == "item" for n in scan.nouns)
        return nouns or bool(self._content.things.intersection(scan.words[clause.start : clause.end]))

    def _informs(self, reading: Reading, acts: set[Act], feedback: Sequence[Opinion]) -> bool:
        situation = reading.situation
        own = [o for o in reading.opinions if o not in feedback and not (o.target.pointed and o.stance in ("unseen", "named"))]
        own = [o for o in own if not (o.compared and o.target.pointed and reading.clarified is None) and not (o.target.weak and o.stance == "named")]
        if reading.answer.act:
            own = [o for o in own if not self._answers(o, situation)]
        said = [o for o in own if o.stance in _STATED and (o.stance != "named" or o.target.item)]
        said = [o for o in said if not (o.stance == "neutral" and (Act.RETRACT in acts or Act.ANSWER in acts))]
        wanted = [o for o in own if o.stance == "wanted"]
        if Act.CRITIQUE in acts:
            said, wanted = [o for o in said if not o.compared], [o for o in wanted if not o.compared and not o.target.item]
        if said or wanted:
            return True
        if reading.critiqued.clauses and not situation.shown and Act.ANSWER not in acts:
            return True
        if reading.critiqued.faulted and Act.CRITIQUE not in acts:
            return True
        return bool([o for o in feedback if o.stance in _STATED - {"unseen", "named"}]) and not {Act.REJECT, Act.ACCEPT, Act.CRITIQUE, Act.RETRACT} & acts

    @staticmethod
    def _answers(opinion: Opinion, situation: Situation) -> bool:
        """Whether an opinion is (part of) the answer, and no further information."""
        return opinion.target.pointed or (bool(opinion.fits) and opinion.fits == situation.asked)

    def _wishes(self, reading: Reading) -> bool:
        """Whether something is wanted that has no name here: "I want to cry", "a film for a first date"."""
        scan = reading.scan
        for clause in scan.clauses:
            words = scan.words[clause.start : clause.end]
            nouns = any(clause.start <= n.start < clause.end and n.payloads[0].kind == "item" for n in scan.nouns)
            asks = words[0] in self._content.questions or words[0] in self._content.grammar.refusing
            if nouns and not asks and not self._content.finite.intersection(words):
                return True
            for place in range(clause.start, clause.end):
                match = scan.taste.get(place)
                wanted = match is not None and any(sense.kind == "want" for sense in match.payloads)
                if wanted and "not" not in scan.words[max(0, place - 3) : place] and not reading.opinions:
                    return True
        return False

    # ------------------------------------------------------------ the rest

    def _topic(self, reading: Reading) -> str:
        scan = reading.scan
        words = [word for place, word in enumerate(scan.words) if not scan.tokens[place].mark]
        if any(any(s.kind == "addressed" for s in m.payloads) for m in scan.taste.values()) or reading.manner.says("small_talk"):
            return "small_talk"
        if any(any(s.kind == "evaluation" for s in m.payloads) for m in scan.taste.values()) and not scan.targets:
            return "small_talk"
        if words and (words[0] in self._content.questions or "?" in scan.words) and not any(n.item for n in scan.names):
            return "off_topic"
        return "unclear"
