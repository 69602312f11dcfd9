"""Where a text names an item that its annotators list without saying where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from crs.types import Mention, Span

_YEAR = re.compile(r"\s*\((?:\d{4}|0)(?: film)?\)?\s*$")
_SUBTITLE = re.compile(r"\s*[:\-–—]\s.*$|:.*$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_GAP = re.compile(r"\W+")


def mentions(text: str, items: Iterable[tuple[str, str]], *, kind: str) -> tuple[Mention, ...]:
    """A mention for every (id, name) of `items`, in the order of the text.

    A name is looked for as a whole word or words, whatever its case and punctuation: with its year, without it, then without
    article and subtitle. A later item takes a place that no earlier one has. An item that the text does not name keeps its
    place in the annotation: its mention comes last and has the empty span at the text's end and no text.
    """
    found: list[Mention] = []
    taken: list[Span] = []
    for item, name in items:
        span = next((span for span in _places(text, name) if not any(span[0] < end and start < span[1] for start, end in taken)), None)
        if span is not None:
            taken.append(span)
        start, end = span or (len(text), len(text))
        found.append(Mention(entity=item, kind=kind, text=text[start:end], span=(start, end)))
    return tuple(sorted(found, key=lambda mention: mention.span))


def untitled(name: str) -> str:
    """A name without the year in brackets behind it."""
    return _YEAR.sub("", name).strip() or name.strip()


def _places(text: str, name: str) -> Iterator[Span]:
    """All places of the first of the name's forms that has any, then those of the next."""
    for form in _forms(name):
        pattern = _pattern(form)
        if pattern is not None:
            yield from (match.span() for match in pattern.finditer(text))


def _forms(name: str) -> Iterator[str]:
    plain = untitled(name)
    short = _SUBTITLE.sub("", plain)
    yield from dict.fromkeys((name.strip(), plain, _ARTICLE.sub("", plain), short, _ARTICLE.sub("", short)))


@lru_cache(maxsize=20_000)
def _pattern(form: str) -> re.Pattern[str] | None:
    words = [re.escape(word) for word in _GAP.split(form) if word]
    if not words:
        return None
    edges = r"(?<!\w){}(?!\w)" if form.isascii() else "{}"  # scripts without spaces have no word edges
    closed = r"\)?" if form.endswith(")") else ""
    return re.compile(edges.format(r"\W{1,3}".join(words)) + closed, re.IGNORECASE)
