"""Parts of the trials: targets by what was known when they were predicted, and by how well training knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from crs.evaluate.instance import Instance, Outcome
from crs.evaluate.runs.loading import Run


@dataclass(frozen=True, kw_only=True)
class Slicing:
    """A number that every trial has, and where it is cut."""

    name: str
    title: str
    unit: str
    starts: tuple[int, ...]  # the smallest number of each bucket
    of: Callable[[Instance, str], int]  # by instance and target

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the buckets: "0", "1–4", "5+"."""
        ends = [start - 1 for start in self.starts[1:]]
        named = [str(start) if start == end else f"{start}–{end}" for start, end in zip(self.starts, ends, strict=False)]
        return (*named, f"{self.starts[-1]}+")

    def cut(self, outcomes: Sequence[Outcome]) -> Mapping[str, list[Outcome]]:
        """The outcomes by bucket, each with only the targets that belong there; buckets without any are left out."""
        found: dict[str, list[Outcome]] = {label: [] for label in self.labels}
        for outcome in outcomes:
            targets: dict[str, list[str]] = {}
            for target in outcome.instance.targets:
                targets.setdefault(self._label(self.of(outcome.instance, target)), []).append(target)
            for label, kept in targets.items():
                found[label].append(replace(outcome, instance=replace(outcome.instance, targets=tuple(kept))))
        return {label: group for label, group in found.items() if group}

    def _label(self, value: int) -> str:
        return self.labels[max(0, sum(value >= start for start in self.starts) - 1)]


def slicings(run: Run, protocol: str) -> tuple[Slicing, ...]:
    """The slicings of a report."""
    return (
        Slicing(name="turn", title="By turn", unit="turns before", starts=(0, 1, 2, 4, 6, 10, 15), of=lambda instance, _: instance.turn),
        Slicing(
            name="mentioned",
            title="By items mentioned so far",
            unit="items mentioned",
            starts=(0, 1, 2, 3, 5, 8),
            of=lambda instance, _: len(set(instance.mentioned)),
        ),
        Slicing(
            name="liked",
            title="By known likes",
            unit="mentioned items that the seeker liked",
            starts=(0, 1, 2, 3, 5),
            of=lambda instance, _: run.liked[protocol, instance.id],
        ),
        Slicing(
            name="popularity",
            title="By popularity of the target",
            unit="mentions in training; 0 is a cold item",
            starts=(0, 1, 5, 20, 100),
            of=lambda _, target: run.items[target][1],
        ),
    )
