"""A trained model: a graph, the sources fitted over it, and the fusion of what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crs.agents.retrieval.trained.features import Features, Pool, standing
from crs.agents.retrieval.trained.fusion import Calibration, Fusion
from crs.agents.retrieval.trained.reading import Reader, Reading
from crs.agents.retrieval.trained.source import Floats, TrainedSource
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.types import Candidate, Evidence

EXPLAINED = 20  # candidates that carry what their sources say for them

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """The candidates of one conversation, best first."""

    columns: NDArray[np.int64]
    scores: Floats
    chances: Floats
    parts: Floats  # sources × candidates


class TrainedModel:
    """Ranks the items of its graph for a conversation."""

    def __init__(
        self,
        *,
        graph: KnowledgeGraph,
        linker: EntityLinker,
        sources: Sequence[TrainedSource],
        features: Features,
        fusion: Fusion,
        calibration: Calibration,
        name: str = "",
        folder: Path | None = None,
        notices: tuple[str, ...] = (),
    ) -> None:
        self.graph = graph
        self.linker = linker
        self.reader = Reader(graph, linker)
        self.sources: Mapping[str, TrainedSource] = {source.name: source for source in sources}
        self.features = features
        self.fusion = fusion
        self.calibration = calibration
        self.name = name
        self.folder = folder
        self.notices = notices  # what is missing on this machine

    def scores(self, readings: Sequence[Reading]) -> NDArray[np.float32]:
        """Readings × sources × items."""
        by_source = [source.scores(readings) for source in self.sources.values()]
        return np.stack(by_source, axis=1)

    def rank(self, reading: Reading, scores: Floats, *, among: Mask | None = None, novelty: float = 0.0) -> Ranked:
        """Everything that may be recommended, best first: candidates by the fusion, then the other items by their mean score.

        Args:
            reading: the conversation.
            scores: sources × items for it.
            among: the items that may be returned, all if None.
            novelty: how many standard deviations of the candidates' scores a candidate loses for every one that its popularity is above
                theirs; 0 ranks as trained.
        """
        pool = self.features.pool(reading, scores, among=among)
        fused = self.fusion.scores(pool.features) if len(pool.columns) else pool.fused
        if novelty and len(fused) > 1:
            fused = fused - np.float32(novelty * fused.std()) * _standardised(self.features.popularity[pool.columns])
        chances = self.calibration.chances(fused)
        order = np.lexsort((-pool.fused, -fused))
        above = standing(scores)
        rest = _rest(pool, above, among)
        low = (fused.min(initial=0.0) - 1.0) - np.arange(len(rest), dtype=np.float32)
        return Ranked(
            columns=np.concatenate((pool.columns[order], rest)),
            scores=np.concatenate((fused[order], low)).astype(np.float32),
            chances=np.concatenate((chances[order], np.zeros(len(rest), dtype=np.float32))),
            parts=np.concatenate((pool.parts[:, order], above[:, rest]), axis=1),
        )

    def candidates(self, reading: Reading, *, k: int, among: Mask | None = None, novelty: float = 0.0) -> list[Candidate]:
        """The best `k`, the first ones with what their sources say for them."""
        ranked = self.rank(reading, self.scores([reading])[0], among=among, novelty=novelty)
        return [
            self._candidate(ranked, place, reading if place < EXPLAINED else None) for place in range(min(max(k, 0), len(ranked.columns)))
        ]

    def _candidate(self, ranked: Ranked, place: int, reading: Reading | None) -> Candidate:
        column = int(ranked.columns[place])
        parts = {name: round(float(part), 4) for name, part in zip(self.sources, ranked.parts[:, place], strict=True)}
        return Candidate(
            item=self.graph.item_ids[column],
            score=float(ranked.scores[place]),
            parts=parts,
            evidence=self._evidence(reading, column) if reading is not None else (),
            chance=float(ranked.chances[place]),
        )

    def _evidence(self, reading: Reading, column: int) -> tuple[Evidence, ...]:
        """What the sources say for an item, each ground once."""
        found = (ground for source in self.sources.values() for ground in source.evidence(reading, column))
        return tuple(dict.fromkeys(found))


def _rest(pool: Pool, above: Floats, among: Mask | None) -> NDArray[np.int64]:
    """The items that are no candidates, by what the sources say of them on average."""
    left = np.ones(above.shape[1], dtype=bool) if among is None else among.copy()
    left[pool.columns] = False
    columns = np.flatnonzero(left)
    return columns[np.argsort(-above.mean(axis=0)[columns], kind="stable")]


def _standardised(values: Floats) -> Floats:
    spread = float(values.std())
    return (values - values.mean()) / np.float32(spread) if spread > 0 else np.zeros_like(values)
