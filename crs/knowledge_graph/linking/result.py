"""What goes into the linker besides the text, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from crs.types import Mention, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkContext:
    """What is known about an utterance before it is read."""

    recent: tuple[str, ...] = ()  # ids of entities spoken of lately, newest last
    options: tuple[str, ...] = ()  # ids just offered by a question or clarification
    kind: str | None = None  # the kind of entity an answer is expected to name


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownName:
    """Words that look like the name of an item or a person and name nothing in the graph."""

    text: str
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """The links of one utterance.

    `mentions` are sorted by span and do not overlap; `ambiguous` are those of them where no choice is safe (see their
    `alternatives`); `unknown` overlaps none of them.
    """

    mentions: tuple[Mention, ...] = ()
    ambiguous: tuple[Mention, ...] = ()
    unknown: tuple[UnknownName, ...] = ()
