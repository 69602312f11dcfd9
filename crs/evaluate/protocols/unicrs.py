"""The protocol of UniCRS (Wang et al., KDD 2022), which many later systems were evaluated with.

A row is a recommender turn that names a linked item and has a turn before it. Its targets are the linked items as often as they
are linked: a title that a turn names twice is two trials. Nothing is excluded. Which items are linked, to DBpedia, is read off
UniCRS's own files where they are there (INSPIRED); a dialogue that these do not hold counts all it names (ReDial).

Rows / targets on INSPIRED's validation split: 245 / 273; by what the official file names, 282 / 324.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crs.datasets.unicrs import fingerprint, has_linked, read_linked
from crs.evaluate.protocols.protocol import Rules
from crs.evaluate.protocols.published import published_folder
from crs.evaluate.protocols.rows import Row
from crs.evaluate.protocols.targets import repeated


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedItems:
    """Rule: what the authors linked."""

    linked: Mapping[str, tuple[tuple[str, ...], ...]]  # by `fingerprint`, for every turn

    def __call__(self, row: Row) -> tuple[str, ...]:
        """The items of the turn that were linked, as often as they were; all it names where the dialogue was not published."""
        turns = self.linked.get(fingerprint([utterance.text for utterance in row.dialogue.utterances]))
        return repeated(row) if turns is None else tuple(item for item in turns[row.turn] if item in row.named)


def unicrs(dataset: str = "", folder: Path | None = None) -> Rules:
    """The protocol for a data set (INSPIRED unless one is named).

    Raises:
        DatasetError: a file of UniCRS is not as published.
    """
    place = published_folder(dataset or "inspired", "dbpedia", folder)
    linked = read_linked(place) if place is not None and has_linked(place) else {}
    return Rules(name="unicrs", targets=LinkedItems(linked=linked))
