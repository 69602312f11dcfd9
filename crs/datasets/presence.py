"""Whether a file of a data set is there."""

from __future__ import annotations

from pathlib import Path


def has_file(path: Path) -> bool:
    """Whether `path` is there, plain or with `.gz`."""
    return any(candidate.is_file() for candidate in (path, path.with_name(path.name + ".gz")))
