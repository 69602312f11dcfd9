"""The policy: what the recommender does next.

First the acts that call for a certain answer: an ambiguous name is clarified, a why is explained, a fact is told, thanks and
goodbyes are returned. What remains is the choice between asking and recommending:

*   recommend when the chance that one of the items shown is the wanted one is large enough. The chance is the belief
    (`crs.dialogue.belief`) of the best `shown` candidates, or what a trained model says of them; what is enough halves with every
    question just asked and with every turn that has passed without a recommendation, because patience is spent;
*   recommend when the seeker asks outright and something usable is known, wants to be surprised or not to be asked, or
    answers a recommendation: then a better list is the best question;
*   otherwise ask the question that is expected to tell most (`crs.dialogue.information_gain`), if it tells enough, among
    the attributes never asked and never answered, at most `questions` in a row.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from crs.content import content_folder
from crs.dialogue.belief import Array, Expectation, Informativeness, expect
from crs.dialogue.cues import Cues, read_cues
from crs.dialogue.information_gain import InformationGain
from crs.dialogue.situation import Situation
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.registry import Resources
from crs.types import Act, Action, Ask, Chat, Clarify, DialogueState, End, Explain, Inform, Recommend

ENOUGH = 0.2  # chance of a hit at which recommending pays although no question was asked yet
LEARNT_ENOUGH = 0.1  # the same of a learnt chance: it is that of the very item somebody named next, and others would have done as well
MISLED = 0.5  # what was told counts only this much once a whole list was refused: it was misread
LEAST_GAIN = 0.3  # bits a question must be expected to tell
_MOST_OPTIONS = 4  # of a clarification
_POOL = 8  # a surprise is drawn from this many times the items shown


class InformationGainPolicy:
    """Decides by expected information gain against expected success."""

    def __init__(self, graph: KnowledgeGraph, cues: Cues, *, shown: int = 3, questions: int = 2) -> None:
        self.graph = graph
        self.cues = cues
        self.shown = shown
        self.questions = questions
        self._informativeness = Informativeness(graph)
        self._gain = InformationGain(graph)
        self._spread = [name for name, relation in graph.schema.relations.items() if relation.spread]

    async def decide(self, state: DialogueState) -> Action:
        """The next action. A `Recommend` names candidates of `state` only; an `Ask` never an asked or answered attribute."""
        situation = Situation(state=state, graph=self.graph, cues=self.cues)
        return self._clarify(situation) or self._reply(situation) or self._ask_or_recommend(situation)

    # ------------------------------------------------------------ acts that call for a certain answer

    def _clarify(self, situation: Situation) -> Clarify | None:
        for mention in situation.understanding.ambiguous:
            options = tuple(dict.fromkeys((mention.entity, *mention.alternatives)))[:_MOST_OPTIONS]
            if len(options) > 1 and not situation.was_offered(options):
                return Clarify(text=mention.text, options=options)
        return None

    def _reply(self, situation: Situation) -> Action | None:
        """The answer that the act calls for; None where it calls for a question or a recommendation."""
        understanding = situation.understanding
        match understanding.act:
            case Act.ASK_FACT if understanding.question is not None:
                return Inform(question=understanding.question)
            case Act.ASK_WHY:
                items = situation.explainable()
                return Explain(items=items) if items else Chat(topic="nothing_to_explain")
            case Act.LIST:
                return Chat(topic="preferences")
        return None if situation.goes_on else self._courtesy(situation)

    def _courtesy(self, situation: Situation) -> Action | None:
        """The answer to an utterance that neither wants anything nor tells anything about taste."""
        understanding = situation.understanding
        if Act.END in understanding.acts:
            return End()
        if understanding.unknown:
            return None if situation.usable else Chat(topic="unknown")
        if Act.RETRACT in understanding.acts:
            return self._retraction(situation)
        if understanding.act == Act.OTHER:
            return Chat(topic=understanding.topic or "unclear")
        topics = {Act.ACCEPT: "accept", Act.THANK: "thank", Act.GREET: "greet", Act.ASK_FACT: "unclear"}
        topic = next((topic for act, topic in topics.items() if act in understanding.acts), None)
        return None if topic is None or (topic == "accept" and not situation.state.shown) else Chat(topic=topic)

    def _retraction(self, situation: Situation) -> Action | None:
        """After a retraction alone: go on if something is left to go by, a word otherwise."""
        if not (situation.understanding.retracted or situation.understanding.added):
            return Chat(topic="nothing_to_undo")
        return None if situation.usable else Chat(topic="retracted")

    # ------------------------------------------------------------ ask or recommend

    def _ask_or_recommend(self, situation: Situation) -> Action:
        state = situation.state
        if situation.understanding.unknown and not situation.usable and not situation.presses:
            return Chat(topic="unknown")
        if not state.candidates:
            return Chat(topic="nothing_left" if situation.restricted else "unclear")
        told = self._informativeness.bits(state.preferences) / self._informativeness.total
        if situation.refuses_without_reason:
            told *= MISLED
        expected = expect(state.candidates, shown=self.shown, told=told)
        if situation.wants_surprise:
            return Recommend(items=tuple(self._surprise(state, expected.chances.tolist())))
        question = self._question(situation, expected.chances) if self._may_ask(situation, expected) else None
        return question or Recommend(items=tuple(candidate.item for candidate in state.candidates[: self.shown]))

    def _may_ask(self, situation: Situation, expected: Expectation) -> bool:
        """Whether a question is in place, and the chance of a hit small enough for it to pay."""
        state = situation.state
        if state.questions_in_a_row >= self.questions or situation.presses or len(state.candidates) <= self.shown:
            return False
        enough = LEARNT_ENOUGH if expected.learnt else ENOUGH
        return situation.refuses_without_reason or expected.success < enough / 2**situation.patience_spent

    def _question(self, situation: Situation, chances: Array) -> Ask | None:
        """The question that is expected to tell most, if it tells enough."""
        items = [candidate.item for candidate in situation.state.candidates]
        questions = self._gain.questions(items, chances, attributes=situation.open_attributes(), refused=situation.spoken_of)
        if not questions or questions[0].gain < LEAST_GAIN:
            return None
        best = questions[0]
        return Ask(attribute=best.attribute, options=best.options, gain=round(best.gain, 4))

    def _surprise(self, state: DialogueState, chances: list[float]) -> Iterator[str]:
        """Items drawn from the upper candidates by their chances, no two of one series; in the order of the ranking."""
        rng = random.Random(state.seed)
        pool = {candidate.item: chance for candidate, chance in zip(state.candidates[: _POOL * self.shown], chances, strict=False)}
        order = {item: number for number, item in enumerate(pool)}
        drawn: list[str] = []
        taken: set[str] = set()
        while pool and len(drawn) < self.shown:
            item = rng.choices(list(pool), weights=[chance + 1e-9 for chance in pool.values()])[0]
            del pool[item]
            groups = {entity for relation in self._spread for entity in self.graph.tails(item, relation)}
            if groups & taken and len(pool) + len(drawn) >= self.shown:
                continue
            taken |= groups
            drawn.append(item)
        yield from sorted(drawn, key=order.__getitem__)


def create(resources: Resources) -> InformationGainPolicy:
    """The policy of the bundled parts (entry point `crs.policies`)."""
    cues = read_cues(content_folder("agents") / "policy.toml")
    return InformationGainPolicy(resources.graph, cues, shown=resources.settings.shown, questions=resources.settings.questions)
