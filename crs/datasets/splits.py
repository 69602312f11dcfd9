"""Which splits of a data set are opened, and which of these may be learnt from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from crs.errors import DatasetError

Splits = Collection[str] | None  # names of splits; None stands for all there are

_Held = TypeVar("_Held")


def chosen(name: str, there: Mapping[str, _Held], splits: Splits) -> dict[str, _Held]:
    """Of what is there by split in the data set `name`, that of the splits asked for alone, in the same order. No file is looked into.

    Raises:
        DatasetError: there is no such split.
    """
    for split in splits or ():
        if split not in there:
            raise DatasetError(f"'{name}' has no split '{split}'", hint=f"splits: {', '.join(there)}")
    return {split: held for split, held in there.items() if splits is None or split in splits}


def training_splits(opened: Collection[str]) -> tuple[str, ...]:
    """Of the opened splits those that a recommender may learn from."""
    return tuple(split for split in ("train",) if split in opened)
