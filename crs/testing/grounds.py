"""The grounds out of other conversations, checked against the files of the trained model that gave them.

It shares no code with the sources: it counts in what they have written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from crs.agents.retrieval.trained.store import COMPANY, SOURCES
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.models.arrays import load_arrays
from crs.models.sparse import load_sparse
from crs.types import CompanyEvidence, DialogueEvidence, Evidence, Turn


class GroundsAudit:
    """Knows which training dialogues name an item, and how many name two."""

    def __init__(self, folder: Path, graph: KnowledgeGraph) -> None:
        """Read what the model in `folder` was trained with, over its graph.

        Raises:
            ModelError: a file is missing or damaged.
        """
        self._column = {item: column for column, item in enumerate(graph.item_ids)}
        self._company = load_sparse(folder / COMPANY)
        self._naming: list[set[str]] = [set() for _ in self._column]
        for source in (self._similar, self._walked):
            for column, dialogue in source(folder / SOURCES):
                self._naming[column].add(dialogue)

    def observe(self, turn: Turn) -> tuple[str, ...]:
        """Every ground of a recommendation or a candidate that the model's files do not bear out, readable."""
        shown, ranked = ([(one.item, one.evidence) for one in ones] for ones in (turn.recommendations, turn.ranked))
        given = dict.fromkeys((*shown, *ranked))
        return tuple(f"not so for {item}: {ground}" for item, grounds in given for ground in self._false(item, grounds))

    def _false(self, item: str, evidence: Sequence[Evidence]) -> Iterator[Evidence]:
        for ground in evidence:
            if isinstance(ground, CompanyEvidence) and ground.dialogues != self.together(item, ground.start):
                yield ground
            if isinstance(ground, DialogueEvidence) and ground.dialogue not in self._naming[self._column[item]]:
                yield ground

    def together(self, item: str, other: str) -> int:
        """How many training dialogues name both; 0 for what is no item."""
        if item not in self._column or other not in self._column:
            return 0
        return int(self._company[self._column[item], self._column[other]])

    @staticmethod
    def _similar(sources: Path) -> Iterator[tuple[int, str]]:
        """Item and dialogue, of the contexts that led to an item."""
        for place, file in ((sources / "similar-dialogues", "terms.npz"), (sources / "dense-dialogues", "vectors.npz")):
            if not place.is_dir():
                continue
            dialogues = load_arrays(place / file)["dialogues"].tolist()
            led = load_sparse(place / "answers.npz").tocoo()
            yield from ((column, dialogues[context]) for context, column in zip(led.row.tolist(), led.col.tolist(), strict=True))

    @staticmethod
    def _walked(sources: Path) -> Iterator[tuple[int, str]]:
        """The same of the graph that is walked: a dialogue is a node beside the items it names."""
        place = sources / "dialogue-walk"
        if place.is_dir():
            arrays = load_arrays(place / "walk.npz", "damping", "item_nodes", "dialogues")
            steps, dialogues = load_sparse(place / "steps.npz"), arrays["dialogues"].tolist()
            first = steps.shape[0] - len(dialogues)
            for column, node in enumerate(arrays["item_nodes"].tolist()):
                beside = steps.indices[steps.indptr[node] : steps.indptr[node + 1]]
                yield from ((column, dialogues[other - first]) for other in beside[beside >= first].tolist())
