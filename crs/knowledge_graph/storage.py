"""Saving and loading a compiled graph: numpy arrays and JSON, no pickle.

FOLDER/manifest.json   format, version, counts, schema, names of relations and sources
FOLDER/nodes.jsonl     one entity a line, in node order
FOLDER/items.jsonl     one item a line
FOLDER/edges.npz       head, relation, tail, source
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from crs.errors import GraphError, StorageError
from crs.knowledge_graph.graph import EdgeArrays, KnowledgeGraph
from crs.knowledge_graph.schema import Schema
from crs.types import Entity, Item, dump, parse

FORMAT = 1
_COLUMNS = ("head", "relation", "tail", "source")


def save_graph(graph: KnowledgeGraph, folder: Path) -> None:
    """Write the graph to `folder`, replacing what is there; a reader never sees half of it.

    Raises:
        StorageError: the folder cannot be written.
    """
    folder = Path(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as room:
            fresh, old = Path(room, "fresh"), Path(room, "old")
            fresh.mkdir()
            _write(graph, fresh)
            if folder.exists():
                os.replace(folder, old)
            try:
                os.replace(fresh, folder)
            except OSError:
                if old.exists():
                    os.replace(old, folder)
                raise
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(
            f"the graph cannot be written to {folder}: {reason}", hint="choose a folder you may write to (CRS_HOME)"
        ) from error


def _write(graph: KnowledgeGraph, folder: Path) -> None:
    manifest = {
        "format": FORMAT,
        "version": graph.version,
        "nodes": len(graph),
        "items": len(graph.items),
        "edges": len(graph.edges.head),
        "relations": graph.relations,
        "sources": graph.sources,
        "schema": graph.schema.model_dump(mode="json"),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _write_lines(folder / "nodes.jsonl", graph.entities)
    _write_lines(folder / "items.jsonl", graph.items.values())
    np.savez(folder / "edges.npz", **{name: getattr(graph.edges, name) for name in _COLUMNS})


def _write_lines(path: Path, values: Any) -> None:
    with path.open("w", encoding="utf-8") as file:
        for value in values:
            file.write(json.dumps(dump(value), ensure_ascii=False) + "\n")


def load_graph(folder: Path) -> KnowledgeGraph:
    """Read a graph that `save_graph` wrote.

    Raises:
        GraphError: it is missing, of another format, or damaged.
    """
    folder = Path(folder)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise GraphError(f"format {manifest['format']} is not known", file=folder, hint="build the graph again with this version")
        entities = [parse(Entity, json.loads(line)) for line in _lines(folder / "nodes.jsonl")]
        items = {item.id: item for item in (parse(Item, json.loads(line)) for line in _lines(folder / "items.jsonl"))}
        if not items.keys() <= {entity.id for entity in entities}:
            raise ValueError("items.jsonl names an item that is not a node")
        with (folder / "edges.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            edges = EdgeArrays(**{name: arrays[name] for name in _COLUMNS})
        _check(edges, len(entities), len(manifest["relations"]), len(manifest["sources"]))
        if (len(entities), len(items), len(edges.head)) != (manifest["nodes"], manifest["items"], manifest["edges"]):
            raise GraphError("its files do not belong together", file=folder, hint="build the graph again")
        return KnowledgeGraph(
            schema=Schema.model_validate(manifest["schema"]),
            entities=entities,
            items=items,
            relations=manifest["relations"],
            sources=manifest["sources"],
            edges=edges,
            version=manifest["version"],
        )
    except FileNotFoundError as error:
        raise GraphError("there is no graph here", file=folder, hint="build it first") from error
    except (OSError, EOFError, ValueError, LookupError, TypeError, ValidationError, zipfile.BadZipFile) as error:
        raise GraphError(f"the graph is damaged: {error}", file=folder, hint="build the graph again") from error


def _check(edges: EdgeArrays, nodes: int, relations: int, sources: int) -> None:
    """Raise ValueError where a number leads nowhere."""
    limits = {"head": nodes, "tail": nodes, "relation": relations, "source": sources}
    for name, limit in limits.items():
        column = getattr(edges, name)
        if column.dtype != np.int32 or column.shape != edges.head.shape or column.ndim != 1:
            raise ValueError(f"edges.npz: '{name}' is not a column of 32-bit integers")
        if len(column) and not (column.min() >= 0 and column.max() < limit):
            raise ValueError(f"edges.npz: '{name}' leads outside its list of {limit}")
    if (edges.head == edges.tail).any():
        raise ValueError("edges.npz: an edge leads from a node to itself")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]
