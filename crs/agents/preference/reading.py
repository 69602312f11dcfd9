"""All that was made of one utterance, before it is summed up in acts and preferences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from crs.agents.preference.answers import Answer
from crs.agents.preference.clarification import Clarification
from crs.agents.preference.clauses import Clause
from crs.agents.preference.critiques import Critiqued
from crs.agents.preference.governors import Opinion
from crs.agents.preference.manner import Manner
from crs.agents.preference.questions import Asked
from crs.agents.preference.retraction import Retraction
from crs.agents.preference.scan import Scan
from crs.agents.preference.situation import Situation


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One utterance, understood in its parts."""

    scan: Scan
    situation: Situation
    asked: Asked
    opinions: tuple[Opinion, ...]
    answer: Answer
    retraction: Retraction
    critiqued: Critiqued
    manner: Manner
    clarified: Clarification | None = None

    @cached_property
    def feedback(self) -> tuple[Opinion, ...]:
        """Opinions about items that were shown, but for those that something else is compared with."""
        shown = set(self.situation.shown)
        return tuple(o for o in self.opinions if o.target.item and not o.compared and shown.intersection(o.target.entities))

    @property
    def answering(self) -> bool:
        """A question is open, and nothing was shown with it."""
        return self.situation.asked is not None and not self.situation.fresh

    def speaks_of_items(self, clause: Clause) -> bool:
        """Whether a clause holds a word for items at large."""
        return any(clause.start <= n.start < clause.end and n.payloads[0].kind == "item" for n in self.scan.nouns)

    def hears(self, *kinds: str) -> bool:
        """Whether the utterance holds a phrase of the taste layer of one of these kinds."""
        return any(sense.kind in kinds for match in self.scan.taste.values() for sense in match.payloads)
