"""What came before an utterance: what was shown, asked and offered, and which items were spoken of."""

from __future__ import annotations

from dataclasses import dataclass

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Dialogue, Utterance

_RECENT = 12  # utterances back that a pronoun may still mean


@dataclass(frozen=True, kw_only=True)
class Situation:
    """The dialogue as the newest utterance meets it."""

    turn: int  # index of the newest utterance
    shown: tuple[str, ...] = ()  # the latest recommendation, in its order
    fresh: bool = False  # the latest recommendation is what the recommender said last
    about: tuple[str, ...] = ()  # items that the recommender's last words were about without recommending them
    asked: str | None = None
    options: tuple[str, ...] = ()  # what the last question or clarification offered
    items: tuple[str, ...] = ()  # items spoken of lately, newest last
    entities: tuple[str, ...] = ()  # all entities spoken of lately, newest last
    before: Utterance | None = None  # what the seeker said last time

    @property
    def clarifies(self) -> bool:
        """The recommender asked which of several things of one name was meant."""
        return bool(self.options) and self.asked is None and not self.fresh

    @classmethod
    def of(cls, dialogue: Dialogue, graph: KnowledgeGraph) -> Situation:
        """The situation of the last utterance of a dialogue."""
        earlier = dialogue.utterances[:-1]
        last = earlier[-1] if earlier and earlier[-1].role == "recommender" else Utterance(role="recommender", text="")
        shown = next((u.shown for u in reversed(earlier) if u.role == "recommender" and u.shown), ())
        spoken: dict[str, None] = {}
        for utterance in earlier[-_RECENT:]:
            for entity in (*(m.entity for m in utterance.mentions), *utterance.shown, *utterance.about):
                if entity in graph:
                    spoken.pop(entity, None)
                    spoken[entity] = None
        return cls(
            turn=len(dialogue.utterances) - 1,
            shown=tuple(item for item in shown if item in graph.items),
            fresh=bool(last.shown),
            about=tuple(item for item in last.about if item in graph.items),
            asked=last.asked,
            options=last.options,
            items=tuple(entity for entity in spoken if entity in graph.items),
            entities=tuple(spoken),
            before=next((u for u in reversed(earlier) if u.role == "seeker"), None),
        )

    def focus(self) -> tuple[str, ...]:
        """What "it" means when the utterance itself names nothing."""
        return self.about or self.shown or self.items[-1:]
