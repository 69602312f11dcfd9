"""Text appears as it is said: a block's words are shown a few at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crs.types import Block, QuestionBlock, TextBlock

PAUSE = 0.03  # seconds between two states
STEPS = 16  # most states a block passes through, so that a long answer does not take longer than a short one

_WORD = re.compile(r"\S+\s*")


def reveal(block: Block) -> Iterator[Block]:
    """States of a block, the last one complete; only text and questions pass through several."""
    if not isinstance(block, TextBlock | QuestionBlock):
        yield block
        return
    ends = [match.end() for match in _WORD.finditer(block.text)]
    for end in ends[: -1 : max(1, -(-len(ends) // STEPS))]:
        yield replace(block, text=block.text[:end].rstrip())
    yield block
