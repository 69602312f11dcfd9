"""Saying what was decided, block by block."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable

from crs.content import content_folder
from crs.dialogue.checks import Checks
from crs.dialogue.fallback import Seam
from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.protocols import Responder
from crs.types import Action, Block, DialogueState, EvidenceBlock, Recommend, Recommendation, RecommendationBlock, TextBlock


class Speaker:
    """Lets the responder speak, checks every block before it is heard, and never leaves the seeker without a reply."""

    def __init__(self, responder: Seam[Responder], checks: Checks, graph: KnowledgeGraph) -> None:
        self._responder = responder
        self._checks = checks
        self._graph = graph
        self._speechless: str = tomllib.loads((content_folder("agents") / "fallback.toml").read_text(encoding="utf-8"))["speechless"]

    async def say(self, state: DialogueState, action: Action, notices: list[str], heard: Callable[[Block], None]) -> tuple[Block, ...]:
        """The reply. `heard` gets each block as soon as it is said; what a failing responder had said before stays said."""
        said: list[Block] = []

        def say(block: Block, before: int) -> None:
            if not _repeats(block, said[:before]):
                said.append(block)
                heard(block)

        async def speak(responder: Responder) -> None:
            before = len(said)
            async for block in responder.respond(state, action):
                say(self._checks.block(block, action), before)
            if len(said) == before:
                raise ContractError("a reply without a block")

        def last_words() -> None:
            for block in () if said else self._last_words(action):
                say(block, 0)

        await self._responder.use(speak, notices, otherwise=last_words)
        return tuple(said)

    def _last_words(self, action: Action) -> Iterable[Block]:
        """What is said when no responder is able to speak: the bare recommendations, or an apology."""
        if not isinstance(action, Recommend):
            return (TextBlock(text=self._speechless),)
        return tuple(
            RecommendationBlock(recommendation=Recommendation(item=item, rank=rank, reason=""), label=self._graph.label(item))
            for rank, item in enumerate(action.items, start=1)
        )


def _repeats(block: Block, said: list[Block]) -> bool:
    """Whether one responder would say again what another one said before it failed."""
    if isinstance(block, RecommendationBlock):
        return any(isinstance(other, RecommendationBlock) and other.recommendation.item == block.recommendation.item for other in said)
    if isinstance(block, EvidenceBlock):
        return any(isinstance(other, EvidenceBlock) and other.item == block.item for other in said)
    return block in said
