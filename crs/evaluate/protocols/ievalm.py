"""The instances of iEvaLM (Wang et al., EMNLP 2023), as an offline protocol.

Its rows are those of the standard protocol without the ones whose context names nothing that its annotators marked (items,
people, genres), and a few more that its program lost; these marks are published with the instances only. So the rows and the
names of their targets are read off the published file, and contexts and ids come from the official dialogues. Nothing is
excluded.

Rows / targets on the validation splits: ReDial 2,716 / 3,595, all of them rows of the standard protocol, OpenDialKG 1,188 / 1,254.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crs.datasets.ievalm import NAMES, Published, read_names, read_published
from crs.errors import DatasetError
from crs.evaluate.protocols.protocol import Rules
from crs.evaluate.protocols.published import published_folder
from crs.evaluate.protocols.rows import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedTargets:
    """Rule: what the authors published as the turn's targets."""

    rows: Published
    names: Mapping[str, str] = field(default_factory=dict)  # by item id; where ids are names themselves, they go first

    def __call__(self, row: Row) -> tuple[str, ...]:
        """The items of the turn whose names were published as its targets; none where the turn was not published.

        Raises:
            DatasetError: the turn does not name a published target.
        """
        ids = {self.names.get(item, item): item for item in reversed(row.named)} | {item: item for item in row.named}
        try:
            return tuple(ids[name] for name in self.rows.get((row.dialogue.id, row.turn), ()))
        except KeyError as error:
            raise DatasetError(
                f"turn {row.turn} of dialogue '{row.dialogue.id}' does not name {error}, a target that iEvaLM publishes for it",
                hint="do the dialogues and iEvaLM's files belong together?",
            ) from error


def ievalm(dataset: str = "", folder: Path | None = None, split: str = "") -> Rules:
    """The protocol for a split of a data set; for ReDial unless one is named, for all splits unless one is named.

    Raises:
        DatasetError: iEvaLM's files are not there or not as published.
    """
    place = published_folder(dataset or "redial", "ievalm", folder)
    if place is None:
        raise DatasetError("there is no data folder with iEvaLM's instances", hint="name one, or set CRS_DATA_DIR")
    rows = read_published(place, split=split)
    return Rules(name="ievalm", targets=PublishedTargets(rows=rows, names=read_names(place / NAMES)))
