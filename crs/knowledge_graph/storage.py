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
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from crs.errors import GraphError, StorageError
from crs.knowledge_graph.edges import COLUMNS, EdgeArrays
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import Schema
from crs.types import Entity, Item

FORMAT = 2
T = TypeVar("T", Entity, Item)


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
    _write_lines(folder / "nodes.jsonl", Entity, graph.entities)
    _write_lines(folder / "items.jsonl", Item, graph.items.values())
    np.savez(folder / "edges.npz", **{name: getattr(graph.edges, name) for name in COLUMNS})


def _write_lines(path: Path, kind: type[Entity] | type[Item], values: Iterable[Entity | Item]) -> None:
    """One value a line; what is as it is by default is left out."""
    line = TypeAdapter(kind).dump_json
    with path.open("wb") as file:
        file.writelines(line(value, exclude_defaults=True) + b"\n" for value in values)


def _read_lines(path: Path, values: TypeAdapter[tuple[T, ...]]) -> tuple[T, ...]:
    """The values of all lines, checked in one go: many times faster than line by line."""
    lines = path.read_bytes().removesuffix(b"\n").replace(b"\n", b",")
    return values.validate_json(b"[" + lines + b"]")


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
        entities = _read_lines(folder / "nodes.jsonl", TypeAdapter(tuple[Entity, ...]))
        items = {item.id: item for item in _read_lines(folder / "items.jsonl", TypeAdapter(tuple[Item, ...]))}
        if not items.keys() <= {entity.id for entity in entities}:
            raise ValueError("items.jsonl names an item that is not a node")
        with (folder / "edges.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            edges = EdgeArrays(**{name: arrays[name] for name in COLUMNS})
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


def load_schema(folder: Path) -> Schema:
    """The schema of a graph that `save_graph` wrote, without its nodes and edges.

    Raises:
        GraphError: it is missing or damaged.
    """
    try:
        return Schema.model_validate(json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))["schema"])
    except FileNotFoundError as error:
        raise GraphError("there is no graph here", file=folder, hint="build it first") from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise GraphError(f"its manifest cannot be read: {error}", file=folder, hint="build the graph again") from error


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
