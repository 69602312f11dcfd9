"""What a run took, what failed in it, and what it was made of."""

from __future__ import annotations

import json

from crs.evaluate.report.html import section, table, text
from crs.evaluate.runs.loading import Run

LISTED = 20  # failures listed a system


def costs(run: Run) -> str:
    """Seconds and memory."""
    rows = [
        (
            name,
            [
                f'<td class="n">{value}</td>'
                for value in (
                    f"{cost['processes']}",
                    f"{cost['contexts']:,}",
                    f"{cost['fit_seconds']:.1f}",
                    f"{cost['answer_seconds']:.1f}",
                    f"{cost['contexts_per_second']:,.0f}",
                    f"{cost['peak_megabytes']:,.0f}",
                )
            ],
        )
        for name, cost in run.timings.items()
    ]
    header = ["system", "processes", "contexts", "fit, s", "answers, s", "contexts a second", "peak, MB"]
    note = "On the machine where it was run, and for the contexts that were asked there last. Memory is that of the largest process."
    return section("costs", "What it took", note, table("Time and memory", header, rows))


def failures(run: Run) -> str:
    """Systems that failed, as a whole or at contexts."""
    if not run.failures:
        return section("failures", "Failures", "None: every system answered every context.")
    parts = []
    for name, found in run.failures.items():
        contexts = found["contexts"]
        if found["failed"]:
            parts.append(f'<h3>{text(name)}</h3><p class="error">Failed as a whole: {text(found["failed"])}</p>')
            continue
        lines = "".join(f"<li><code>{text(context)}</code> {text(error)}</li>" for context, error in contexts[:LISTED])
        more = f"<p>and {len(contexts) - LISTED:,} more in failures.json</p>" if len(contexts) > LISTED else ""
        parts.append(f"<h3>{text(name)} <small>{len(contexts):,} contexts</small></h3><ul>{lines}</ul>{more}")
    return section("failures", "Failures", "A context at which a system failed counts as a miss.", *parts)


def manifest(run: Run) -> str:
    """All that the run depends on."""
    written = json.dumps(run.manifest, ensure_ascii=False, indent=2)
    note = "What the figures depend on. Two runs with the same manifest give the same bytes."
    body = f'<details><summary>manifest.json</summary><pre tabindex="0">{text(written)}</pre></details>'
    return section("manifest", "Manifest", note, body)
