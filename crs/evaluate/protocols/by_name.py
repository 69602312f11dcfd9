"""Protocols by the names that users type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from crs.errors import ConfigError
from crs.evaluate.protocols import he2023, standard
from crs.evaluate.protocols.ievalm import ievalm
from crs.evaluate.protocols.protocol import Protocol
from crs.evaluate.protocols.unicrs import unicrs


def protocol_names() -> tuple[str, ...]:
    """The names that `protocols` knows."""
    return tuple(_makers())


def protocols(name: str, *, dataset: str = "", folder: Path | None = None, split: str = "") -> tuple[Protocol, ...]:
    """What a name stands for: "standard" is the two protocols "all" and "new".

    Authors who publish their own choice of rows do so for a `split` of a `dataset`; its files are in `folder`, as for
    `crs.datasets.opening.open_dataset`.

    Raises:
        ConfigError: the name is unknown.
        DatasetError: a protocol needs files of its authors that are not there.
    """
    makers = _makers()
    if name not in makers:
        raise ConfigError(f"there is no protocol '{name}'", hint=f"there are: {', '.join(makers)}")
    return makers[name](dataset, Path(folder) if folder is not None else None, split)


def _makers() -> Mapping[str, Callable[[str, Path | None, str], tuple[Protocol, ...]]]:
    return {
        "standard": lambda dataset, folder, split: (standard.ALL, standard.NEW),  # noqa: ARG005
        "unicrs": lambda dataset, folder, split: (unicrs(dataset, folder),),  # noqa: ARG005
        "ievalm": lambda dataset, folder, split: (ievalm(dataset, folder, split),),
        "he2023": lambda dataset, folder, split: (he2023.ALL, he2023.NEW),  # noqa: ARG005
    }
