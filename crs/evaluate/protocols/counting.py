"""How many trials a protocol makes: the first thing to compare with a paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.instance import Instance
from crs.evaluate.protocols.protocol import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """The size of an evaluation."""

    dialogues: int  # with at least one row
    rows: int
    targets: int  # trials
    items: int  # different targets
    repeated: int  # targets that were mentioned before


def count(instances: Iterable[Instance]) -> Counts:
    """The size of these instances."""
    dialogues: set[str] = set()
    items: set[str] = set()
    rows = targets = repeated = 0
    for instance in instances:
        dialogues.add(instance.dialogue)
        items.update(instance.targets)
        rows += 1
        targets += len(instance.targets)
        repeated += sum(target in instance.mentioned for target in instance.targets)
    return Counts(dialogues=len(dialogues), rows=rows, targets=targets, items=len(items), repeated=repeated)


def counts(protocol: Protocol, dialogues: Iterable[LabelledDialogue], canonical: Mapping[str, str]) -> Counts:
    """The size of what `protocol` makes of `dialogues`."""
    return count(protocol.instances(dialogues, canonical))
