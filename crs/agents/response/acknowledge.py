"""What was understood this turn, said back briefly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from crs.agents.response.context import Context, quoted
from crs.text import join_words
from crs.types import Act, EntityTarget, Preference, RangeTarget

_MOST = 3  # sentences of an acknowledgement
_NAMED = 4  # things named in one sentence
_TOGETHER = 5  # wishes said in one phrase
_SHORT = 5  # words of a critique that can be said back
_BUT = re.compile(r"^(?:but|and|or|maybe|perhaps|please|just|ok|okay|hmm+|well)\b[ ,]*|[ ,]*\bplease$", re.IGNORECASE)


def acknowledgement(context: Context) -> str:
    """A few sentences that say what was understood; empty where there was nothing new."""
    return " ".join([*_greeting(context), *list(_understood(context))[:_MOST]])


def _greeting(context: Context) -> Iterator[str]:
    acts = context.state.understanding.acts
    if Act.GREET in acts:
        yield context.voice.say("greet.brief")
    elif Act.THANK in acts:
        yield context.voice.say("thank.brief")


def _understood(context: Context) -> Iterator[str]:
    yield from misspelt(context)
    yield from unknown(context)
    yield from retracted(context)
    added = context.added
    critiques = [p for p in added if p.origin == "critique" and not context.is_item(p) and _words(context, p)]
    yield from _critique(context, critiques)
    rest = [p for p in added if p not in critiques]
    yield from _about_shown(context, [p for p in rest if p.origin == "feedback"])
    yield from _tastes(context, [p for p in rest if p.origin != "feedback"])


def misspelt(context: Context) -> Iterator[str]:
    """Which entity a misspelt name was taken for."""
    understanding = context.state.understanding
    unsure = {mention.span for mention in understanding.ambiguous}
    for mention in understanding.mentions:
        if not mention.exact and mention.span not in unsure and mention.entity in context.graph:
            yield context.voice.say("ack.misspelt", said=quoted(mention.text), meant=context.graph.label(mention.entity))


def unknown(context: Context) -> Iterator[str]:
    """Which names are not in the catalogue."""
    names = [quoted(name) for name in dict.fromkeys(context.state.understanding.unknown)][:_NAMED]
    if names:
        yield context.voice.say("ack.unknown" if len(names) == 1 else "ack.unknown_many", names=join_words(names, last="or"))


def retracted(context: Context) -> Iterator[str]:
    """What no longer counts."""
    words = signed(context, context.retracted)[:_NAMED]
    if words:
        yield context.voice.say("ack.retracted" if len(words) == 1 else "ack.retracted_many", things=join_words(words))


def signed(context: Context, preferences: Iterable[Preference]) -> list[str]:
    """Preferences in short words, each once: "comedies", "“no musicals”"."""
    words = []
    for preference in preferences:
        thing = context.wishes.thing(preference)
        words.append(quoted(context.voice.part("ack.no", thing=thing)) if preference.polarity < 0 else thing)
    return list(dict.fromkeys(words))


def _words(context: Context, preference: Preference) -> str:
    """A critique in a word or a few: "shorter" for an open range, else as the seeker said it."""
    target = preference.target
    if isinstance(target, RangeTarget) and (compared := context.wishes.quantities.comparison(target)):
        return compared
    words = _BUT.sub("", " ".join(preference.text.split())).strip(" .,;:!?\"'")
    return words if 0 < len(words.split()) <= _SHORT and not set(words) & set("<>{}`") else ""


def _critique(context: Context, critiques: Sequence[Preference]) -> Iterator[str]:
    words = list(dict.fromkeys(_words(context, p) for p in critiques))
    if words:
        yield context.voice.say("ack.critique", words=join_words(words[:2]))


def _about_shown(context: Context, feedback: Sequence[Preference]) -> Iterator[str]:
    """What was said about items recommended before."""
    yield from _say(context, "ack.liked_items", [p for p in feedback if p.polarity > 0])
    named = {mention.entity for mention in context.state.understanding.mentions} | set(context.state.understanding.referred)
    for key, entries in (("known", [p for p in feedback if p.polarity == 0]), ("refused", [p for p in feedback if p.polarity < 0])):
        items = [p for p in entries if isinstance(p.target, EntityTarget)]
        if items and len(items) <= 2 and all(p.target.entity in named for p in items if isinstance(p.target, EntityTarget)):
            yield from _say(context, f"ack.{key}", items)
        elif items:
            yield context.voice.say(f"ack.{key}_shown")


def about_items(context: Context) -> Iterator[str]:
    """Which items are newly liked, disliked or known."""
    yield from _items(context, [p for p in context.added if context.is_item(p) and p.origin != "feedback"])


def _items(context: Context, items: Sequence[Preference]) -> Iterator[str]:
    yield from _say(context, "ack.liked_items", [p for p in items if p.polarity > 0])
    yield from _say(context, "ack.disliked_items", [p for p in items if p.polarity < 0])
    yield from _say(context, "ack.known", [p for p in items if p.polarity == 0])


def _tastes(context: Context, added: Sequence[Preference]) -> Iterator[str]:
    yield from _items(context, [p for p in added if context.is_item(p)])
    others = [p for p in added if not context.is_item(p)]
    wished = [p for p in others if p.polarity > 0 and (p.hard or not isinstance(p.target, EntityTarget))]
    yield from _wish(context, wished)
    yield from _say(context, "ack.liked", [p for p in others if p.polarity > 0 and p not in wished])
    yield from _say(context, "ack.disliked", [p for p in others if p.polarity < 0])


def _wish(context: Context, wished: Sequence[Preference]) -> Iterator[str]:
    """The new wishes, put together with those of before where that is still short."""
    if not wished or not context.wishes.traits(wished):
        return
    whole = [p for p in context.state.preferences.active if p.polarity > 0 and (p.hard or p in wished) and not context.is_item(p)]
    more = len(whole) > len(wished)
    phrase = context.wishes.phrase(whole if len(whole) <= _TOGETHER else wished)
    yield context.voice.say("ack.more_wish" if more else "ack.wish", phrase=phrase)


def _say(context: Context, key: str, preferences: Sequence[Preference]) -> Iterator[str]:
    things = context.wishes.things(preferences)[:_NAMED]
    if things:
        yield context.voice.say(key, things=join_words(things), things_or=join_words(things, last="or"))
