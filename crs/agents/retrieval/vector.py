"""Dense retrieval: sentence vectors of the items in Chroma, asked with what the seeker said.

    query = TEXT · words + LIKED · items liked - AGAINST · (items and words disliked)

each part a vector of length 1. The index is opened, or built, when it is first needed, or before by `prepare`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crs.agents.retrieval.constraints import Constraints, Mask
from crs.agents.retrieval.encoder import PACKAGED, Encoder, SentenceTransformerEncoder, encoder_version, require_extra
from crs.agents.retrieval.index import IndexSource, Progress, VectorIndex, index_version, is_built, open_index
from crs.agents.retrieval.seeds import query_seeds
from crs.agents.retrieval.words import SearchWords, WordReader, read_stop_words
from crs.content import content_folder
from crs.errors import StorageError
from crs.types import Candidate, Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.registry import Resources

Floats = NDArray[np.float32]

TEXT = 1.0
LIKED = 0.7
AGAINST = 0.4
_KEPT_TEXTS = 512  # encoded texts that are kept: names of entities come again in every turn


class VectorRetriever:
    """Items whose description means what the seeker said."""

    def __init__(
        self, graph: KnowledgeGraph, constraints: Constraints, reader: WordReader, *, folder: Path, encoder: str = PACKAGED
    ) -> None:
        self.graph = graph
        self.folder = folder
        self.encoder = encoder
        self._constraints = constraints
        self._reader = reader
        self._preparing = Lock()
        self._loaded: _Loaded | None = None
        self._closing = Event()

    @property
    def built(self) -> bool:
        """Whether the index is on disk already; if not, preparing takes much longer."""
        return is_built(self.folder, index_version(self.graph.version, encoder_version(self.encoder)))

    def prepare(self, progress: Progress | None = None) -> None:
        """Load the encoder and open the index, building it if need be; later calls return at once.

        Raises:
            StorageError: the folder cannot be used.
            ConfigError: the encoder cannot be loaded.
        """
        self._load(progress)

    def close(self) -> None:
        """Release the index; a build stops after its batch. Opened again, it goes on."""
        self._closing.set()
        with self._preparing:
            if self._loaded is not None:
                self._loaded.index.close()
                self._loaded = None
            self._closing.clear()

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """The nearest items; none where nothing was said to be near to."""
        words = self._reader.search(query)
        seeds = {item: weight for item, weight in query_seeds(query, self.graph).items() if item in self.graph.items}
        if not words and not any(weight > 0 for weight in seeds.values()):
            return ()
        return await asyncio.to_thread(self._search, words, seeds, self._constraints.eligible(query), k)

    def _load(self, progress: Progress | None = None) -> _Loaded:
        with self._preparing:
            if self._loaded is None:
                texts = _Texts(SentenceTransformerEncoder(self.encoder))
                source = IndexSource(
                    documents={item.id: ". ".join(part for part in (item.label, item.text) if part) for item in self.graph.items.values()},
                    encode=texts.encoder.encode,
                    graph=self.graph.version,
                    encoder=encoder_version(self.encoder),
                )
                self._loaded = _Loaded(texts=texts, index=open_index(self.folder, source, progress=self._unless_closing(progress)))
            return self._loaded

    def _unless_closing(self, progress: Progress | None) -> Progress:
        def report(what: str, done: float) -> None:
            if self._closing.is_set():
                raise StorageError("the vector index was closed while it was being built", hint="open it again to go on")
            if progress is not None:
                progress(what, done)

        return report

    def _search(self, words: SearchWords, seeds: Mapping[str, float], eligible: Mask, k: int) -> list[Candidate]:
        loaded, items = self._load(), self.graph.item_ids
        ruled_out = {items[number] for number in np.flatnonzero(~eligible).tolist()}
        if len(ruled_out) <= k:  # cheaper to ask for more and drop them than to name all that may be returned
            found = loaded.index.nearest(loaded.query(words, seeds), min(k + len(ruled_out), len(items)))
        else:
            allowed = [items[number] for number in np.flatnonzero(eligible).tolist()]
            found = loaded.index.nearest(loaded.query(words, seeds), min(k, len(allowed)), among=allowed)
        return [Candidate(item=item, score=cosine, parts={"vector": cosine}) for item, cosine in found if item not in ruled_out][:k]


class _Texts:
    """An encoder that remembers what it encoded lately."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.encode = lru_cache(_KEPT_TEXTS)(self._encode)

    def _encode(self, text: str) -> Floats:
        row: Floats = self.encoder.encode([text])[0]
        row.setflags(write=False)
        return row


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    texts: _Texts
    index: VectorIndex

    def query(self, words: SearchWords, seeds: Mapping[str, float]) -> Floats:
        """The vector to ask with; of words and seeds at least one is positive."""
        stored = self.index.vectors(list(seeds))
        liked = [weight * stored[item] for item, weight in seeds.items() if weight > 0 and item in stored]
        against = [-weight * stored[item] for item, weight in seeds.items() if weight < 0 and item in stored]
        said = [self.texts.encode(" ".join({**words.own, **words.liked, **words.required}.values()))] if words else []
        if words.disliked:
            against.append(self.texts.encode(" ".join(words.disliked.values())))
        parts = [share * _direction(vectors) for share, vectors in ((TEXT, said), (LIKED, liked), (-AGAINST, against)) if vectors]
        vector: Floats = np.sum(parts, axis=0, dtype=np.float32)
        return vector


def _direction(vectors: Sequence[Floats]) -> Floats:
    """The direction of a sum of vectors, length 1; zero if they cancel out."""
    total: Floats = np.sum(vectors, axis=0, dtype=np.float32)
    length = np.float32(np.linalg.norm(total))
    unit: Floats = total / length if length > 1e-6 else np.zeros_like(total)
    return unit


def create(resources: Resources) -> VectorRetriever:
    """The retriever as settings name it.

    Raises:
        MissingExtraError: the extra `vector` is not installed.
    """
    require_extra()
    graph, settings = resources.graph, resources.settings
    reader = WordReader(graph, read_stop_words(content_folder("agents") / "retrieval.toml"))
    return VectorRetriever(graph, Constraints(graph), reader, folder=settings.home / "vectors", encoder=settings.encoder)
