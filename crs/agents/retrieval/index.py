"""The vectors of all items, kept in Chroma.

    ROOT/VERSION/             a Chroma database; VERSION changes with the catalogue's content, the encoder and this format
    ROOT/VERSION/ready.json   written last: without it the index is unfinished, and whoever comes next goes on with it
    ROOT/VERSION.lock         held by the process that builds; the others wait and then open what it built

An index is never changed once it is ready.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from crs.errors import StorageError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client

FORMAT = 1
UNUSED_DAYS = 30  # an index nobody opened for so long belongs to a catalogue that has changed since
_READY = "ready.json"
_COLLECTION = "items"
_BATCH = 64
_WAIT_SECONDS = 600.0

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]
Progress = Callable[[str, float], None]  # what is being done, and how much of it is done, in [0, 1]


@dataclass(frozen=True, kw_only=True)
class IndexSource:
    """What an index is made of: a text per item and the encoder; and the versions of both."""

    documents: Mapping[str, str]
    encode: Encode
    graph: str
    encoder: str

    @property
    def version(self) -> str:
        """Changes whenever the vectors would."""
        return index_version(self.graph, self.encoder)


def index_version(graph: str, encoder: str) -> str:
    """The name of the index for this version of the graph and this encoder."""
    return hashlib.sha256(json.dumps([FORMAT, graph, encoder]).encode()).hexdigest()[:16]


class VectorIndex:
    """A finished index; nearest neighbours by cosine."""

    def __init__(self, client: ClientAPI, collection: Any) -> None:
        self._client = client
        self._collection = collection
        self._read: dict[str, Floats] = {}  # what was liked in one turn is asked for again in the next

    def nearest(self, vector: Floats, k: int, *, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """Up to `k` (item, cosine) of the items in `among` (all if None), nearest first."""
        if k <= 0 or (among is not None and not among):
            return []
        found = self._collection.query(query_embeddings=vector[None, :], n_results=k, ids=among, include=["distances"])
        return [(item, 1.0 - float(distance)) for item, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def vectors(self, items: Sequence[str]) -> dict[str, Floats]:
        """The vectors of these items; items it lacks are left out."""
        if missing := [item for item in dict.fromkeys(items) if item not in self._read]:
            found = self._collection.get(ids=missing, include=["embeddings"])
            self._read.update(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))
        return {item: self._read[item] for item in items if item in self._read}

    def close(self) -> None:
        """Release the database; the index cannot be used any more."""
        _release(self._client)


def is_built(root: Path, version: str) -> bool:
    """Whether the index of this version is there and finished, as far as can be seen without opening it."""
    return (root / version / _READY).is_file()


def open_index(root: Path, source: IndexSource, *, progress: Progress | None = None) -> VectorIndex:
    """Open the index of `source` under `root`, building what is missing of it first; a damaged one is built anew.

    Safe to call from several processes at once: one builds, the others wait.

    Raises:
        StorageError: the folder cannot be used.
    """
    folder = root / source.version
    try:
        root.mkdir(parents=True, exist_ok=True)
        index = _open_ready(folder, source) or _build_locked(root, folder, source, progress)
        os.utime(folder / _READY)
        return index
    except OSError as error:
        raise StorageError(
            f"the vector index in {root} cannot be used: {error.strerror or error}", hint="choose a folder you may write to (CRS_HOME)"
        ) from error


def _open_ready(folder: Path, source: IndexSource) -> VectorIndex | None:
    """The finished index, None if it is not there or damaged."""
    try:
        ready = json.loads((folder / _READY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if ready != _stamp(source):
        return None
    return _open(folder, expected=len(source.documents))


def _build_locked(root: Path, folder: Path, source: IndexSource, progress: Progress | None) -> VectorIndex:
    from filelock import FileLock, Timeout

    try:
        with FileLock(f"{folder}.lock", timeout=_WAIT_SECONDS):
            index = _open_ready(folder, source)
            if index is None:
                _forget_unused(root)
                index = _build(folder, source, progress)
            return index
    except Timeout as error:
        raise StorageError(
            f"another process has been building the vector index in {root} for too long", hint="end that process and try again"
        ) from error


def _build(folder: Path, source: IndexSource, progress: Progress | None) -> VectorIndex:
    """Go on with an unfinished index; start from nothing where that fails or a finished one turned out damaged."""
    if (folder / _READY).exists():
        shutil.rmtree(folder)
    index = _open(folder)
    if index is None:
        shutil.rmtree(folder, ignore_errors=True)
        index = _open(folder)
    if index is None:
        raise StorageError(f"no vector index can be made in {folder}", hint="choose another folder (CRS_HOME), or free some space")
    try:
        _fill(index, source, progress)
    except BaseException:
        index.close()
        raise
    fresh = folder / f"{_READY}.new"
    fresh.write_text(json.dumps(_stamp(source)), encoding="utf-8")
    os.replace(fresh, folder / _READY)
    return index


def _fill(index: VectorIndex, source: IndexSource, progress: Progress | None) -> None:
    there = set(index._collection.get(include=[])["ids"])
    missing = [item for item in source.documents if item not in there]
    total = len(source.documents)
    for batch in _batches(missing):
        index._collection.add(ids=batch, embeddings=source.encode([source.documents[item] for item in batch]))
        there.update(batch)
        if progress is not None:
            progress("Indexing the descriptions for the first time", len(there) / total)


def _batches(items: list[str]) -> Iterator[list[str]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


def _open(folder: Path, *, expected: int | None = None) -> VectorIndex | None:
    """The database in `folder`, made if missing; None if it cannot be read, or holds another number of items than expected."""
    import chromadb
    from chromadb.config import Settings

    client = None
    try:
        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        space = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
        collection = client.get_or_create_collection(_COLLECTION, embedding_function=None, configuration=space)  # type: ignore[arg-type]
        if expected is not None and collection.count() != expected:
            _release(client)
            return None
        return VectorIndex(client, collection)
    except Exception:  # Chroma raises errors of many kinds, the bindings' own panics among them, for a file that is not its own
        if client is not None:
            _release(client)
        return None


def _release(client: ClientAPI) -> None:
    """Close the database's files; the interface that Chroma declares lacks what its clients have."""
    cast("Client", client).close()


def _stamp(source: IndexSource) -> dict[str, Any]:
    return {"format": FORMAT, "graph": source.graph, "encoder": source.encoder, "items": len(source.documents)}


def _forget_unused(root: Path) -> None:
    """Remove finished indexes that nobody opened for a month."""
    oldest = time.time() - UNUSED_DAYS * 86_400
    for ready in root.glob(f"*/{_READY}"):
        if ready.stat().st_mtime < oldest:
            shutil.rmtree(ready.parent, ignore_errors=True)
            ready.parent.with_name(f"{ready.parent.name}.lock").unlink(missing_ok=True)
