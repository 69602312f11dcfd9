"""Graphs as research code publishes them: names to numbers, and for every head a list of [relation, tail]."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from crs.datasets.folder import find, read_json, read_json_value
from crs.errors import DatasetError

_BELONG = "do the files belong together?"


def read_numbers(path: Path) -> dict[int, str]:
    """The inverse of a file that numbers names: {"Alien": 8} -> {8: "Alien"}.

    Raises:
        DatasetError: the file is missing, a value is not a number, or one stands twice.
    """
    numbers: dict[int, str] = {}
    for number, names in read_names(path).items():
        if len(names) > 1:
            raise DatasetError(f"{number} stands for '{names[0]}' too", file=find(path), field=names[1], hint="numbers must be unique")
        numbers[number] = names[0]
    return numbers


def read_names(path: Path) -> dict[int, list[str]]:
    """The same of a file in which several names may share a number.

    Raises:
        DatasetError: the file is missing, or a value is not a number.
    """
    names: dict[int, list[str]] = {}
    for name, number in read_json(path).items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise DatasetError(f"{number!r} is not a number of an entity or relation", file=find(path), field=name)
        names.setdefault(number, []).append(name)
    return names


def read_members(path: Path, entities: Collection[int]) -> set[int]:
    """A file that lists numbers of entities; none if there is no such file.

    Raises:
        DatasetError: it is no list, or names an entity that there is not.
    """
    if not any(file.is_file() for file in (path, path.with_name(path.name + ".gz"))):
        return set()
    value = read_json_value(path)
    if not isinstance(value, list):
        raise DatasetError("the file is not a list of numbers", file=find(path), hint="is this the right file?")
    for number in value:
        if not isinstance(number, int) or number not in entities:
            raise DatasetError(f"{number!r} is not the number of an entity", file=find(path), hint=_BELONG)
    return set(value)


def read_edges(path: Path, entities: Collection[int], relations: Mapping[int, str] | None) -> Iterator[tuple[int, str, int]]:
    """Every edge as head, name of the relation, tail; a relation of which no names are given is called "relation <number>".

    Raises:
        DatasetError: the file is missing, or an edge names an entity or relation that there is not.
    """
    for head, edges in read_json(path).items():
        if not head.isdecimal() or int(head) not in entities or not isinstance(edges, list):
            raise DatasetError(f"'{head}' is not an entity with its edges", file=find(path), field=head, hint=_BELONG)
        for edge in edges:
            relation, tail = _edge(edge, entities, relations, path, head)
            yield int(head), relation, tail


def _edge(edge: Any, entities: Collection[int], relations: Mapping[int, str] | None, file: Path, head: str) -> tuple[str, int]:
    match edge:
        case [int(relation), int(tail)] if tail in entities and (relations is None or relation in relations):
            return f"relation {relation}" if relations is None else relations[relation], tail
    raise DatasetError(f"{edge!r} is not [relation, tail]", file=find(file), field=head, hint=_BELONG)
