"""JSON of the values that are not one class: lists of candidates, and the kinds of actions and blocks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from crs.types import Action, Block, Candidate


@cache
def _candidates() -> TypeAdapter[tuple[Candidate, ...]]:
    return TypeAdapter(tuple[Candidate, ...])


@cache
def _action() -> TypeAdapter[Action]:
    return TypeAdapter(Action)


@cache
def _block() -> TypeAdapter[Block]:
    return TypeAdapter(Block)


def dump_candidates(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Candidates as plain JSON data."""
    dumped: list[dict[str, Any]] = _candidates().dump_python(tuple(candidates), mode="json")
    return dumped


def parse_candidates(data: Any) -> tuple[Candidate, ...]:
    """The inverse of `dump_candidates`."""
    return _candidates().validate_python(data)


def parse_action(data: Any) -> Action:
    """An action from what `dump` made of it."""
    return _action().validate_python(data)


def parse_block(data: Any) -> Block:
    """A block from what `dump` made of it."""
    return _block().validate_python(data)
