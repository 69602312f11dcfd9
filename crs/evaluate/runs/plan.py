"""What a run asks: every context once, for all protocols that show it, in chunks that do not depend on who answers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crs.datasets.labelled import LabelledDialogue
from crs.errors import DatasetError
from crs.evaluate.instance import Instance
from crs.evaluate.protocols import Protocol
from crs.types import Dialogue

DEPTH = 200  # items asked for beyond those that a protocol may take out
CHUNK = 32  # contexts: small enough to lose little when a run is killed, large enough to pay for a batch


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Contexts that are asked for together."""

    number: int
    contexts: tuple[Dialogue, ...]
    lengths: tuple[int, ...]  # items kept of each ranking
    k: int  # items asked for: the same for a whole run


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The instances of every protocol and the contexts they share."""

    instances: Mapping[str, tuple[Instance, ...]]  # by name of the protocol

    @cached_property
    def contexts(self) -> Mapping[str, Dialogue]:
        """Every context once, by id, in the order of the split."""
        return {instance.context.id: instance.context for instance in self._in_order()}

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """All contexts, cut into chunks."""
        kept: dict[str, int] = {}
        for instance in self._in_order():
            kept[instance.context.id] = max(kept.get(instance.context.id, 0), kept_length(instance))
        contexts, k = tuple(self.contexts.values()), max(kept.values(), default=DEPTH)
        return tuple(
            Chunk(
                number=number,
                contexts=contexts[start : start + CHUNK],
                lengths=tuple(kept[context.id] for context in contexts[start : start + CHUNK]),
                k=k,
            )
            for number, start in enumerate(range(0, len(contexts), CHUNK))
        )

    def _in_order(self) -> list[Instance]:
        """Dialogue by dialogue in the order of the split, whichever protocol an instance is of."""
        order: dict[str, int] = {}
        for group in self.instances.values():
            for instance in group:
                order.setdefault(instance.dialogue, len(order))
        every = [instance for group in self.instances.values() for instance in group]
        return sorted(every, key=lambda instance: (order[instance.dialogue], instance.turn))


def kept_length(instance: Instance) -> int:
    """Items kept of a ranking: enough for DEPTH to be left whatever a protocol takes out."""
    return DEPTH + len({*instance.mentioned, *instance.excluded})


def make_plan(protocols: Sequence[Protocol], dialogues: Iterable[LabelledDialogue], canonical: Mapping[str, str]) -> Plan:
    """The plan of a run over some dialogues.

    Raises:
        DatasetError: a protocol finds nothing to ask for.
    """
    every = tuple(dialogues)
    instances = {protocol.name: tuple(protocol.instances(every, canonical)) for protocol in protocols}
    for name, found in instances.items():
        if not found:
            raise DatasetError(
                f"no turn of {len(every):,} dialogues is an instance of the protocol '{name}'", hint="is it the right split?"
            )
    return Plan(instances=instances)
