"""Blocks as plain text: what a terminal shows and what a turn keeps as its reply."""

from __future__ import annotations

from collections.abc import Iterable

from crs.types import Block, EvidenceBlock, QuestionBlock, RecommendationBlock


def plain(blocks: Iterable[Block]) -> str:
    """The blocks as text, no markup: sentences in one paragraph, a line each recommendation and each ground."""
    paragraphs: list[str] = []
    running = False
    for block in blocks:
        if isinstance(block, RecommendationBlock):
            paragraphs.append(f"{block.recommendation.rank}. {block.label}: {block.recommendation.reason}")
            running = False
        elif isinstance(block, EvidenceBlock):
            paragraphs.append("\n".join((f"{block.label}:", *(f"- {line}" for line in block.lines))))
            running = False
        else:
            text = block.text
            if isinstance(block, QuestionBlock) and block.attribute is not None and block.options:
                text = f"{text} ({' / '.join(block.options)})"
            if running and "\n" not in text:
                paragraphs[-1] = f"{paragraphs[-1]} {text}"
            else:
                paragraphs.append(text)
            running = "\n" not in text
    return "\n".join(paragraphs)
