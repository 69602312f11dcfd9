"""A finished run, read back: all that reports and comparisons need, without the data set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from crs.errors import InputError
from crs.evaluate.instance import Instance, Outcome
from crs.evaluate.results import outcomes_of
from crs.evaluate.runs.store import RunFolder, read_json, read_json_lines
from crs.types import Dialogue, Utterance


@dataclass(frozen=True, kw_only=True)
class Run:
    """The folder of a run that has ended."""

    folder: RunFolder
    manifest: Mapping[str, Any]
    results: Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]  # system -> protocol -> metric -> value, low, high, n
    failures: Mapping[str, Mapping[str, Any]]  # system -> "failed": why as a whole, "contexts": [[id, why]]
    timings: Mapping[str, Mapping[str, float]]

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems that have results, in the order in which they were named."""
        return tuple(self.results)

    @property
    def protocols(self) -> tuple[str, ...]:
        """The protocols, in their order."""
        return tuple(self.manifest["instances"])

    @property
    def broken(self) -> tuple[str, ...]:
        """Systems that failed as a whole, or at every context."""
        asked = self.manifest["contexts"]["asked"]
        return tuple(name for name, found in self.failures.items() if found["failed"] or len(found["contexts"]) == asked)

    @cached_property
    def items(self) -> Mapping[str, tuple[str, int]]:
        """Of every item its name and how often training mentions it."""
        return {item: (str(label), int(count)) for item, (label, count) in read_json(self.folder.file("items.json")).items()}

    @cached_property
    def contexts(self) -> Mapping[str, Dialogue]:
        """The dialogues that were shown, by id: who said what."""
        return {
            line["id"]: Dialogue(id=line["id"], utterances=tuple(Utterance(role=role, text=text) for role, text in line["said"]))
            for line in read_json_lines(self.folder.file("contexts.jsonl"))
        }

    @cached_property
    def instances(self) -> Mapping[str, tuple[Instance, ...]]:
        """What was asked, by protocol."""
        return {name: tuple(instance for instance, _ in group) for name, group in self._lines.items()}

    @cached_property
    def liked(self) -> Mapping[tuple[str, str], int]:
        """By protocol and instance: how many of the items mentioned so far the seeker liked, as they said afterwards."""
        return {(name, instance.id): liked for name, group in self._lines.items() for instance, liked in group}

    @cached_property
    def _lines(self) -> Mapping[str, list[tuple[Instance, int]]]:
        found: dict[str, list[tuple[Instance, int]]] = {name: [] for name in self.protocols}
        for line in read_json_lines(self.folder.file("instances.jsonl")):
            instance = Instance(
                id=line["id"],
                dialogue=line["dialogue"],
                turn=line["turn"],
                context=self.contexts[line["context"]],
                targets=tuple(line["targets"]),
                mentioned=tuple(line["mentioned"]),
                excluded=frozenset(line["excluded"]),
            )
            found[line["protocol"]].append((instance, line["liked"]))
        return found

    def outcomes(self, system: str) -> Mapping[str, tuple[Outcome, ...]]:
        """What a system answered to every instance, by protocol.

        Raises:
            InputError: the run has no results of such a system.
        """
        if system not in self.results:
            raise InputError(f"{self.folder.path} has no results of '{system}'", hint=f"it has: {', '.join(self.systems) or 'none'}")
        answers = self.folder.answers(system)
        return {name: outcomes_of(group, answers) for name, group in self.instances.items()}


def load_run(path: Path) -> Run:
    """Read the folder of a run.

    Raises:
        StorageError: it holds no finished run.
    """
    folder = RunFolder(path)
    return Run(
        folder=folder,
        manifest=read_json(folder.file("manifest.json")),
        results=read_json(folder.file("results.json")),
        failures=read_json(folder.file("failures.json")),
        timings=read_json(folder.file("timings.json")),
    )
