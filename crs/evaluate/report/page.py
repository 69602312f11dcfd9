"""The page of a run, put together."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from crs.evaluate.report.details import costs, failures, manifest
from crs.evaluate.report.examples import examples
from crs.evaluate.report.figures import beyond, curve, headline, sliced
from crs.evaluate.report.html import number, text
from crs.evaluate.runs.files import write_whole
from crs.evaluate.runs.loading import Run


def write_report(run: Run, path: Path) -> Path:
    """Write the page; gives the path back."""
    write_whole(path, [render_report(run)])
    return path


def render_report(run: Run) -> str:
    """The page. It holds texts of the data set where it shows errors: whoever passes it on must mind the licence of the data.

    Raises:
        StorageError: a file of the run is missing or damaged.
    """
    name = f"{run.manifest['dataset']} · {run.manifest['split']}"
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f"<title>{text(name)}: offline evaluation</title><style>{style}</style></head><body>"
        f"<header><p>Offline evaluation</p><h1>{text(name)}</h1>{_summary(run)}</header>{_switch(run)}<main>"
        f"{''.join(_protocol(run, number, protocol) for number, protocol in enumerate(run.protocols))}"
        f"{costs(run)}{failures(run)}{manifest(run)}</main>"
        f"<footer>crs {text(run.manifest['versions'].get('crs', ''))} · <code>{text(run.manifest['command'])}</code></footer>"
        "</body></html>\n"
    )


def _summary(run: Run) -> str:
    training, graph = run.manifest["training"], run.manifest["graph"]
    facts = [
        (f"{len(run.systems)}", "systems"),
        (f"{graph['candidates']:,}", "candidates"),
        *((f"{counts['targets']:,}", f"targets in {counts['rows']:,} rows, {name}") for name, counts in run.manifest["instances"].items()),
        (f"{training['dialogues']:,}", f"training dialogues ({', '.join(training['splits']) or 'none'})"),
    ]
    best = [line for protocol in run.protocols if (line := _best(run, protocol))]
    return f'<ul class="facts">{"".join(f"<li><b>{text(value)}</b> {text(what)}</li>" for value, what in facts)}</ul>' + "".join(
        f"<p>{line}</p>" for line in best
    )


def _best(run: Run, protocol: str) -> str:
    if not run.systems:
        return ""
    name = max(run.systems, key=lambda system: run.results[system][protocol]["recall@10"]["value"] or 0.0)
    found = run.results[name][protocol]["recall@10"]
    return (
        f"Highest recall@10 under <em>{text(protocol)}</em>: <strong>{text(name)}</strong> with {number(found['value'])} "
        f"({number(found['low'])}–{number(found['high'])})."
    )


def _switch(run: Run) -> str:
    """Buttons that choose the protocol, by style alone."""
    if len(run.protocols) < 2:
        return ""
    buttons = "".join(
        f'<label><input type="radio" name="protocol" class="pick{place}"{" checked" if place == 0 else ""}>{text(name)}</label>'
        for place, name in enumerate(run.protocols)
    )
    return f'<fieldset class="switch"><legend>Protocol</legend>{buttons}</fieldset>'


def _protocol(run: Run, place: int, protocol: str) -> str:
    outcomes = {system: run.outcomes(system)[protocol] for system in run.systems}
    return (
        f'<div class="protocol show{place}">'
        f"{headline(run, protocol)}{curve(protocol, outcomes)}{sliced(run, protocol, outcomes)}{beyond(run, protocol)}"
        f"{examples(run, protocol, outcomes)}</div>"
    )
