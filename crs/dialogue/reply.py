"""Blocks as plain text: what a terminal without layout, a log or a language model reads."""

from __future__ import annotations

from collections.abc import Iterable

from crs.types import Block, EvidenceBlock, RecommendationBlock


def plain(blocks: Iterable[Block]) -> str:
    """The blocks, one a line or more, in their order."""
    return "\n".join(_plain(block) for block in blocks)


def _plain(block: Block) -> str:
    if isinstance(block, RecommendationBlock):
        reason = block.recommendation.reason
        return f"{block.recommendation.rank}. {block.label}" + (f": {reason}" if reason else "")
    if isinstance(block, EvidenceBlock):
        return "\n".join((f"{block.label}:", *(f"- {line}" for line in block.lines)))
    return block.text
