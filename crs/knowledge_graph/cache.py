"""Compiled catalogues, kept between starts.

A kept graph is found by a hash over the bytes of the catalogue's files and of the code that reads and compiles them, so
an old one is never taken for the present one.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

from crs.errors import GraphError, StorageError
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import Schema, read_schema
from crs.knowledge_graph.storage import load_graph, save_graph
from crs.text import slug

KEPT = 8  # graphs kept at most; the one that was used longest ago goes first

log = logging.getLogger("crs.knowledge_graph")


def cached_graph(catalogue: Path, home: Path) -> KnowledgeGraph:
    """The compiled graph of the catalogue folder (or its `schema.toml`), from `home`/graphs or made and kept there.

    Raises:
        CatalogueError: the catalogue is broken.
    """
    schema = read_schema(catalogue)
    place = home / "graphs" / f"{slug(schema.name)}-{_fingerprint(catalogue, schema)}"
    try:
        if place.is_dir():
            graph = load_graph(place)
            place.touch()
            return graph
    except (GraphError, OSError) as error:
        log.warning("the kept graph is built again: %s", error)
    graph = compile_graph(read_catalogue(catalogue))
    try:
        save_graph(graph, place)
        _drop_oldest(place.parent)
    except (StorageError, OSError) as error:
        log.warning("the graph is not kept: %s", error)
    return graph


def _fingerprint(catalogue: Path, schema: Schema) -> str:
    folder = catalogue if catalogue.is_dir() else catalogue.parent
    code = Path(__file__).parent
    files = (folder / "schema.toml" if catalogue.is_dir() else catalogue, folder / schema.item.table)
    digest = hashlib.sha256()
    for path in (*files, *sorted(code.glob("*.py")), code.parent / "types.py", code.parent / "text.py"):
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def _drop_oldest(folder: Path) -> None:
    for old in sorted(_graphs(folder), key=lambda graph: graph.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _graphs(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
