"""What a run keeps beside the answers: what was asked, of which items, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.instance import Outcome
from crs.evaluate.runs.files import write_json, write_json_lines
from crs.evaluate.runs.plan import Plan
from crs.evaluate.runs.runner import Asked, Timing
from crs.evaluate.runs.store import RunFolder, read_json
from crs.evaluate.training import Training


def write_inputs(
    folder: RunFolder, plan: Plan, training: Training, dialogues: Iterable[LabelledDialogue], canonical: Mapping[str, str]
) -> None:
    """Write what was asked, so that reports and comparisons need the run alone."""
    likes = {
        labelled.dialogue.id: {canonical.get(item, item) for item, opinion in labelled.opinions.items() if opinion.liked}
        for labelled in dialogues
    }
    write_json_lines(
        folder.file("instances.jsonl"),
        (
            {
                "protocol": name,
                "id": instance.id,
                "dialogue": instance.dialogue,
                "turn": instance.turn,
                "context": instance.context.id,
                "targets": instance.targets,
                "mentioned": instance.mentioned,
                "excluded": sorted(instance.excluded),
                "liked": len(likes.get(instance.dialogue, set()) & set(instance.mentioned)),
            }
            for name, group in plan.instances.items()
            for instance in group
        ),
    )
    write_json_lines(
        folder.file("contexts.jsonl"),
        (
            {"id": context.id, "said": [[utterance.role, utterance.text] for utterance in context.utterances]}
            for context in plan.contexts.values()
        ),
    )
    items = training.graph.items.values()
    write_json(folder.file("items.json"), {item.id: [item.label, training.mentions.get(item.id, 0)] for item in items})


def write_outcomes(folder: RunFolder, system: str, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    """Write the rank of every target, one line for each instance; null: it is not in the ranking."""
    write_json_lines(
        folder.system("outcomes", system),
        (
            {"protocol": name, "id": outcome.instance.id, "ranks": outcome.ranks, "error": outcome.error}
            for name, group in outcomes.items()
            for outcome in group
        ),
    )


def write_results(folder: RunFolder, results: Mapping[str, Any], asked: Mapping[str, Asked]) -> None:
    """Write the tables, the failures and what it took; the timing of a system that had been asked before stays as it was."""
    write_json(folder.file("results.json"), results)
    write_json(
        folder.file("failures.json"),
        {
            name: {"failed": came.failure, "contexts": [[answer.context, answer.error] for answer in came.answers if answer.error]}
            for name, came in asked.items()
            if came.failure or any(answer.error for answer in came.answers)
        },
    )
    before = read_json(folder.file("timings.json")) if folder.file("timings.json").is_file() else {}
    now = {name: _timing(came.timing) for name, came in asked.items() if came.timing is not None}
    write_json(folder.file("timings.json"), {name: now.get(name, before.get(name)) for name in asked if name in now or name in before})


def _timing(timing: Timing) -> dict[str, float]:
    return {
        "processes": timing.processes,
        "contexts": timing.asked,
        "fit_seconds": round(timing.fit_seconds, 3),
        "answer_seconds": round(timing.answer_seconds, 3),
        "contexts_per_second": round(timing.per_second, 1),
        "peak_megabytes": round(timing.peak_megabytes, 1),
    }
