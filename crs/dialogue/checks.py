"""What is checked at the seams: a component that breaks its promise is treated like one that failed.

Each check returns what it was given, or raises ContractError.
"""

from __future__ import annotations

from crs.agents.retrieval.constraints import Constraints
from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import (
    Action,
    Ask,
    Block,
    Clarify,
    DialogueState,
    Evidence,
    EvidenceBlock,
    Explain,
    Inform,
    PathEvidence,
    Preferences,
    QuestionBlock,
    Recommend,
    RecommendationBlock,
    TextBlock,
    Understanding,
)


class Checks:
    """The promises of the seams over one catalogue."""

    def __init__(self, graph: KnowledgeGraph, constraints: Constraints, *, questions: int) -> None:
        self._graph = graph
        self._constraints = constraints
        self._questions = questions

    def understanding(self, understanding: Understanding, known: Preferences) -> Understanding:
        """It has an act, names what the graph holds, and lost no preference."""
        if not understanding.acts:
            raise ContractError("an understanding without an act")
        ids = [preference.id for preference in understanding.preferences.entries]
        if len(set(ids)) != len(ids):
            raise ContractError("two preferences share an id")
        if lost := {preference.id for preference in known.entries} - set(ids):
            raise ContractError(f"preferences were dropped instead of retracted: {', '.join(sorted(lost))}")
        entities = (*(mention.entity for mention in understanding.mentions), *understanding.referred)
        if unknown := [entity for entity in entities if entity not in self._graph]:
            raise ContractError(f"'{unknown[0]}' is not in the graph")
        return understanding

    def action(self, action: Action, state: DialogueState) -> Action:
        """It recommends candidates that keep every constraint, asks nothing twice, and names what the graph holds."""
        match action:
            case Recommend(items=items):
                self._recommended(items, state)
            case Ask(attribute=attribute):
                if attribute in state.asked or attribute in state.answered:
                    raise ContractError(f"'{attribute}' was asked or answered before")
                if state.questions_in_a_row >= self._questions:
                    raise ContractError(f"there were {state.questions_in_a_row} questions in a row already")
            case Explain(items=entities) | Clarify(options=entities):
                if unknown := [entity for entity in entities if entity not in self._graph]:
                    raise ContractError(f"'{unknown[0]}' is not in the graph")
            case Inform(question=question):
                if question.item is not None and question.item not in self._graph.items:
                    raise ContractError(f"the item '{question.item}' is not in the catalogue")
            case _:
                pass
        return action

    def _recommended(self, items: tuple[str, ...], state: DialogueState) -> None:
        if not items or len(set(items)) != len(items):
            raise ContractError("a recommendation of nothing, or of one item twice")
        candidates = {candidate.item for candidate in state.candidates}
        for item in items:
            if item not in candidates or item in state.shown:
                raise ContractError(f"'{item}' is recommended but is no candidate, or was shown before")
            if not self._constraints.allows(item, state.preferences):
                raise ContractError(f"'{item}' breaks a constraint the seeker stated")

    def block(self, block: Block, action: Action) -> Block:
        """It says something, recommends only what was decided, and gives only reasons that the graph holds."""
        match block:
            case TextBlock(text=text) | QuestionBlock(text=text):
                if not text.strip():
                    raise ContractError("a block without words")
            case RecommendationBlock(recommendation=recommendation):
                if not isinstance(action, Recommend) or recommendation.item not in action.items:
                    raise ContractError(f"'{recommendation.item}' is recommended although that was not decided")
                self._evidence(recommendation.evidence)
            case EvidenceBlock(item=item):
                if item not in self._graph.items:
                    raise ContractError(f"the item '{item}' is not in the catalogue")
        return block

    def _evidence(self, evidence: tuple[Evidence, ...]) -> None:
        for ground in evidence:
            if isinstance(ground, PathEvidence) and not all(self._graph.has_edge(hop) for hop in ground.hops):
                raise ContractError(f"a reason from '{ground.start}' takes a step that is no edge")
