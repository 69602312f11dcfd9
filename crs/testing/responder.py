"""Conformance of a responder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import holds
from crs.protocols import Responder
from crs.testing.states import sample_states
from crs.types import (
    Action,
    Ask,
    Block,
    Chat,
    Clarify,
    DialogueState,
    End,
    EntityTarget,
    EvidenceBlock,
    Explain,
    Inform,
    PathEvidence,
    QuestionBlock,
    Recommend,
    RecommendationBlock,
    TextBlock,
)

TOPICS = (
    "greet", "thank", "accept", "preferences", "retracted", "nothing_to_undo", "nothing_to_explain", "unknown", "nothing_left",
    "abuse", "off_topic", "language", "empty", "small_talk", "unclear", "a topic nobody knows",
)  # fmt: skip


async def check_responder(responder: Responder, graph: KnowledgeGraph, *, states: Iterable[DialogueState] | None = None) -> None:
    """Let a responder say every kind of action in many states and check every block.

    Raises:
        ContractError: it said nothing, left a slot unfilled, recommended something else than was decided, gave a reason whose
            path does not hold, named an item that nobody spoke of, or said the same twice differently.
    """
    for number, state in enumerate(sample_states(graph) if states is None else states):
        for action in _actions(state, graph, number):
            blocks = [block async for block in responder.respond(state, action)]
            _check(blocks, state, action, graph)
            if [block async for block in responder.respond(state, action)] != blocks:
                raise ContractError("the responder says the same differently", hint="draw from state.seed whatever varies")


def _actions(state: DialogueState, graph: KnowledgeGraph, number: int) -> Iterator[Action]:
    """Actions that the state allows, one topic of talk a state."""
    yield Chat(topic=TOPICS[number % len(TOPICS)])
    yield End()
    if state.candidates:
        yield Recommend(items=tuple(candidate.item for candidate in state.candidates[: 1 + number % 4]))
    if state.grounds:
        yield Explain(items=tuple(state.grounds)[:2])
    if state.understanding.question is not None:
        yield Inform(question=state.understanding.question)
    for mention in state.understanding.ambiguous:
        yield Clarify(text=mention.text, options=(mention.entity, *mention.alternatives))
    for attribute, relation in graph.schema.relations.items():
        if relation.ask:
            yield Ask(attribute=attribute, options=tuple(entity.id for entity in graph.of_kind(relation.kind))[:4])
    for attribute, field in graph.schema.fields.items():
        if field.ask:
            low = int(field.minimum // field.bucket * field.bucket)
            yield Ask(
                attribute=attribute, options=tuple(f"{low + n * field.bucket:g}-{low + (n + 1) * field.bucket - 1:g}" for n in (0, 1))
            )


def _check(blocks: list[Block], state: DialogueState, action: Action, graph: KnowledgeGraph) -> None:
    if not blocks:
        raise ContractError(f"said nothing for {action}")
    for text in _texts(blocks):
        if not text.strip() or "{" in text or "}" in text:
            raise ContractError(f"an empty sentence or an unfilled one: {text!r}")
    shown = [block.recommendation for block in blocks if isinstance(block, RecommendationBlock)]
    decided = action.items if isinstance(action, Recommend) else ()
    if tuple(r.item for r in shown) != decided or [r.rank for r in shown] != list(range(1, len(shown) + 1)):
        raise ContractError(f"shows {[r.item for r in shown]} although {decided} was decided")
    for recommendation in shown:
        for ground in recommendation.evidence:
            if isinstance(ground, PathEvidence) and not holds(graph, ground.hops, start=ground.start, goal=recommendation.item):
                raise ContractError(f"a reason for '{recommendation.item}' takes a step that is no edge: {ground}")
    _check_names(blocks, state, action, graph)


def _check_names(blocks: list[Block], state: DialogueState, action: Action, graph: KnowledgeGraph) -> None:
    """No label of an item that is neither in the action nor was spoken of."""
    understanding = state.understanding
    spoken = {p.target.entity for p in state.preferences.entries if isinstance(p.target, EntityTarget)}
    spoken |= {mention.entity for mention in (*understanding.mentions, *understanding.ambiguous)} | set(understanding.referred)
    spoken |= {*getattr(action, "items", ()), *getattr(action, "options", ())}
    if isinstance(action, Inform) and action.question.item is not None:
        spoken.add(action.question.item)
    text = "\n".join(_texts(blocks))
    for item in graph.items.values():
        if item.id not in spoken and item.label != item.name and item.label in text:
            raise ContractError(f"names '{item.label}', which nobody spoke of")


def _texts(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case TextBlock(text=text):
                yield text
            case QuestionBlock(text=text, options=options):
                yield text
                yield from options
            case RecommendationBlock(recommendation=recommendation):
                yield recommendation.reason
            case EvidenceBlock(lines=lines):
                yield from lines
