"""What a run depends on, and nothing else: no time, no host, no path, no number of processes."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from crs.evaluate.runs.plan import CHUNK, DEPTH, Plan
from crs.evaluate.systems import System
from crs.evaluate.training import Training

DISTRIBUTION = "crs-agents"
_REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)[^;]*(?:;.*extra == [\"'](?P<extra>[^\"']+)[\"'])?")
_IRRELEVANT = {"dev", "web", "ray", "serve", "mcp", "all"}  # extras that decide where or how something is shown, not what

_NOT_USED = {DISTRIBUTION, "editables"}  # itself, and what an editable install adds


def make_manifest(
    *, dataset: str, split: str, protocol: str, train_splits: Sequence[str], on_error: str, limit: int | None, skipped: int,
    systems: Sequence[System], training: Training, plan: Plan, files: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """The manifest of a run. `files` are the sha256 of the data files by name, `skipped` rows of them were not as published."""
    return {
        "command": _command(
            {"systems": ",".join(system.name for system in systems), "dataset": dataset, "split": split, "protocol": protocol}
            | {"train-splits": ",".join(train_splits), "seed": training.seed}
            | ({"limit": limit} if limit is not None else {})
            | ({"on-error": on_error} if on_error != "stop" else {})
        ),
        "dataset": dataset,
        "split": split,
        "protocol": protocol,
        "training": {"splits": list(train_splits), "dialogues": len(training.dialogues), "mentions": sum(training.mentions.values())},
        "graph": {"version": training.graph.version, "nodes": len(training.graph), "candidates": len(training.graph.items)},
        "rows skipped": skipped,
        "limit": limit,
        "instances": {
            name: {
                "rows": len(group),
                "targets": sum(len(instance.targets) for instance in group),
                "dialogues": len({instance.dialogue for instance in group}),
            }
            for name, group in plan.instances.items()
        },
        "contexts": {"asked": len(plan.contexts), "chunk": CHUNK, "depth": DEPTH, "sha256": fingerprint(plan)},
        "systems": {system.name: dict(system.described()) for system in systems},
        "seed": training.seed,
        "files": dict(sorted(files.items())),
        "versions": _versions(),
    }


def fingerprint(plan: Plan) -> str:
    """Equal for two runs that ask the same: contexts, targets and exclusions of every protocol."""
    digest = hashlib.sha256()
    for name, group in plan.instances.items():
        for instance in group:
            digest.update(repr((name, instance.id, instance.context, instance.targets, sorted(instance.excluded))).encode())
    return digest.hexdigest()


def hash_files(folder: Path) -> dict[str, str]:
    """The sha256 of every file in a folder and those below it, by relative name; hidden files are left out."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            with path.open("rb") as file:
                found[name.as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _versions() -> dict[str, str]:
    """Of Python and of every package this one builds on that is installed."""
    found = {"python": platform.python_version(), "crs": _installed(DISTRIBUTION) or "source"}
    for name in sorted(_packages(requires(DISTRIBUTION) if _installed(DISTRIBUTION) else ()), key=str.lower):
        installed = _installed(name)
        if installed:
            found[name] = installed
    return found


def _packages(requirements: Iterable[str] | None) -> set[str]:
    matches = [match for match in map(_REQUIREMENT.match, requirements or ()) if match]
    return {match["name"] for match in matches if match["extra"] not in _IRRELEVANT and match["name"] not in _NOT_USED}


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _command(options: Mapping[str, object]) -> str:
    return "crs evaluate offline " + " ".join(f"--{name} {value}" for name, value in options.items())
