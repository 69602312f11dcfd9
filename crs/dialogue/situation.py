"""What a dialogue state means for the policy, in the terms its rules are written in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from crs.dialogue.cues import Cues
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Act, DialogueState, EntityTarget, Preference, RangeTarget, Understanding, Utterance

_TELLING = frozenset({Act.REQUEST, Act.INFORM, Act.ANSWER, Act.CRITIQUE, Act.REJECT})
_DONE = frozenset({Act.END, Act.ACCEPT})
_BESIDE = frozenset({"abuse", "language", "empty", "off_topic"})


@dataclass(frozen=True)
class Situation:
    """One turn, seen by the policy."""

    state: DialogueState
    graph: KnowledgeGraph
    cues: Cues

    @property
    def understanding(self) -> Understanding:
        """What the newest utterance meant."""
        return self.state.understanding

    @cached_property
    def _before(self) -> Utterance | None:
        """What the recommender said last."""
        return self.state.dialogue.last_of("recommender")

    @cached_property
    def wants_surprise(self) -> bool:
        """The seeker leaves the choice to us, and not in a courtesy that happens to hold such words."""
        acts = set(self.understanding.acts)
        polite = {Act.END, Act.ACCEPT, Act.THANK, Act.ASK_WHY, Act.ASK_FACT} & acts and Act.REQUEST not in acts
        return not polite and self.cues.leaves_it_to_us(self._words)

    @property
    def _words(self) -> str:
        heard = self.state.dialogue.last_of("seeker")
        return heard.text if heard else ""

    @cached_property
    def goes_on(self) -> bool:
        """The utterance wants something or tells something about taste, whatever courtesies come with it."""
        understanding, acts = self.understanding, set(self.understanding.acts)
        if understanding.act == Act.END:
            return False
        if _DONE & acts and not {Act.REQUEST, Act.CRITIQUE} & acts and (Act.END in acts or self.state.shown):
            return False
        if understanding.act == Act.OTHER and understanding.topic in _BESIDE:
            return bool(understanding.added)
        if understanding.added or understanding.answered or self.wants_surprise or _TELLING & acts:
            return True
        asked = self._before is not None and self._before.asked is not None
        return understanding.act == Act.OTHER and asked and self.cues.is_impatient(self._words)

    # ------------------------------------------------------------ what is known

    @cached_property
    def usable(self) -> bool:
        """Something is known that items can be found by: a like, or a constraint on what it shall be."""
        return any(p.polarity > 0 for p in self.state.preferences.active)

    @cached_property
    def restricted(self) -> bool:
        """Constraints, or what was shown before, may be why nothing is left."""
        return bool(self.state.shown) or any(p.hard for p in self.state.preferences.active)

    @cached_property
    def spoken_of(self) -> frozenset[str]:
        """Entities there is an active preference about: no option of a question names them again."""
        return frozenset(p.target.entity for p in self.state.preferences.active if isinstance(p.target, EntityTarget))

    def open_attributes(self) -> list[str]:
        """Attributes never asked and never answered; what was said of its own accord counts as answered."""
        closed = {*self.state.asked, *self.state.answered}
        for preference in self.state.preferences.active:
            closed |= self._answers(preference)
        return [attribute for attribute in self.graph.schema.attributes if attribute not in closed]

    def _answers(self, preference: Preference) -> set[str]:
        target = preference.target
        if isinstance(target, RangeTarget):
            return {target.field}
        if preference.polarity <= 0:  # "no horror" leaves open what it shall be
            return set()
        relations = {name for name, relation in self.graph.schema.relations.items() if relation.kind == target.kind}
        if len(relations) < 2 or target.entity not in self.graph:
            return relations
        return {edge.relation for edge in self.graph.edges_of(target.entity)} & relations

    # ------------------------------------------------------------ whether to ask

    @cached_property
    def presses(self) -> bool:
        """A question would be out of place: the seeker asks outright with something known, asks again, or answers a list."""
        acts, state = set(self.understanding.acts), self.state
        if self.wants_surprise:
            return True
        if self.cues.is_impatient(self._words) and (state.asked or self.usable):
            return True
        if Act.REQUEST in acts:
            return self.usable or bool(state.asked) or bool(state.shown)
        if not state.shown:
            return False
        return not self.refuses_without_reason

    @cached_property
    def refuses_without_reason(self) -> bool:
        """Everything shown was refused, and not a word why."""
        understanding = self.understanding
        reasons = [p for p in added_by(understanding) if not self._is_refusal(p)]
        return Act.REJECT in understanding.acts and not reasons and len(understanding.referred) != 1

    def _is_refusal(self, preference: Preference) -> bool:
        target = preference.target
        return isinstance(target, EntityTarget) and target.entity in self.state.shown and preference.polarity < 0

    @cached_property
    def patience_spent(self) -> int:
        """Questions in a row, or seeker turns since something was shown, whichever is more."""
        turns = 0
        for utterance in reversed(self.state.dialogue.utterances[:-1]):
            if utterance.shown:
                break
            turns += utterance.role == "seeker"
        return max(self.state.questions_in_a_row, turns)

    # ------------------------------------------------------------ what was said before

    def was_offered(self, options: tuple[str, ...]) -> bool:
        """Whether these were just offered in a clarification: asking the same again leads nowhere."""
        return self._before is not None and self._before.asked is None and set(options) <= set(self._before.options)

    def explainable(self) -> tuple[str, ...]:
        """The recommended items a "why" is about: those pointed at, else those shown last."""
        grounds = self.state.grounds
        named = (*self.understanding.referred, *(mention.entity for mention in self.understanding.mentions))
        if pointed := tuple(dict.fromkeys(item for item in named if item in grounds)):
            return pointed
        shown = next((u.shown for u in reversed(self.state.dialogue.utterances) if u.role == "recommender" and u.shown), ())
        return tuple(item for item in shown if item in grounds)


def added_by(understanding: Understanding) -> list[Preference]:
    """The preferences that this utterance added."""
    added = set(understanding.added)
    return [p for p in understanding.preferences.entries if p.id in added]
