"""What becomes of a target: its governor's opinion, or, where nothing governs it, what the form of the clause says."""

from __future__ import annotations

from dataclasses import replace

from crs.agents.preference.course import Course
from crs.agents.preference.governors import Governor, Opinion, Stance, refusal
from crs.agents.preference.hearing import REACHABLE, SOMEWHAT
from crs.agents.preference.scan import Target

_SPEAKING = ("judged", "seen", "unseen", "refused", "ignored", "neutral")  # may speak of a pronoun


def meet(course: Course, target: Target) -> None:
    """Give a target the opinion of its governor; without one it is merely named."""
    governor = course.governor
    if target.pointed and course.scan.words[target.start] in course.grammar.none:
        course.opinions.append(_none_of(course, target))
        return
    if (target.weak and not _reaches(course, governor, target)) or (target.pointed and _beyond(course, governor, target)):
        course.opinions.append(Opinion(target, "named", clause=course.number))
        return
    if course.negated:
        course.governor = governor = _negation(course, target)
        course.negated = False
    if governor is None:
        stance: Stance = "described" if _describes(course, target) else "named"
        course.opinions.append(Opinion(target, stance, clause=course.number, compared=course.compared, soft=course.softened))
        return
    course.opinions.append(course.opinion(target, governor))


def _none_of(course: Course, target: Target) -> Opinion:
    """ "None of these" refuses them, "seen neither of them" does not."""
    governor = course.governor
    if governor is not None and governor.stance in ("seen", "unseen"):
        return course.opinion(target, Governor("unseen"))
    return course.opinion(target, Governor("judged", -SOMEWHAT) if target.item else refusal(target.start))


def _negation(course: Course, target: Target) -> Governor:
    """What a "not" right before a name says: "I've seen this, but not that" refuses nothing."""
    last = course.governor or course.paused or course.carried
    if last is not None and last.stance in ("seen", "unseen") and target.item:
        return Governor("unseen", end=target.start)
    return refusal(target.start)


def _reaches(course: Course, governor: Governor | None, target: Target) -> bool:
    """Whether a phrase speaks of a pronoun: it stands close before it."""
    if governor is not None and course.compared and target.start == governor.end:
        return True
    if governor is None or governor.stance not in _SPEAKING:
        return course.negated and target.start > 0 and course.scan.words[target.start - 1] in course.grammar.negations
    return target.start - governor.end <= (0 if governor.stance == "refused" else REACHABLE)


def _beyond(course: Course, governor: Governor | None, target: Target) -> bool:
    """Whether a preposition stands between a phrase and what is pointed at: "I like her in that one"."""
    return governor is not None and target.start > governor.end and course.scan.words[target.start - 1] in course.grammar.prepositions


def _describes(course: Course, target: Target) -> bool:
    """Whether an attribute is said of the item before it: "Alien is scary"."""
    if target.item or not course.opinions:
        return False
    subject = course.opinions[-1].target
    between = course.scan.words[subject.end : target.start]
    return subject.item and course.has_copula(between) and all(course.links(word) for word in between)


def settle(course: Course) -> list[Opinion]:
    """The opinions of the clause; targets that no phrase governs by the form of the clause.

    A clause without a word of a whole sentence is a wish; a statement is one only where it speaks of items at large.
    """
    words = _plain_words(course)
    fragment = course.content.finite.isdisjoint(words)
    wanted = fragment or course.wishes
    clause, nouns = course.clause, course.scan.nouns
    at_large = any(clause.start <= n.start < clause.end and n.payloads[0].kind == "item" for n in nouns)
    at_large = at_large or not course.content.things.isdisjoint(words)
    settled: list[Opinion] = []
    for opinion in course.opinions:
        target = opinion.target
        if (
            opinion.stance == "named"
            and not target.weak
            and not (target.pointed and target.item)
            and (wanted or (at_large and not target.item))
        ):
            exact = target.range is not None and not target.vague
            hard = (wanted or exact) and not opinion.soft and not target.item
            settled.append(replace(opinion, stance="wanted", polarity=1.0, hard=hard, bare=fragment))
        else:
            settled.append(opinion)
    return settled


def _plain_words(course: Course) -> list[str]:
    """The words of the clause without names and corrections ("I mean"), up to a relative clause ("a comedy that is …")."""
    aside = {place for target in course.targets.values() for place in range(target.start, target.end)}
    aside |= {place for match in course.scan.acting("correct", "shift", "undo") for place in range(match.start, match.end)}
    words: list[str] = []
    for place in range(course.clause.start, course.clause.end):
        word = course.scan.words[place]
        if word in course.grammar.relatives and place > course.clause.start and course.opinions:
            break
        if place not in aside:
            words.append(word)
    return words
