"""Reasons in a sentence: what the seeker said, and what of the item answers it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from crs.agents.explanation.grounds import Common, Grounds, Match, Measure, bound_words, is_compared, target_of
from crs.agents.explanation.portrait import Portrait
from crs.agents.phrases import Phrasebook, Trait, Wishes, noun_phrase
from crs.agents.phrases.grammar import join_predicates, without_article
from crs.agents.wording import Voice
from crs.text import join_words
from crs.types import Edge, EntityTarget, Preferences

_AT_ONCE = 2  # things in common told in one reason
_TWICE = 0.4  # chance that two further qualities are told instead of one
_FEW = 3  # wishes told in one reason
_PEOPLE = 2  # conversations that name two items together, from which on "people" did


class ReasonWriter:
    """Writes one reason an item, saying only what its grounds hold."""

    def __init__(self, wishes: Wishes, portrait: Portrait) -> None:
        self.wishes = wishes
        self.phrasebook: Phrasebook = wishes.phrasebook
        self.graph = wishes.graph
        self._portrait = portrait

    def write(self, grounds: Grounds, preferences: Preferences, voice: Voice) -> str:
        """The reason, drawn from the voice; ends with a full stop."""
        common = _beyond(grounds.common, {match.edge.tail for match in grounds.wished()})[:_AT_ONCE]
        inside, beside = self._split(grounds.measures)
        wished = self._phrase(grounds.wished(), inside)
        if common:
            return self._with_measure(self._of_common(common, wished, voice), beside, voice)
        if wished is not None:
            exactly = not any(match.preference is not None and match.preference.any_of for match in grounds.wished())
            return self._with_measure(self._of_matches("wish" if exactly else "named", wished, (), grounds, voice), beside, voice)
        if liked := grounds.liked():
            things = [self.wishes.thing(match.preference) for match in liked[:_FEW] if match.preference is not None]
            return self._with_measure(self._of_matches("taste", self._phrase(liked, ()) or "", things, grounds, voice), beside, voice)
        if named := grounds.named():
            return self._of_matches("named", self._phrase(named, ()) or "", (), grounds, voice)
        return self._of_the_rest(grounds, beside, preferences, voice)

    # ------------------------------------------------------------ what is shared with items that were named

    def _of_common(self, common: Sequence[Common], wished: str | None, voice: Voice) -> str:
        first = common[0]
        start = self.phrasebook.name(first.start)
        if wished is not None:
            return voice.say("reason.liked_and_wish", start=start, predicates=self._predicates(first.edges[:1], voice), phrase=wished)
        other = next((c for c in common[1:] if c.edges[0].tail not in {edge.tail for edge in first.edges[:1]}), None)
        if other is not None and voice.maybe(0.6):
            return voice.say(
                "reason.two_liked",
                start=start,
                predicates=self._predicates(first.edges[:1], voice),
                other=self.phrasebook.name(other.start),
                other_predicates=self._predicates(other.edges[:1], voice),
                both=self._predicates((first.edges[0], other.edges[0]), voice),
            )
        return voice.say(
            "reason.liked" if first.liked else "reason.similar",
            start=start,
            shared=self.phrasebook.shared(first.edges[0]),
            predicates=self._predicates(first.edges[:_AT_ONCE], voice),
            statement=self.phrasebook.statement(first.edges[0], head="it"),
        )

    def _predicates(self, edges: Sequence[Edge], voice: Voice) -> str:
        """What is said of "it": "stars Tom Hanks and is a western"; qualities before the noun are put together."""
        traits = [self.phrasebook.edge_trait(edge) for edge in edges]
        if len(edges) > 1 and all(trait.place != "after" for trait in traits):
            return voice.part("reason.is", phrase=noun_phrase(traits, self.wishes.item.singular))
        return join_predicates([self.phrasebook.predicate(edge) for edge in edges])

    # ------------------------------------------------------------ what was asked for or is liked

    def _of_matches(self, key: str, phrase: str, things: Sequence[str], grounds: Grounds, voice: Voice) -> str:
        liked = [self.phrasebook.predicate(match.edge) for match in grounds.liked()[:1]] if key != "taste" else []
        extra = liked or self._portrait.predicates(grounds.item, told=grounds.matches, voice=voice)
        words = {"phrase": phrase, "bare": without_article(phrase), "things": join_words(list(things))}
        if not extra:
            return voice.say(f"reason.{key}_alone", **words)
        told = extra[: _AT_ONCE if voice.maybe(_TWICE) else 1]
        return voice.say(f"reason.{key}_again" if voice.repeats(phrase) else f"reason.{key}", **words, extra=join_predicates(told))

    def _phrase(self, matches: Sequence[Match], measures: Sequence[Measure]) -> str | None:
        """The item by the qualities that were named; None if there are none."""
        traits = [self.phrasebook.edge_trait(match.edge) for match in matches[: _FEW + 1]]
        targets = [target for measure in measures if (target := target_of(measure)) is not None]
        traits += [Trait(text=self.wishes.quantities.bound_trait(target), order=-10_000) for target in targets]
        return noun_phrase(traits, self.wishes.item.singular) if traits else None

    # ------------------------------------------------------------ numbers

    def _split(self, measures: Sequence[Measure]) -> tuple[list[Measure], list[Measure]]:
        """Those that read well as a quality ("from the 1990s"), and those to be told with their value ("97 minutes")."""
        inside: list[Measure] = []
        beside: list[Measure] = []
        for measure in measures:
            if (target := target_of(measure)) is None:
                continue
            one_sided = (target.low is None) != (target.high is None)
            plain = one_sided and not self.graph.schema.fields[measure.field].calendar
            (beside if plain or is_compared(measure) else inside).append(measure)
        return inside, beside

    def _with_measure(self, reason: str, measures: Sequence[Measure], voice: Voice) -> str:
        for measure in measures[:1]:
            key = "reason.compared" if is_compared(measure) else "reason.measure"
            reason = f"{reason} {voice.say(key, **self._measured(measure))}"
        return reason

    def _measured(self, measure: Measure) -> dict[str, str]:
        quantities = self.wishes.quantities
        return {
            "measure": quantities.measure(measure.field, measure.value),
            "value": quantities.value(measure.field, measure.value),
            "bound": bound_words(measure, self.wishes),
        }

    # ------------------------------------------------------------ when nothing that was named leads to the item

    def _of_the_rest(self, grounds: Grounds, measures: Sequence[Measure], preferences: Preferences, voice: Voice) -> str:
        own = self._portrait.phrase(grounds.item, voice)
        if measures:
            key = "reason.compared_alone" if is_compared(measures[0]) else "reason.measure_alone"
            return voice.say(key, own=own, **self._measured(measures[0]))
        if grounds.chains:
            chain = grounds.chains[0]
            statements = join_words([self._told(edge, grounds.item) for edge in chain.hops])
            return voice.say("reason.chain", start=self.phrasebook.name(chain.start), statements=statements)
        if told := self._of_words(grounds, own, voice):
            return told
        if avoided := self._avoided(grounds.item, preferences):
            return voice.say("reason.avoids", own=own, things=join_words(avoided), things_or=join_words(avoided, last="or"))
        return voice.say("reason.known" if self._portrait.is_well_known(grounds.item) else "reason.own", own=own)

    def _of_words(self, grounds: Grounds, own: str, voice: Voice) -> str:
        """What others have said, or the seeker in words that name nothing; empty if nobody has."""
        if (company := grounds.company) and company[0].dialogues >= _PEOPLE:
            return voice.say("reason.company", own=own, start=self.phrasebook.name(company[0].start))
        if grounds.words:
            return voice.say("reason.text", own=own, words=join_words([f"“{word}”" for word in grounds.words]))
        return voice.say("reason.dialogue", own=own) if grounds.dialogues else ""

    def _told(self, edge: Edge, item: str) -> str:
        return self.phrasebook.statement(edge, head="it" if edge.head == item else None)

    def _avoided(self, item: str, preferences: Preferences) -> list[str]:
        """Qualities that were ruled out and that the item indeed does not have."""
        there = {*self.graph.neighbours(item), *self.graph.items}
        absent = (p for p in preferences.disliked if p.hard and isinstance(p.target, EntityTarget) and p.target.entity not in there)
        return list(self.wishes.things(absent))[:2]


def _beyond(common: Sequence[Common], wished: Collection[str]) -> list[Common]:
    """What is shared besides what was asked for anyway."""
    beyond = [replace(entry, edges=tuple(edge for edge in entry.edges if edge.tail not in wished)) for entry in common]
    return [entry for entry in beyond if entry.edges]
