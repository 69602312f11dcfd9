"""What the product understands of a data set's dialogue: its own rules, with the data set's mentions instead of guessed ones."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from crs.agents.preference.rules import RuleExtractor
from crs.agents.preference.situation import Situation
from crs.dialogue.memory import Memory
from crs.dialogue.state import SPOKEN
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker, LinkContext, Linked
from crs.types import Act, Dialogue, EntityTarget, Mention, Query, Understanding, Utterance

KEPT = 512  # beginnings of dialogues that are remembered: the next turn of a dialogue goes on from there


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A dialogue as the product remembers it, and what its newest words of the seeker meant."""

    memory: Memory
    understanding: Understanding


class Listener:
    """Turns dialogues into the query that the product would retrieve with. Every beginning is understood once."""

    def __init__(self, graph: KnowledgeGraph, linker: EntityLinker) -> None:
        self._graph = graph
        self._linker = linker
        self._extractor = RuleExtractor(graph, linker)
        self._known: OrderedDict[tuple[Utterance, ...], Heard] = OrderedDict()

    def listen(self, dialogue: Dialogue) -> Heard:
        """What is remembered once the whole dialogue was said; it may be empty, and either side may have spoken last."""
        memory = Memory(version=self._graph.version)
        heard = Heard(memory=memory, understanding=Understanding(acts=(Act.OTHER,), preferences=memory.preferences))
        said = tuple(map(self._fitted, dialogue.utterances))
        for length in range(1, len(said) + 1):
            heard = self._known.get(said[:length]) or self._next(heard, said[length - 1])
            self._known[said[:length]] = heard
            self._known.move_to_end(said[:length])
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return heard

    def query(self, heard: Heard) -> Query:
        """What retrieval is asked; nothing that was named comes back."""
        memory = heard.memory
        targets = (p.target for p in memory.preferences.active)
        preferred = (t.entity for t in targets if isinstance(t, EntityTarget) and t.entity in self._graph.items)
        return Query(
            preferences=memory.preferences,
            mentioned=memory.mentioned,
            exclude=tuple(dict.fromkeys((*memory.mentioned, *memory.accepted, *preferred))),
            text="\n".join([u.text for u in memory.utterances if u.role == "seeker"][-SPOKEN:]),
        )

    def _fitted(self, utterance: Utterance) -> Utterance:
        """Only what this graph holds; what the recommender names counts as shown."""
        kind, items = self._graph.schema.item.kind, self._graph.items
        mentions = tuple(replace(m, kind=kind, alternatives=()) for m in utterance.mentions if m.entity in items)
        shown = tuple(dict.fromkeys((*(i for i in utterance.shown if i in items), *(m.entity for m in mentions))))
        return Utterance(
            role=utterance.role, text=utterance.text, mentions=mentions, shown=shown if utterance.role == "recommender" else ()
        )

    def _next(self, before: Heard, utterance: Utterance) -> Heard:
        memory = before.memory
        if utterance.role == "recommender":
            return replace(before, memory=memory.said(utterance, items=self._graph.items))
        dialogue = Dialogue(id="", utterances=(*memory.utterances, utterance))
        situation = Situation.of(dialogue, self._graph)
        linked = self._linked(utterance, situation)
        understanding = self._extractor.understand(utterance.text, linked, situation, memory.preferences)
        named = tuple(m.entity for m in utterance.mentions)
        memory = memory.heard(replace(utterance, mentions=understanding.mentions), understanding, items=self._graph.items)
        mentioned = (*(item for item in memory.mentioned if item not in named), *dict.fromkeys(named))
        return Heard(memory=replace(memory, mentioned=mentioned), understanding=understanding)

    def _linked(self, utterance: Utterance, situation: Situation) -> Linked:
        """The data set's items, and what else the linker finds beside them: a data set marks every item that is named."""
        found = self._linker.link(utterance.text, context=LinkContext(recent=situation.entities))
        given = _apart(utterance.mentions)

        def beside(mention: Mention) -> bool:
            return mention.entity not in self._graph.items and not any(_overlap(mention, other) for other in given)

        mentions = sorted((*given, *filter(beside, found.mentions)), key=lambda mention: mention.span)
        return Linked(mentions=tuple(mentions), ambiguous=tuple(filter(beside, found.ambiguous)))


def _apart(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Those with words of their own, sorted, of overlapping ones the first."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: mention.span):
        if mention.span[0] < mention.span[1] and (not kept or not _overlap(kept[-1], mention)):
            kept.append(mention)
    return tuple(kept)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]
