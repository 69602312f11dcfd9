"""The wording responder: one action, a few typed blocks, every sentence from `agents/wording.toml`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from crs.agents.explanation import Explainer
from crs.agents.response.acknowledge import acknowledgement, misspelt
from crs.agents.response.asking import clarification, question
from crs.agents.response.cards import Cards
from crs.agents.response.chat import Chat
from crs.agents.response.context import Context
from crs.agents.response.facts import tell
from crs.agents.response.recommending import Recommending
from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.words import WordReader, read_stop_words
from crs.agents.wording import Voice, Wording
from crs.content import content_folder
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.registry import Resources
from crs.text import join_words
from crs.types import (
    Action,
    Ask,
    Block,
    Clarify,
    DialogueState,
    End,
    EvidenceBlock,
    Explain,
    Inform,
    Recommend,
    TextBlock,
)
from crs.types import Chat as ChatAction


class WordingResponder:
    """Says an action in varied sentences; the same state and action are said the same way.

    No text names an item that is neither in the action nor was named or pointed at by the seeker.
    """

    def __init__(self, graph: KnowledgeGraph, *, explainer: Explainer | None = None, shown: int = 3) -> None:
        self.graph = graph
        self.explainer = explainer or Explainer(graph)
        self._wording: Wording = self.explainer.wording
        self._chat = Chat(Constraints(graph))
        self._recommending = Recommending(self.explainer, Cards(self.explainer.wishes.phrasebook), shown=shown)

    async def respond(self, state: DialogueState, action: Action) -> AsyncIterator[Block]:
        """The reply as typed blocks, in the order they are shown; at least one."""
        for block in self._blocks(self._context(state), action):
            yield block

    def _context(self, state: DialogueState) -> Context:
        before = state.dialogue.last_of("recommender")
        voice = Voice(self._wording, self.graph, seed=state.seed, before=before.text if before else "")
        return Context(state=state, voice=voice, wishes=self.explainer.wishes)

    def _blocks(self, context: Context, action: Action) -> Iterator[Block]:
        match action:
            case Ask():
                yield from question(context, action, acknowledgement(context))
            case Recommend():
                yield from self._recommending.blocks(context, action, acknowledgement(context))
            case Explain():
                yield from self._explanation(context, action)
            case Inform():
                if sentences := list(misspelt(context)):
                    yield TextBlock(text=" ".join(sentences))
                yield tell(context, action.question)
            case Clarify():
                yield from clarification(context, action)
            case ChatAction():
                yield from self._chat.say(context, action.topic)
            case End():
                yield TextBlock(text=context.voice.say("end.said"))

    def _explanation(self, context: Context, action: Explain) -> Iterator[Block]:
        names = [context.phrasebook.name(item) for item in action.items]
        key = "explain.one" if len(names) == 1 else "explain.many"
        yield TextBlock(text=context.voice.say(key, items=join_words(names)))
        for item in action.items:
            given = context.state.grounds.get(item)
            evidence = given.evidence if given is not None else self.explainer.evidence(item, context.state.preferences)
            lines = self.explainer.lines(evidence, item=item, preferences=context.state.preferences, dialogue=context.state.dialogue)
            yield EvidenceBlock(item=item, label=self.graph.items[item].label, lines=lines)


def create(resources: Resources) -> WordingResponder:
    """The responder of the bundled parts (entry point `crs.responders`)."""
    words = WordReader(resources.graph, read_stop_words(content_folder("agents") / "retrieval.toml"))
    return WordingResponder(resources.graph, explainer=Explainer(resources.graph, words=words), shown=resources.settings.shown)
