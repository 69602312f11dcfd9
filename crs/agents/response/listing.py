"""What is known of the seeker, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crs.agents.response.acknowledge import signed
from crs.agents.response.context import Context
from crs.text import join_words
from crs.types import Preference

_NAMED = 12  # things in one sentence of the list
_LEFT = 4  # things named after a retraction


def listing(context: Context) -> str:
    """Everything that counts, one line for each sort; honest where there is nothing."""
    lines = list(_lines(context))
    if not lines:
        return " ".join((context.voice.say("preferences.empty"), context.voice.say("back.ask")))
    return "\n".join((context.voice.say("preferences.intro"), *lines, context.voice.say("preferences.outro")))


def still_counting(context: Context) -> list[str]:
    """Short words for what counts after a retraction."""
    active = context.state.preferences.active
    return signed(context, (p for p in active if p.polarity > 0 or (p.polarity < 0 and not context.is_item(p))))[-_LEFT:]


def _lines(context: Context) -> Iterator[str]:
    active = context.state.preferences.active
    likes = [p for p in active if p.polarity > 0]
    wanted = [p for p in likes if p.hard and context.wishes.trait(p) is not None]
    yield from _line(context, "preferences.liked", [p for p in likes if p not in wanted])
    if wanted:
        yield context.voice.say("preferences.wanted", phrase=context.wishes.phrase(wanted))
    dislikes = [p for p in active if p.polarity < 0]
    never = [p for p in dislikes if p.hard and not context.is_item(p)]
    yield from _line(context, "preferences.disliked", [p for p in dislikes if p not in never])
    yield from _line(context, "preferences.never", never)
    yield from _line(context, "preferences.known", [p for p in active if p.polarity == 0])


def _line(context: Context, key: str, preferences: Sequence[Preference]) -> Iterator[str]:
    things = context.wishes.things(preferences)[:_NAMED]
    if things:
        yield context.voice.say(key, things=join_words(things), things_or=join_words(things, last="or"))
