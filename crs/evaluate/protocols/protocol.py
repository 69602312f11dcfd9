"""What a protocol is, and how rules make one."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from crs.datasets.labelled import LabelledDialogue
from crs.errors import DatasetError
from crs.evaluate.instance import Instance
from crs.evaluate.protocols.exclusion import Excluded, nothing
from crs.evaluate.protocols.merging import merged
from crs.evaluate.protocols.rows import Row, rows
from crs.evaluate.protocols.targets import Targets
from crs.types import Dialogue


@typing.runtime_checkable
class Protocol(typing.Protocol):
    """Cuts dialogues into instances."""

    @property
    def name(self) -> str:
        """What its figures are reported under."""
        ...

    def instances(self, dialogues: Iterable[LabelledDialogue], canonical: Mapping[str, str]) -> Iterator[Instance]:
        """The instances of `dialogues`, in their order; `canonical` maps every item id of the data set to an item of its graph.

        A context holds the turns before the target turn and nothing of what annotators added.

        Raises:
            DatasetError: two dialogues have the same id.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """A protocol made of rules. What is excluded is never a target, even where another id of the item was named before."""

    name: str
    targets: Targets
    excluded: Excluded = nothing
    openings: bool = False  # whether a dialogue's first turn can be a row

    def instances(self, dialogues: Iterable[LabelledDialogue], canonical: Mapping[str, str]) -> Iterator[Instance]:
        """See `Protocol.instances`."""
        seen: set[str] = set()
        for labelled in dialogues:
            dialogue = merged(labelled.dialogue)
            if dialogue.id in seen:
                raise DatasetError(f"two dialogues have the id '{dialogue.id}'", hint="ids must be unique within a split")
            seen.add(dialogue.id)
            shown = LabelledDialogue(dialogue=dialogue).renamed(canonical).dialogue
            for row in rows(dialogue, canonical, openings=self.openings):
                targets = self.targets(row)
                if targets:
                    yield self._instance(row, shown, targets, canonical)

    def _instance(self, row: Row, shown: Dialogue, targets: tuple[str, ...], canonical: Mapping[str, str]) -> Instance:
        right = tuple(canonical[item] for item in targets)
        id_ = f"{shown.id}:{row.turn}"
        return Instance(
            id=id_,
            dialogue=shown.id,
            turn=row.turn,
            context=replace(shown, id=id_, utterances=shown.utterances[: row.turn]),
            targets=right,
            mentioned=tuple(dict.fromkeys(canonical[item] for item in row.before)),
            excluded=frozenset(canonical[item] for item in self.excluded(row)) - frozenset(right),
        )
