"""What is said of a model that cannot be used."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from crs.errors import ModelError

TRAIN = "crs train --dataset redial trains one"
AGAIN = "train it again, or copy it again from where it is whole"


def missing_file(path: Path) -> ModelError:
    """The error for a file of a model that is not there."""
    return ModelError("the file is missing", file=path, hint=AGAIN)


def damaged_file(path: Path, why: object) -> ModelError:
    """The error for a file of a model that does not hold what it should."""
    return ModelError(f"the file is damaged: {why}", file=path, hint=AGAIN)


def demand_names(path: Path, found: Collection[str], wanted: Collection[str]) -> None:
    """Refuse a file that holds other arrays than those `wanted`; whatever it holds will do where none is named.

    Raises:
        ModelError: one is missing, or there is one more.
    """
    if not wanted:
        return
    for name in wanted:
        if name not in found:
            raise damaged_file(path, f"it holds no '{name}'")
    for name in found:
        if name not in wanted:
            raise damaged_file(path, f"it holds '{name}', which does not belong there")
