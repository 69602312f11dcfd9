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
from crs.agents.preference.content import Content, Evaluation
from crs.agents.preference.governors import Governor, Opinion, Stance, judgement, refusal, wish
from crs.agents.preference.lexicon import Lexicon, Sense
from crs.agents.preference.phrases import Match
from crs.agents.preference.scan import Scan, Target

_PREPOSITIONS = frozenset("in of about for with to at by from on like".split())
_PAUSES = frozenset({",", "-"})
_STOPPED_BY_COMMA = frozenset({"refused", "against", "less", "more", "neutral", "seen", "unseen"})
_COPULAS = frozenset("is are was were be been looks look looked seems seem seemed sounds sound sounded feels felt gets got has have had turned".split())
_SOMEWHAT = 0.5
_TAKING_OVER = frozenset({"evaluation", "exclude", "addressed", "neutral"})
_REACHABLE = 3  # words between a phrase and a pronoun it governs


class Judge:
    """Gives every target of an utterance an opinion."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.content: Content = lexicon.content
        self.preferring = frozenset(lexicon.content.cues["preferring"])

    def judge(self, scan: Scan, *, skipped: Collection[int] = ()) -> tuple[Opinion, ...]:
        """The opinions of an utterance in the order of its targets; the clauses numbered in `skipped` give none."""
        opinions: list[Opinion] = []
        carried: Governor | None = None
        for number, clause in enumerate(scan.clauses):
            reading = ClauseReading(self, scan, clause, number, carried)
            found = reading.read()
            if number in skipped:
                found = [replace(o, stance="ignored", polarity=0.0, hard=False) for o in found]
            if reading.loose is not None and opinions and not found and number not in skipped:
                opinions[-1] = self._said_of_the_last(opinions[-1], reading.loose)
            opinions.extend(found)
            carried = reading.governor
        return tuple(opinions)

    @staticmethod
    def _said_of_the_last(opinion: Opinion, loose: Governor) -> Opinion:
        """ "Titanic. Boring." """
        if opinion.target.item and opinion.stance in ("named", "seen"):
            return replace(opinion, stance="judged", polarity=loose.polarity, hard=False, direct=True)
        return opinion


class ClauseReading:
    """One pass over one clause."""

    def __init__(self, judge: Judge, scan: Scan, clause: Clause, number: int, carried: Governor | None) -> None:
        self.judge, self.scan, self.clause, self.number, self.carried = judge, scan, clause, number, carried
        self.content = judge.content
        self.targets = {t.start: t for t in reversed(scan.targets) if clause.start <= t.start < clause.end}
        self.governor: Governor | None = None
        self.paused: Governor | None = None  # governed up to a comma
        self.loose: Governor | None = None  # an evaluation of nothing that the clause names
        self.opinions: list[Opinion] = []
        self.negated = self.softened = self.hardened = self.compared = self.wishes = False

    def read(self) -> list[Opinion]:
        """The opinions of the clause."""
        place = self.clause.start
        while place < self.clause.end:
            place = self._step(place)
        self._default()
        return self.opinions

    def _step(self, place: int) -> int:
        target, match = self.targets.get(place), self.scan.taste.get(place)
        if match is not None and match.end > self.clause.end:
            match = None
        if target is not None and not (target.weak and match is not None and match.end - match.start > 1):
            self._meet(target)
            return max(target.end, place + 1)
        if match is not None:
            self._hear(match)
            return match.end
        token = self.scan.tokens[place]
        if token.mark and token.word in _PAUSES:
            self._pause(place)
        elif token.word not in self.content.bridges and token.word not in self.content.fillers:
            self.negated = False
        return place + 1

    # ------------------------------------------------------------ phrases

    def _hear(self, match: Match[Sense]) -> None:
        senses = {sense.kind: sense for sense in match.payloads}
        preferring = any(word in self.judge.preferring for word in self.scan.words[match.start : match.end])
        evaluation = senses["evaluation"].evaluation if "evaluation" in senses else None
        if "idioms" in senses:
            self.negated = False
        elif "negation" in senses:
            self.negated = True
        elif "against_preferred" in senses and self.governor is not None and self.governor.preferring:
            self.governor = Governor("against", end=match.end)
        elif evaluation is not None and not self._compares(match, senses):
            self._evaluate(match, evaluation, preferring)
        elif self._amount(match, senses):
            pass
        else:
            self._govern(match, senses, preferring)

    def _govern(self, match: Match[Sense], senses: dict[str, Sense], preferring: bool) -> None:
        end = match.end
        if "exclude" in senses:
            if not self._particle(match):
                self.governor, self.negated = refusal(end), False
        elif "addressed" in senses:
            self.governor = Governor("ignored", end=end)
        elif "not_only" in senses:
            self.governor, self.negated = Governor("judged", 1.0, False, end), False
        elif "neutral" in senses:
            self._either_side(match, Governor("neutral", end=end))
        elif "permit" in senses:
            self._either_side(match, Governor("permitted", 1.0, False, end))
        elif "soft_wish" in senses:
            self.wishes = True
            self._either_side(match, wish(negated=False, soft=True, end=end))
        elif "against" in senses:
            self.governor = Governor("against", end=end)
        elif "beside" in senses:
            self._beside(match)
        elif "as_good_as" in senses:
            self._measure(match)
        elif "better_than" in senses:
            self._than(match)
        elif "want" in senses or "request" in senses:
            self._wish(match, preferring)
        elif "wish" in senses:
            if self.governor is None:
                self._wish(match, preferring)
        elif "compare" in senses:
            self._compare(end)
        elif "unseen" in senses:
            self._seen(match, negated=True)
        elif "seen" in senses:
            self._seen(match, negated=self.negated)
        else:
            self._modify(match, senses)

    def _modify(self, match: Match[Sense], senses: dict[str, Sense]) -> None:
        if "soften" in senses:
            self.softened = True
            if not self._next_target(match.end):
                self.opinions = [replace(o, hard=False) if o.stance == "wanted" else o for o in self.opinions]
        elif "harden" in senses:
            self.hardened = True
            if self.governor is None:
                self.wishes = True
                self.governor = wish(negated=self.negated, end=match.end)
        elif "cease" in senses:
            self.opinions = [replace(o, stance="ceased") if o.stance == "refused" else o for o in self.opinions]
        elif "also" in senses and self.governor is None and self._opens(match):
            self.governor = self.carried

    def _opens(self, match: Match[Sense]) -> bool:
        """Whether "and", "also" takes up what was said before: at the start or at the end of the clause."""
        return match.start == self.clause.start or (match.end >= self.clause.end and self._take_up())

    def _take_up(self) -> bool:
        """ "Thrillers too": what stands before takes the opinion of the clause before."""
        if self.carried is None or self.carried.stance not in ("judged", "wanted", "refused"):
            return False
        self.opinions = [self._opinion(o.target, self.carried) if o.stance == "named" else o for o in self.opinions]
        return True

    def _wish(self, match: Match[Sense], preferring: bool) -> None:
        self.wishes = self.wishes or not self.negated
        self.governor = wish(negated=self.negated, soft=self.softened, end=match.end, preferring=preferring)
        self.negated = False

    def _beside(self, match: Match[Sense]) -> None:
        """ "Anything besides Alien": the item is known, not refused; a quality is refused."""
        target = self._next_target(match.end)
        liked = self.governor is not None and self.governor.stance == "judged"
        known = target is not None and target.item and not liked
        self.governor = Governor("seen", end=match.end) if known else refusal(match.end)
        self.negated = False

    def _measure(self, match: Match[Sense]) -> None:
        """ "Not as good as Alien" speaks well of Alien and not so well of what stands before."""
        judged = self.governor is not None and self.governor.stance == "judged" and self.governor.polarity < 0
        if self.negated or judged:
            self._attach(match.start, Governor("judged", -_SOMEWHAT, end=match.end))
            self.governor, self.negated = Governor("judged", _SOMEWHAT, end=match.end), False
        else:
            self._compare(match.end)

    def _than(self, match: Match[Sense]) -> None:
        """What something is better than is known; what it is shorter than is only a measure."""
        measured = any(d.end == match.start for d in self.scan.degrees) or any(c.end == match.start for c in self.scan.critiques)
        self.compared = self.compared or measured or self.wishes
        self.governor = Governor("ignored" if measured else "seen", end=match.end)

    def _compare(self, end: int) -> None:
        self.compared = True
        if self.governor is None:
            self.governor = wish(negated=self.negated, end=end)
            self.wishes = self.wishes or not self.negated
        else:
            self.governor = replace(self.governor, end=end)

    def _seen(self, match: Match[Sense], *, negated: bool) -> None:
        if self.governor is None or self.governor.stance in ("seen", "unseen", "judged") and not self._just_before(match):
            governor = Governor("unseen" if negated else "seen", end=match.end)
            self.negated = False
            if self._next_target(match.end) is None:
                self._attach(match.start, governor)
            else:
                self.governor = governor

    def _just_before(self, match: Match[Sense]) -> bool:
        """Whether the governor stands right before a phrase: "love seeing", "tired of watching"."""
        return self.governor is not None and match.start - self.governor.end <= 1

    def _amount(self, match: Match[Sense], senses: dict[str, Sense]) -> bool:
        """ "more romance", "less action": only before an attribute."""
        if not {"more", "less"} & set(senses):
            return False
        target = self._next_target(match.end)
        if target is None or target.item or target.range is not None or target.start - match.end > 1:
            return False
        more = "more" in senses
        self.governor = Governor("more" if more else "less", 1.0 if more else -1.0, not more, match.end)
        return True

    def _particle(self, match: Match[Sense]) -> bool:
        """Whether a "no" answers instead of refusing what follows."""
        if match.end - match.start > 1 or self.scan.words[match.start] not in ("no", "nothing"):
            return False
        following = self.scan.tokens[match.end] if match.end < self.clause.end else None
        if following is not None and following.word in self.content.conjunctions:
            return True
        phrase = self.scan.taste.get(match.end)
        goes_on = phrase is not None and any(s.kind in ("seen", "want", "evaluation", "exclude", "negation") for s in phrase.payloads)
        return following is None or following.mark or following.word in self.content.subjects or goes_on

    def _compares(self, match: Match[Sense], senses: dict[str, Sense]) -> bool:
        """Whether "like" compares instead of telling a liking."""
        if "compare" not in senses:
            return False
        place = match.start - 1
        skipped = self.content.fillers - self.content.verbal | {"not"}
        while place >= self.clause.start and self.scan.words[place] in skipped:
            place -= 1
        if place < self.clause.start or self.scan.tokens[place].mark:
            return True
        if self.scan.words[place] in _COPULAS - {"have", "has", "had"}:
            return True
        if self.scan.words[place] in self.content.verbal:
            return False
        named = any(t.start <= place < t.end and not t.weak for t in self.targets.values())
        target = self._next_target(match.end)
        return named or self.scan.words[place] in self.content.things or target is None or target.item

    # ------------------------------------------------------------ evaluations

    def _evaluate(self, match: Match[Sense], evaluation: Evaluation, preferring: bool) -> None:
        governor = judgement(evaluation, negated=self.negated, hardened=self.hardened, end=match.end, preferring=preferring)
        noun = evaluation.name == "favorite"
        following = self._next_target(match.end) if evaluation.reach != "before" else None
        if following is not None and not (noun and self.governor is not None and self.governor.stance == "wanted"):
            self.governor = governor
        elif following is None and evaluation.reach != "after":
            if not self._attach(match.start, governor, predicate=evaluation.reach == "before"):
                self._unattached(match, governor)
        self.negated = False

    def _unattached(self, match: Match[Sense], governor: Governor) -> None:
        """An evaluation of nothing before it: "Not bad, that one" speaks of what follows a pause."""
        paused = match.end < self.clause.end and self.scan.tokens[match.end].word in _PAUSES
        following = self._next_target(match.end + 1) if paused and not self.opinions and not self.wishes else None
        if following is not None and following.start - match.end <= _REACHABLE and following.item:
            self.governor = governor
        elif not self.targets and all(self._links(w) for w in self.scan.words[match.end : self.clause.end] if w != "."):
            self.loose = governor

    def _attach(self, place: int, governor: Governor, *, predicate: bool = False) -> bool:
        """Give the targets that stand before a predicate its opinion; False where none does."""
        last = next((n for n in range(len(self.opinions) - 1, -1, -1)), None)
        if last is None:
            return False
        target = self.opinions[last].target
        between = self.scan.words[target.end : place]
        if any(self.scan.tokens[p].mark for p in range(target.end, place)) and not self._relative(target.end):
            return False
        nouns = {p for n in self.scan.nouns if n.payloads[0].kind == "item" for p in range(n.start, n.end)}
        if not all(self._links(word) or place in nouns for place, word in enumerate(between, target.end)):
            return False
        if predicate and not target.item and not _COPULAS.intersection(between):
            return False
        held = self.opinions[last]
        if governor.stance in ("seen", "unseen", "neutral", "permitted") and held.stance not in ("named", "described"):
            return True
        while last >= 0:
            held = self.opinions[last]
            self.opinions[last] = replace(self._opinion(held.target, governor), compared=held.compared, direct=True)
            if last == 0 or not self._coordinated(self.opinions[last - 1].target, held.target):
                break
            if self.opinions[last - 1].stance not in ("named", "seen", held.stance) or self.opinions[last - 1].direct:
                break
            last -= 1
        return True

    def _relative(self, end: int) -> bool:
        """ "Alien, which was great"."""
        return self.scan.words[end : end + 2] in ((",", "which"), (",", "that"), (",", "who"))

    def _links(self, word: str) -> bool:
        return word in self.content.links or word in self.content.fillers or word in ("not", "never", ",", "if")

    def _coordinated(self, first: Target, second: Target) -> bool:
        between = self.scan.words[first.end : second.start]
        return all(word in self.content.conjunctions or word in (",", "the", "a", "an", "also", "both") for word in between)

    def _either_side(self, match: Match[Sense], governor: Governor) -> None:
        """A phrase that governs what follows, or, where nothing does, what stands before it."""
        if self._next_target(match.end) is not None:
            self.governor = governor
        elif not self._attach(match.start, governor):
            self.governor = governor
        self.negated = False

    # ------------------------------------------------------------ targets

    def _next_target(self, place: int) -> Target | None:
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

    def _meet(self, target: Target) -> None:
        governor = self.governor
        if target.pointed and self.scan.words[target.start] in ("none", "neither"):
            self.opinions.append(Opinion(target, "judged", -0.5, clause=self.number))
            return
        if target.weak and not self._reaches(governor, target):
            self.opinions.append(Opinion(target, "named", clause=self.number))
            return
        if self.negated:
            self.governor = governor = self._negation(target)
            self.negated = False
        if governor is None:
            stance: Stance = "described" if self._describes(target) else "named"
            self.opinions.append(Opinion(target, stance, clause=self.number, compared=self.compared, soft=self.softened))
            return
        self.opinions.append(self._opinion(target, governor))

    def _negation(self, target: Target) -> Governor:
        """What a "not" right before a name says: "I've seen this, but not that" refuses nothing."""
        last = self.governor or self.paused or self.carried
        if last is not None and last.stance in ("seen", "unseen") and target.item:
            return Governor("unseen", end=target.start)
        return refusal(target.start)

    def _reaches(self, governor: Governor | None, target: Target) -> bool:
        """Whether a phrase speaks of a pronoun: it stands close before it."""
        if governor is None or governor.stance not in ("judged", "seen", "unseen", "refused", "ignored", "neutral"):
            return self.negated and target.start > 0 and self.scan.words[target.start - 1] == "not"
        if target.start > governor.end and self.scan.words[target.start - 1] in _PREPOSITIONS:
            return False
        return target.start - governor.end <= (0 if governor.stance == "refused" else _REACHABLE)

    def _describes(self, target: Target) -> bool:
        """Whether an attribute is said of the item before it: "Alien is scary"."""
        if target.item or not self.opinions:
            return False
        subject = self.opinions[-1].target
        between = self.scan.words[subject.end : target.start]
        return subject.item and bool(_COPULAS.intersection(between)) and all(self._links(word) for word in between)

    def _opinion(self, target: Target, governor: Governor) -> Opinion:
        soft = self.softened and governor.stance == "wanted"
        hard = governor.hard and not target.item and not soft
        if governor.stance == "judged" and target.range is not None and governor.polarity > 0:
            hard = self.hardened
        return Opinion(target, governor.stance, governor.polarity, hard, compared=self.compared, clause=self.number, soft=soft)

    def _pause(self, place: int) -> None:
        self.negated = False
        if self.governor is not None and self.governor.stance in _STOPPED_BY_COMMA and not self._list_goes_on(place):
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
            if place in self.scan.taste or not (word == "," or word in self.content.bridges or word in self.content.fillers):
                return False
            place += 1
        return listing

    # ------------------------------------------------------------ what nothing governs

    def _default(self) -> None:
        """Decide what is thought of targets that no phrase governs, by the form of the clause."""
        words = self._plain_words()
        fragment = not self.content.finite.intersection(words)
        wanted = fragment or self.wishes
        about_items = any(self.clause.start <= n.start < self.clause.end and n.payloads[0].kind == "item" for n in self.scan.nouns)
        settled: list[Opinion] = []
        for opinion in self.opinions:
            target = opinion.target
            if opinion.stance != "named" or target.weak or (target.pointed and target.item):
                settled.append(opinion)
            elif wanted or ((about_items or self.content.things.intersection(words)) and not target.item):
                settled.append(replace(self._by_form(opinion, wanted=wanted), bare=fragment))
            else:
                settled.append(opinion)
        self.opinions = settled

    def _by_form(self, opinion: Opinion, *, wanted: bool) -> Opinion:
        hard = wanted and not opinion.soft and not opinion.target.item
        return replace(opinion, stance="wanted", polarity=1.0, hard=hard)

    def _plain_words(self) -> list[str]:
        """The words of the clause without names and corrections ("I mean"), up to a relative clause ("a comedy that is …")."""
        aside = {place for target in self.targets.values() for place in range(target.start, target.end)}
        aside |= {place for match in self.scan.acting("correct", "shift") for place in range(match.start, match.end)}
        words: list[str] = []
        for place in range(self.clause.start, self.clause.end):
            if self.scan.words[place] in ("that", "which", "who") and place > self.clause.start and self.opinions:
                break
            if place not in aside:
                words.append(self.scan.words[place])
        return words
