"""The folder of a run.

manifest.json            what was run; two runs with the same manifest give the same bytes
results.json             {system: {protocol: {metric: {"value", "low", "high", "n"}}}}
failures.json            systems that failed as a whole, and contexts at which one failed
timings.json             seconds and memory: the only file that differs between two equal runs
items.json               names of the items and how often training mentions them
instances.jsonl          what was asked, one line for each instance of each protocol
contexts.jsonl           the dialogues that were shown
rankings/<system>.jsonl  what was answered, one line a context; `.part` is added to the name until all are there
outcomes/<system>.jsonl  the ranks of the targets, one line an instance
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crs.errors import ConfigError, StorageError
from crs.evaluate.runs.answer import Answer
from crs.evaluate.runs.files import append, write_json, write_whole
from crs.evaluate.runs.plan import Chunk

FILES = (
    "manifest.json",
    "results.json",
    "failures.json",
    "timings.json",
    "items.json",
    "instances.jsonl",
    "contexts.jsonl",
    "report.html",
)
FOLDERS = ("rankings", "outcomes")


class RunFolder:
    """Reads and writes the files of one run."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def file(self, name: str) -> Path:
        """Path of a file of the run."""
        return self.path / name

    def system(self, folder: str, system: str) -> Path:
        """Path of a file that every system has one of; the name of a system may hold what no file name may."""
        return self.path / folder / ("".join(c if c.isalnum() or c in "-_." else "-" for c in system) + ".jsonl")

    def claim(self, manifest: Mapping[str, Any], *, fresh: bool) -> None:
        """Make the folder that of this run: a new one, or one that was begun before and is continued; `fresh` empties it first.

        Raises:
            ConfigError: it holds another run.
            StorageError: it holds something else.
        """
        if fresh:
            self._clear()
        if self.file("manifest.json").is_file():
            differing = _differing(read_json(self.file("manifest.json")), manifest)
            if differing:
                raise ConfigError(
                    f"{self.path} holds another run; {', '.join(differing)} differ", hint="--fresh replaces it, or choose another folder"
                )
        strange = sorted(path.name for path in self.path.iterdir() if path.name.removesuffix(".new") not in {*FILES, *FOLDERS, ".lock"})
        if strange and not self.file("manifest.json").is_file():
            raise StorageError(f"{self.path} is no folder of a run: it holds '{strange[0]}'", hint="name an empty folder, or a new one")
        for name in FOLDERS:
            (self.path / name).mkdir(exist_ok=True)

    def sign(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest: from now on the folder is continued."""
        write_json(self.file("manifest.json"), manifest)

    def _clear(self) -> None:
        for name in FILES:
            self.file(name).unlink(missing_ok=True)
        for name in FOLDERS:
            shutil.rmtree(self.path / name, ignore_errors=True)

    def answers(self, system: str) -> dict[str, Answer]:
        """What a system has answered so far, by context; a line that was cut off is left out."""
        whole = self.system("rankings", system)
        part = whole.with_name(whole.name + ".part")
        found: dict[str, Answer] = {}
        for path in (whole, part):
            lines = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []  # the last one ends with a line feed, or is no whole one
            for line in lines:
                try:
                    answer = Answer.parse(line.decode())
                except ValueError:
                    continue
                found[answer.context] = answer
        return found

    def resume(self, system: str, chunks: Sequence[Chunk]) -> tuple[dict[str, Answer], list[Chunk]]:
        """The answers of all chunks that are whole, and the chunks that are still to be asked.

        A chunk that was cut off is asked again as a whole: systems that are asked in batches might answer a part of it otherwise.
        """
        known = self.answers(system)
        missing = [chunk for chunk in chunks if any(context.id not in known for context in chunk.contexts)]
        torn = {context.id for chunk in missing for context in chunk.contexts}
        kept = {context: answer for context, answer in known.items() if context not in torn}
        path = self.system("rankings", system)
        if missing:
            path.unlink(missing_ok=True)
            write_whole(path.with_name(path.name + ".part"), (answer.line() for answer in kept.values()))
        return kept, missing

    def add(self, system: str, answers: Sequence[Answer]) -> None:
        """Keep the answers of a finished chunk."""
        path = self.system("rankings", system)
        append(path.with_name(path.name + ".part"), "".join(answer.line() for answer in answers))

    def finish(self, system: str, answers: Sequence[Answer]) -> None:
        """All contexts are answered: write them in the order of the run."""
        path = self.system("rankings", system)
        write_whole(path, (answer.line() for answer in answers))
        path.with_name(path.name + ".part").unlink(missing_ok=True)


def read_json(path: Path) -> Any:
    """The JSON value of a file of a run.

    Raises:
        StorageError: it is missing or damaged.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def read_json_lines(path: Path) -> list[Any]:
    """The JSON values of a file of a run, one a line.

    Raises:
        StorageError: it is missing or damaged.
    """
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _differing(old: Any, new: Mapping[str, Any]) -> list[str]:
    written = json.loads(json.dumps(new))  # as it would be read back
    return sorted(key for key in {*old, *written} if old.get(key) != written.get(key)) if isinstance(old, dict) else ["all of it"]


def _unreadable(path: Path, error: OSError | ValueError) -> StorageError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return StorageError(f"{path} cannot be read: {why}", hint="is it the folder of a finished run?")
