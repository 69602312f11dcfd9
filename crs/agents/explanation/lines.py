"""All grounds of an item, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crs.agents.explanation.grounds import Common, Grounds, Match, bound_words, is_compared, is_wish
from crs.agents.explanation.portrait import Portrait
from crs.agents.phrases import Wishes
from crs.agents.wording import Voice
from crs.text import join_words
from crs.types import Evidence, PathEvidence

_OF_ONE = 3  # things in common with one item


class LineWriter:
    """Writes the lines of an explanation."""

    def __init__(self, wishes: Wishes, portrait: Portrait) -> None:
        self.wishes = wishes
        self.phrasebook = wishes.phrasebook
        self._portrait = portrait

    def goal(self, evidence: Sequence[Evidence]) -> str | None:
        """The item that the paths lead to."""
        for ground in evidence:
            if isinstance(ground, PathEvidence) and ground.hops:
                here = ground.start
                for hop in ground.hops:
                    here = hop.tail if here == hop.head else hop.head
                return here
        return None

    def write(self, grounds: Grounds, voice: Voice) -> tuple[str, ...]:
        """The lines, strongest first; never empty."""
        lines = tuple(dict.fromkeys((*self._of_paths(grounds, voice), *self._of_the_rest(grounds, voice))))
        return lines or (voice.say("line.known" if self._portrait.is_well_known(grounds.item) else "line.own"),)

    def _of_paths(self, grounds: Grounds, voice: Voice) -> Iterator[str]:
        for match in grounds.matches:
            yield self._of_match(match, voice)
        for common in grounds.common:
            yield from self._of_common(common, voice)
        for chain in grounds.chains:
            told = [self.phrasebook.statement(hop, head="it" if hop.head == grounds.item else None) for hop in chain.hops]
            yield voice.say("line.linked", start=self.phrasebook.name(chain.start), statements=join_words(told))

    def _of_common(self, common: Common, voice: Voice) -> Iterator[str]:
        key = "line.liked" if common.liked else "line.similar"
        for edge in common.edges[:_OF_ONE]:
            yield voice.say(key, start=self.phrasebook.name(common.start), shared=self.phrasebook.shared(edge))

    def _of_match(self, match: Match, voice: Voice) -> str:
        predicate = self.phrasebook.predicate(match.edge)
        if match.preference is None:
            return voice.say("line.named", predicate=predicate)
        thing = self.wishes.thing(match.preference)
        return voice.say("line.wished" if is_wish(match.preference) else "line.likes", thing=thing, predicate=predicate)

    def _of_the_rest(self, grounds: Grounds, voice: Voice) -> Iterator[str]:
        quantities = self.wishes.quantities
        for measure in grounds.measures:
            if bound := bound_words(measure, self.wishes):
                value = quantities.value(measure.field, measure.value)
                yield voice.say("line.compared" if is_compared(measure) else "line.measure", value=value, bound=bound)
        for one in grounds.company:
            key = "line.company" if one.dialogues > 1 else "line.company_once"
            yield voice.say(key, start=self.phrasebook.name(one.start), times=f"{one.dialogues:,}")
        if grounds.words:
            yield voice.say("line.text", words=join_words([f"“{word}”" for word in grounds.words]))
        if grounds.dialogues:
            yield voice.say("line.dialogue")
