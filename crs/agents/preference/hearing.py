"""What a phrase does to the reading of a clause: it takes over as governor, turns back to what was named, or modifies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crs.agents.preference.content import Content, Evaluation
from crs.agents.preference.course import Course
from crs.agents.preference.governors import Governor, judgement, refusal, wish
from crs.agents.preference.lexicon import Sense
from crs.agents.preference.phrases import Match
from crs.agents.preference.tokens import PAUSES

SOMEWHAT = 0.5
REACHABLE = 3  # words between a phrase and a pronoun it governs
_ANSWERING = frozenset({"seen", "want", "evaluation", "exclude", "negation"})  # after these a "no" was an answer


Effect = Callable[[Course, Match[Sense]], None]


class Hearing:
    """Hears the phrases of the taste layer."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._grammar = content.grammar
        self._preferring = frozenset(content.cues["preferring"])
        # What a phrase does, by its kind; of several kinds the first counts.
        self._effects: dict[str, Effect] = {
            "exclude": self._refuse,
            "addressed": self._ignore,
            "not_only": self._not_only,
            "neutral": self._neutral,
            "permit": self._permit,
            "soft_wish": self._wish_softly,
            "against": self._oppose,
            "beside": self._beside,
            "as_good_as": self._measure,
            "better_than": self._than,
            "want": self._wish,
            "request": self._wish,
            "wish": self._wish_vaguely,
            "compare": self._compare,
            "unseen": self._never_seen,
            "seen": self._seen,
            "soften": self._soften,
            "harden": self._harden,
            "cease": self._cease,
            "also": self._also,
            "more": self._nothing,
            "less": self._nothing,
            "against_preferred": self._nothing,
        }

    def hear(self, course: Course, match: Match[Sense]) -> None:
        """Let a phrase take effect."""
        senses = {sense.kind: sense for sense in match.payloads}
        evaluation = senses["evaluation"].evaluation if "evaluation" in senses else None
        if "idioms" in senses:
            course.negated = False
        elif "negation" in senses:
            course.negated, course.ceasing = True, "cease" in senses
        elif "against_preferred" in senses and course.governor is not None and course.governor.preferring:
            course.governor = Governor("against", end=match.end)
        elif evaluation is not None and not self._compares(course, match, senses):
            self._evaluate(course, match, evaluation)
        elif not self._amount(course, match, senses):
            next(take_effect for kind, take_effect in self._effects.items() if kind in senses)(course, match)

    # ------------------------------------------------------------ plain governors

    def _refuse(self, course: Course, match: Match[Sense]) -> None:
        if not self._particle(course, match):
            course.governor, course.negated = refusal(match.end), False

    def _ignore(self, course: Course, match: Match[Sense]) -> None:
        course.governor = Governor("ignored", end=match.end)

    def _not_only(self, course: Course, match: Match[Sense]) -> None:
        course.governor, course.negated = Governor("judged", 1.0, False, match.end), False

    def _neutral(self, course: Course, match: Match[Sense]) -> None:
        course.either_side(match.start, match.end, Governor("neutral", end=match.end))

    def _permit(self, course: Course, match: Match[Sense]) -> None:
        course.either_side(match.start, match.end, Governor("permitted", 1.0, False, match.end))

    def _wish_softly(self, course: Course, match: Match[Sense]) -> None:
        course.wishes = True
        course.either_side(match.start, match.end, wish(negated=False, soft=True, end=match.end))

    def _oppose(self, course: Course, match: Match[Sense]) -> None:
        course.governor = Governor("against", end=match.end)

    # ------------------------------------------------------------ evaluations

    def _evaluate(self, course: Course, match: Match[Sense], evaluation: Evaluation) -> None:
        preferring = self._prefers(course, match)
        governor = judgement(evaluation, negated=course.negated, hardened=course.hardened, end=match.end, preferring=preferring)
        if evaluation.reach == "before" and self._alike(course, match, evaluation):
            return
        following = course.next_target(match.end) if evaluation.reach != "before" else None
        wanted = course.governor is not None and course.governor.stance == "wanted"
        if following is not None and not (evaluation.noun and wanted):
            course.governor = governor
        elif following is None and evaluation.reach != "after":
            attached = course.attach(match.start, governor, predicate=evaluation.reach == "before")
            if not attached:
                self._unattached(course, match, governor)
        course.negated = False

    def _alike(self, course: Course, match: Match[Sense], evaluation: Evaluation) -> bool:
        """ "Not boring like Alien": that is boring all the same."""
        like = course.scan.taste.get(match.end) if match.end < course.clause.end else None
        if like is None or not any(sense.kind == "compare" for sense in like.payloads) or course.wishes or course.governor is not None:
            return False
        target = course.next_target(match.end)
        if target is None or not target.item:
            return False
        course.governor, course.negated = judgement(evaluation, negated=False, end=like.end), False
        return True

    def _unattached(self, course: Course, match: Match[Sense], governor: Governor) -> None:
        """An evaluation of nothing before it: "Not bad, that one" speaks of what follows a pause."""
        paused = match.end < course.clause.end and course.scan.words[match.end] in PAUSES
        following = course.next_target(match.end + 1) if paused and not course.opinions and not course.wishes else None
        if following is not None and following.start - match.end <= REACHABLE and following.item:
            course.governor = governor
        elif not course.targets and all(course.links(word) for word in course.scan.words[match.end : course.clause.end]):
            course.loose = governor

    def _compares(self, course: Course, match: Match[Sense], senses: dict[str, Sense]) -> bool:
        """Whether "like" compares instead of telling a liking."""
        if "compare" not in senses:
            return False
        words, content = course.scan.words, self._content
        skipped = (content.fillers - content.verbal) | self._grammar.negations
        place = match.start - 1
        while place >= course.clause.start and words[place] in skipped:
            place -= 1
        if place < course.clause.start or course.scan.tokens[place].mark or words[place] in self._grammar.copulas:
            return True
        if words[place] in content.verbal:
            return False
        named = any(t.start <= place < t.end and not t.weak for t in course.targets.values())
        target = course.next_target(match.end)
        return named or words[place] in content.things or target is None or target.item

    # ------------------------------------------------------------ wishes and refusals

    def _prefers(self, course: Course, match: Match[Sense]) -> bool:
        return not self._preferring.isdisjoint(course.scan.words[match.start : match.end])

    def _wish(self, course: Course, match: Match[Sense]) -> None:
        course.wishes = course.wishes or not course.negated
        governor = wish(negated=course.negated, soft=course.softened, end=match.end, preferring=self._prefers(course, match))
        if course.negated and course.ceasing:
            governor = replace(governor, stance="ceased")
        course.governor, course.negated = governor, False

    def _wish_vaguely(self, course: Course, match: Match[Sense]) -> None:
        """ "Something", "anything": a wish where nothing governs yet; "I read some reviews" is none."""
        vague = match.end - match.start == 1 and course.scan.words[match.start] in self._grammar.some and match.start > course.clause.start
        if course.governor is None and not vague:
            self._wish(course, match)

    def _particle(self, course: Course, match: Match[Sense]) -> bool:
        """Whether a "no" answers instead of refusing what follows."""
        if match.end - match.start > 1 or course.scan.words[match.start] not in self._grammar.particles:
            return False
        if match.end >= course.clause.end:
            return True
        following, phrase, pronoun = course.scan.tokens[match.end], course.scan.taste.get(match.end), course.targets.get(match.end)
        if following.mark or following.word in self._content.subjects or following.word in self._content.conjunctions:
            return True
        return (pronoun is not None and pronoun.weak) or (phrase is not None and any(s.kind in _ANSWERING for s in phrase.payloads))

    def _beside(self, course: Course, match: Match[Sense]) -> None:
        """ "Anything besides Alien": the item is known, not refused; a quality is refused."""
        target = course.next_target(match.end)
        liked = course.governor is not None and course.governor.stance == "judged"
        known = target is not None and target.item and not liked
        course.governor = Governor("seen", end=match.end) if known else refusal(match.end)
        course.negated = False

    # ------------------------------------------------------------ comparisons and acquaintance

    def _measure(self, course: Course, match: Match[Sense]) -> None:
        """ "Not as good as Alien" speaks well of Alien and not so well of what stands before."""
        judged = course.governor is not None and course.governor.stance == "judged" and course.governor.polarity < 0
        if course.negated or judged:
            course.attach(match.start, Governor("judged", -SOMEWHAT, end=match.end))
            course.governor, course.negated = Governor("judged", SOMEWHAT, end=match.end), False
        else:
            self._compare(course, match)

    def _than(self, course: Course, match: Match[Sense]) -> None:
        """What something is better than is known; what it is shorter than is only a measure."""
        ends = {*(d.end for d in course.scan.degrees), *(c.end for c in course.scan.critiques)}
        measured = match.start in ends
        course.compared = course.compared or measured or course.wishes
        course.governor = Governor("ignored" if measured else "seen", end=match.end)

    def _compare(self, course: Course, match: Match[Sense]) -> None:
        course.compared = True
        if course.governor is None:
            course.governor = wish(negated=course.negated, end=match.end)
            course.wishes = course.wishes or not course.negated
        else:
            course.governor = replace(course.governor, end=match.end)

    def _never_seen(self, course: Course, match: Match[Sense]) -> None:
        course.negated = True
        self._seen(course, match)

    def _seen(self, course: Course, match: Match[Sense]) -> None:
        held = course.governor
        right_before = held is not None and match.start - held.end <= 1  # "love seeing", "tired of seeing"
        if held is not None and (held.stance not in ("seen", "unseen", "judged") or right_before):
            return
        governor = Governor("unseen" if course.negated else "seen", end=match.end)
        course.negated = False
        if course.next_target(match.end) is None:
            course.attach(match.start, governor)
        else:
            course.governor = governor

    def _amount(self, course: Course, match: Match[Sense], senses: dict[str, Sense]) -> bool:
        """ "more romance", "less action": only before an attribute."""
        if "more" not in senses and "less" not in senses:
            return False
        target = course.next_target(match.end)
        if target is None or target.item or target.range is not None or target.start - match.end > 1:
            return False
        more = "more" in senses
        course.governor = Governor("more" if more else "less", 1.0 if more else -1.0, not more, match.end)
        return True

    # ------------------------------------------------------------ modifiers

    def _soften(self, course: Course, match: Match[Sense]) -> None:
        """ "Maybe": what follows is no constraint; at the end of a clause, what stands before."""
        course.softened = True
        if course.next_target(match.end) is None:
            course.opinions = [replace(o, hard=False) if o.stance == "wanted" else o for o in course.opinions]

    def _harden(self, course: Course, match: Match[Sense]) -> None:
        course.hardened = True
        if course.governor is None:
            course.wishes = True
            course.governor = wish(negated=course.negated, end=match.end)

    def _cease(self, course: Course, match: Match[Sense]) -> None:
        """ "Not … any more": what was refused is merely no longer wanted."""
        ceased = (replace(o, stance="ceased") if o.stance == "refused" and o.target.end <= match.start else o for o in course.opinions)
        course.opinions = list(ceased)

    def _also(self, course: Course, match: Match[Sense]) -> None:
        if course.governor is None and match.start == course.clause.start:
            course.governor = course.carried
        elif course.governor is None and match.end >= course.clause.end:
            self._take_up(course)

    def _nothing(self, course: Course, match: Match[Sense]) -> None:
        """A phrase that means nothing where it stands."""

    @staticmethod
    def _take_up(course: Course) -> None:
        """ "Thrillers too": what stands before takes the opinion of the clause before."""
        carried = course.carried
        if carried is not None and carried.stance in ("judged", "wanted", "refused"):
            course.opinions = [course.opinion(o.target, carried) if o.stance == "named" else o for o in course.opinions]
            course.governor = carried
