"""A conversation as HTML. Everything said, and everything from a catalogue, is escaped by `Markup.format`."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from crs.presentation import fact_lines, printable
from crs.types import Block, EvidenceBlock, QuestionBlock, RecommendationBlock, TextBlock, Turn
from crs.web.inspector import inspector_html

_TURN = Markup('<article class="crs-turn" data-turn="{number}">{said}<div class="crs-reply">{reply}</div></article>')
_SAID = Markup('<div class="crs-said"><span class="crs-unseen">You: </span>{text}</div>')
_TYPING = Markup('<div class="crs-typing" aria-hidden="true"><i></i><i></i><i></i></div>')
_CARD = Markup(
    '<li class="crs-card"><div class="crs-tile" style="--hue:{hue}" aria-hidden="true">{letter}</div>'
    '<div class="crs-card-body"><h3>{label}</h3>{reason}{text}<dl>{facts}</dl></div></li>'
)
_FACT = Markup('<div class="{fit}"><dt>{name}</dt> <dd>{value}</dd></div> ')
_SHORT = 32  # characters of a fact that is not broken over lines
_OPTION = Markup('<button type="button" data-say="{say}">{say}</button>')


def turn_html(turn: Turn, *, answerable: bool = False) -> Markup:
    """A finished turn and how its items were found; a question's options are buttons only while it can still be answered."""
    notes = _each('<p class="crs-note">{}</p>', turn.notices)
    return _turn(turn.number, turn.text, blocks_html(turn.blocks, answerable=answerable) + inspector_html(turn) + notes)


def open_turn_html(number: int, said: str, blocks: Sequence[Block]) -> Markup:
    """A turn that is still being answered: what was said so far, then a sign that more is coming."""
    return _turn(number, said, blocks_html(blocks, answerable=False) + _TYPING)


def refused_turn_html(number: int, said: str, message: str, hint: str) -> Markup:
    """A turn that could not be answered, and why, in one line."""
    reply = Markup('<p class="crs-refused" role="alert">{} {}</p>').format(_sentence(message), _sentence(hint))
    return _turn(number, said if len(said) <= 400 else f"{said[:400]}…", reply)


def blocks_html(blocks: Sequence[Block], *, answerable: bool) -> Markup:
    """Blocks in their order; recommendations that follow each other are one list."""
    html = Markup()
    for is_card, group in groupby(blocks, key=lambda block: isinstance(block, RecommendationBlock)):
        inner = Markup().join(_block(block, answerable=answerable) for block in group)
        html += Markup('<ol class="crs-cards">{}</ol>').format(inner) if is_card else inner
    return html


def _turn(number: int, said: str, reply: Markup) -> Markup:
    bubble = _SAID.format(text=printable(said)) if said else Markup()
    return _TURN.format(number=number, said=bubble, reply=reply)


def _block(block: Block, *, answerable: bool) -> Markup:
    match block:
        case TextBlock():
            return _paragraphs(block.text)
        case QuestionBlock():
            options = Markup().join(_OPTION.format(say=option) for option in block.options) if answerable else Markup()
            row = Markup('<div class="crs-options" role="group" aria-label="Answers to choose from">{}</div>').format(options)
            return Markup('<p class="crs-question">{}</p>').format(block.text) + (row if options else Markup())
        case RecommendationBlock():
            return _card(block)
        case EvidenceBlock():
            lines = _each("<li>{}</li>", block.lines)
            return Markup('<div class="crs-evidence"><h3>{}</h3><ul>{}</ul></div>').format(block.label, lines)


def _card(block: RecommendationBlock) -> Markup:
    facts = Markup().join(_fact(name, value) for name, value in fact_lines(block.facts))
    reason = block.recommendation.reason
    return _CARD.format(
        hue=zlib.crc32(block.recommendation.item.encode()) % 360,
        letter=next((c for c in block.label if c.isalnum()), "•").upper(),
        label=block.label,
        reason=Markup('<p class="crs-reason">{}</p>').format(reason) if reason else "",
        text=Markup('<p class="crs-premise">{}</p>').format(block.text) if block.text else "",
        facts=facts,
    )


def _fact(name: str, value: str) -> Markup:
    """A short fact stays on one line, a long one flows."""
    fit = "crs-short" if len(name) + len(value) <= _SHORT else "crs-long"
    return _FACT.format(fit=fit, name=f"{name[:1].upper()}{name[1:]}", value=value)


def _paragraphs(text: str) -> Markup:
    return _each("<p>{}</p>", [part for part in text.split("\n") if part.strip()] or [text])


def _each(template: str, texts: Iterable[str]) -> Markup:
    form = Markup(template)  # noqa: S704  (every caller passes a literal)
    return Markup().join(form.format(text) for text in texts)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text and text[-1] not in ".!?…" else text
