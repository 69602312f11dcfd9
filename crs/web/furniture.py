"""What stands around a conversation: the welcome, the progress of a first start, the list of preferences."""

from __future__ import annotations

from markupsafe import Markup

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.presentation import PreferenceLine, preference_lines
from crs.types import Preferences

_WELCOME = Markup(
    '<div class="crs-welcome"><h2>Find your next {singular}</h2>'
    "<p>Say what you like and what you don’t, in your own words. You get {plural} with the reason for each, "
    "out of {count} in the catalogue. Nothing you write leaves this server.</p>"
    '<div class="crs-examples" role="group" aria-label="Examples to start with">{examples}</div></div>'
)
_EXAMPLE = Markup('<button type="button" data-say="{say}">{say}</button>')
_PROGRESS = Markup(
    '<div class="crs-welcome"><h2>Getting ready</h2><p>{step}</p>'
    '<div class="crs-bar" role="progressbar" aria-label="{step}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}">'
    '<i style="width:{percent}%"></i></div><p class="crs-small">This happens once; the next start is quick.</p></div>'
)
_FAILED = Markup('<div class="crs-welcome"><h2>This cannot start</h2><p class="crs-refused" role="alert">{message}</p></div>')
_ENTRY = Markup(
    '<li class="crs-{sign}"><span class="crs-mood">{mood}</span><span class="crs-what">{name} <small>{kind}</small></span>'
    '<button type="button" data-remove="{id}" aria-label="Remove: {mood} {name}" title="Remove">×</button></li>'
)
_PREFERENCES = Markup(
    '<section class="crs-known" aria-label="Your preferences"><header><h2>Your preferences</h2>{undo}</header>{body}</section>'
)
_UNDO = Markup('<button type="button" class="crs-undo" data-undo="1" title="Take back the last change">Undo</button>')
_NOTHING = Markup('<p class="crs-small">Nothing yet. What you say you like or don’t like is listed here, and you can remove it again.</p>')


def welcome_html(graph: KnowledgeGraph) -> Markup:
    """An empty conversation: what this is, and examples to click."""
    item = graph.schema.item
    examples = Markup().join(_EXAMPLE.format(say=example) for example in item.examples)
    return _WELCOME.format(singular=item.singular, plural=item.plural, count=f"{len(graph.items):,}", examples=examples)


def progress_html(step: str, share: float) -> Markup:
    """The first start at work; `share` in [0, 1]."""
    return _PROGRESS.format(step=step, percent=round(100 * min(max(share, 0.0), 1.0)))


def failed_html(message: str) -> Markup:
    """A start that failed, and why."""
    return _FAILED.format(message=message)


def preferences_html(preferences: Preferences, graph: KnowledgeGraph) -> Markup:
    """The list beside the conversation."""
    if not preferences.entries:
        return empty_preferences_html()
    lines = preference_lines(preferences, graph)
    body = Markup("<ul>{}</ul>").format(Markup().join(_entry(line) for line in lines)) if lines else _NOTHING
    return _PREFERENCES.format(undo=_UNDO, body=body)


def empty_preferences_html() -> Markup:
    """The list before anything is known."""
    return _PREFERENCES.format(undo="", body=_NOTHING)


def _entry(line: PreferenceLine) -> Markup:
    return _ENTRY.format(sign=line.sign, mood=line.mood, name=line.name, kind=line.kind, id=line.id)
