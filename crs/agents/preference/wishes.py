"""Whether an utterance asks for a recommendation, and whether it tells something about taste."""

from __future__ import annotations

from crs.agents.preference.content import Content
from crs.agents.preference.governors import Opinion
from crs.agents.preference.phrases import Match
from crs.agents.preference.reading import Reading
from crs.types import Act

_STATED = frozenset({"judged", "refused", "seen", "unseen", "neutral", "named", "permitted"})
_FELT = _STATED - {"unseen", "named"}
_FEEDBACK = frozenset({Act.REJECT, Act.ACCEPT, Act.CRITIQUE, Act.RETRACT})


class WishReader:
    """Decides about requests and information."""

    def __init__(self, content: Content) -> None:
        self._content = content

    # ------------------------------------------------------------ requests

    def requests(self, reading: Reading, acts: set[Act]) -> bool:
        """Whether a recommendation is asked for; beside a critique or an answer only outright."""
        outright = self._outright(reading)
        if Act.CRITIQUE in acts:
            return any(match.end - match.start > 1 and not self._opens_any_wish(reading, match) for match in outright)
        if outright or self._wants(reading):
            return True
        return Act.ANSWER not in acts and (
            self._anything(reading) or (reading.critiqued.wishes and not reading.situation.shown and not acts)
        )

    def _outright(self, reading: Reading) -> list[Match[str]]:
        """Words of asking that are not themselves refused: "don't recommend …"."""
        refused = [m for m in reading.scan.taste.values() if any(sense.kind == "exclude" for sense in m.payloads)]
        cues = (*reading.manner.matches("request"), *reading.manner.matches("again"))
        return [cue for cue in cues if not any(m.start <= cue.start < m.end for m in refused)]

    def _opens_any_wish(self, reading: Reading, match: Match[str]) -> bool:
        """ "Is there", "how about": a critique begins like that too."""
        return " ".join(reading.scan.words[match.start : match.end][:2]) in self._content.grammar.wide

    def _wants(self, reading: Reading) -> bool:
        """Whether something is wanted by a quality, by a likeness, or by a range of items."""
        wanted = [o for o in reading.opinions if o.stance == "wanted" and o.polarity > 0]
        if reading.answer.act:
            wanted = [o for o in wanted if not o.bare]
        if any(o.compared and o.stance == "seen" for o in reading.opinions):  # "better than …"
            return True
        return any(self._ranges_over_items(reading, o) if o.target.range is not None else self._qualifies(o) for o in wanted)

    @staticmethod
    def _qualifies(opinion: Opinion) -> bool:
        return bool(opinion.target.entities) and (not opinion.target.item or opinion.compared)

    def _ranges_over_items(self, reading: Reading, opinion: Opinion) -> bool:
        clause = reading.scan.clause(opinion.target.start)
        return reading.speaks_of_items(clause) or not self._content.things.isdisjoint(reading.scan.words[clause.start : clause.end])

    def _anything(self, reading: Reading) -> bool:
        """ "Anything but musicals": a wish for something, though all that is named is refused."""
        for clause in reading.scan.clauses:
            told = any(clause.start <= o.target.start < clause.end and o.stance in ("refused", "wanted") for o in reading.opinions)
            if told and reading.scan.words[clause.start] in self._content.things:
                return True
        return False

    def nameless(self, reading: Reading) -> bool:
        """Whether something is wanted that has no name here: "I want to cry", "something for a first date"."""
        words, grammar = reading.scan.words, self._content.grammar
        for clause in reading.scan.clauses:
            said = words[clause.start : clause.end]
            asks = said[0] in self._content.questions or said[0] in grammar.refusing
            at_large = reading.speaks_of_items(clause) or said[0] in self._content.things
            if at_large and not asks and self._content.finite.isdisjoint(said):
                return True
        if reading.opinions:
            return False
        wants = [m.start for m in reading.scan.taste.values() if any(sense.kind == "want" for sense in m.payloads)]
        return any(grammar.negations.isdisjoint(words[max(0, place - 3) : place]) for place in wants)

    # ------------------------------------------------------------ information

    def informs(self, reading: Reading, acts: set[Act]) -> bool:
        """Whether something is told about taste that is neither the answer to the question nor a word on what was shown."""
        own = [o for o in reading.opinions if o not in reading.feedback and self._tells(reading, o)]
        if reading.answer.act:
            own = [o for o in own if not o.target.pointed and not o.fits]
        if Act.CRITIQUE in acts:
            own = [o for o in own if not o.compared and not (o.stance == "wanted" and o.target.item)]
        aside = {Act.RETRACT, Act.ANSWER} & acts  # "I don't mind" was that already
        if any(o.stance == "wanted" or not (aside and o.stance == "neutral") for o in own):
            return True
        compared = reading.critiqued.clauses and not reading.situation.shown and Act.ANSWER not in acts
        if compared or (reading.critiqued.faulted and Act.CRITIQUE not in acts):
            return True
        return not _FEEDBACK & acts and any(o.stance in _FELT for o in reading.feedback)

    @staticmethod
    def _tells(reading: Reading, opinion: Opinion) -> bool:
        """Whether an opinion says something of its own, and does not merely point or compare."""
        target = opinion.target
        if target.pointed and (opinion.stance in ("unseen", "named") or (opinion.compared and reading.clarified is None)):
            return False
        if opinion.stance == "named":
            return target.item and not target.weak
        return opinion.stance == "wanted" or opinion.stance in _STATED
