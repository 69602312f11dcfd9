"""Where a data set lies on this machine, or would be put."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crs.datasets.card import Card
from crs.datasets.folder import data_folder
from crs.settings import Settings

State = Literal["complete", "partly", "missing"]
_RANK: dict[State, int] = {"missing": 0, "partly": 1, "complete": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The folder of one data set and what of it is there; a file may be gzipped (`name.gz`)."""

    card: Card
    folder: Path

    def find_all(self, name: str) -> tuple[Path, ...]:
        """The files that a name of the card stands for, plain or gzipped: one, or all that a * in it fits."""
        if "*" in name:
            return tuple(path for path in sorted(self.folder.glob(name)) if path.is_file())
        plain = self.folder / name
        return tuple(path for path in (plain, plain.with_name(plain.name + ".gz")) if path.is_file())[:1]

    def find(self, name: str) -> Path | None:
        """The first of them."""
        return next(iter(self.find_all(name)), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The files of a complete copy that are not there."""
        return tuple(name for name in self.card.expected if self.find(name) is None)

    @property
    def state(self) -> State:
        """Whether all, some or none of what the card names is there."""
        if not self.missing:
            return "complete"
        names = (*self.card.expected, *self.card.others, *self.card.splits.values())
        return "partly" if any(self.find(name) for name in names) else "missing"


def place_of(card: Card, base: Path | None = None) -> Place:
    """Where the data set is. `base` is a data folder that holds a folder of its name, or that folder itself.

    Without `base`: the data folder of this machine, or the one that downloads go to; the one that has more of it.

    Raises:
        DatasetError: `CRS_DATA_DIR` names a folder that does not exist.
    """
    places = [_within(card, folder) for folder in ([base] if base is not None else _folders())]
    return max(reversed(places), key=lambda place: _RANK[place.state])


def place_for(card: Card, base: Path | None = None) -> Place:
    """Where a download goes: `base`, else `CRS_DATA_DIR`, else the data folder of `CRS_HOME`."""
    named = os.environ.get("CRS_DATA_DIR")
    return _within(card, base or (Path(named) if named else _home()))


def _folders() -> Iterator[Path]:
    known = data_folder()
    if known is not None:
        yield known
    yield _home()


def _home() -> Path:
    return Settings().home / "data"


def _within(card: Card, base: Path) -> Place:
    inside, itself = Place(card=card, folder=Path(base) / card.name), Place(card=card, folder=Path(base))
    return itself if not inside.folder.is_dir() and itself.state != "missing" else inside
