"""Conformance of a policy."""

from __future__ import annotations

from collections.abc import Iterable

from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.protocols import Policy
from crs.testing.states import sample_states
from crs.types import Action, Ask, Clarify, DialogueState, EntityTarget, Explain, Recommend


async def check_policy(policy: Policy, graph: KnowledgeGraph, *, states: Iterable[DialogueState] | None = None, questions: int = 2) -> None:
    """Let a policy decide in many states and check every action.

    Raises:
        ContractError: it recommended what is no candidate, asked twice or too often, named what the graph does not hold,
            or decided twice differently in the same state.
    """
    for state in sample_states(graph) if states is None else states:
        action = await policy.decide(state)
        _check(action, state, graph, questions)
        if await policy.decide(state) != action:
            raise ContractError("the policy decides differently in the same state", hint="draw from state.seed whatever varies")


def _check(action: Action, state: DialogueState, graph: KnowledgeGraph, questions: int) -> None:
    match action:
        case Recommend(items=items):
            if not items or len(set(items)) != len(items) or not set(items) <= {candidate.item for candidate in state.candidates}:
                raise ContractError(f"recommended {items}, which are not distinct candidates of the state")
        case Ask():
            _check_question(action, state, graph, questions)
        case Clarify(options=options):
            if len(set(options)) < 2 or not all(option in graph for option in options):
                raise ContractError(f"a clarification needs two entities of the graph to choose from, not {options}")
        case Explain(items=items):
            if not items or not set(items) <= set(state.grounds):
                raise ContractError(f"explains {items}, which were not all recommended")
        case _:
            pass


def _check_question(action: Ask, state: DialogueState, graph: KnowledgeGraph, questions: int) -> None:
    if action.attribute not in graph.schema.attributes:
        raise ContractError(f"asked for '{action.attribute}', which the schema does not allow to ask for")
    if action.attribute in (*state.asked, *state.answered):
        raise ContractError(f"asked for '{action.attribute}' although it was asked or answered before")
    if state.questions_in_a_row >= questions:
        raise ContractError(f"asked once more after {state.questions_in_a_row} questions in a row")
    refused = {p.target.entity for p in state.preferences.disliked if isinstance(p.target, EntityTarget)}
    if action.attribute in graph.schema.relations and not set(action.options) <= {entity.id for entity in graph.entities} - refused:
        raise ContractError(f"offered {action.options}, of which one was refused or is not in the graph")
