"""Questions: for an attribute, or for which of several was meant."""

from __future__ import annotations

from collections.abc import Iterator

from crs.agents.phrases import fill, sentence
from crs.agents.response.acknowledge import unknown
from crs.agents.response.context import Context, quoted
from crs.text import fold, join_words
from crs.types import Act, Ask, Block, Clarify, QuestionBlock, TextBlock

_LEAD = 0.35  # chance that a question without anything before it gets a lead


def question(context: Context, action: Ask, acknowledged: str) -> Iterator[Block]:
    """What was understood, perhaps a lead, and the question with its options as labels."""
    before = [acknowledged] if acknowledged else []
    if lead := _lead(context, alone=not before):
        before.append(lead)
    if before:
        yield TextBlock(text=" ".join(before))
    yield QuestionBlock(text=_question(context, action.attribute), attribute=action.attribute, options=_labels(context, action))


def _lead(context: Context, *, alone: bool) -> str:
    acts, voice = context.state.understanding.acts, context.voice
    if Act.REJECT in acts and context.state.shown:
        return voice.say("ask.refused") if alone else ""
    if context.state.questions_in_a_row and voice.maybe(_LEAD):
        return voice.say("ask.again")
    return voice.say("ask.lead") if voice.maybe(_LEAD) else ""


def _question(context: Context, attribute: str) -> str:
    schema, voice = context.graph.schema, context.voice
    spec = schema.relations.get(attribute) or schema.fields[attribute]
    if not spec.question:
        nouns = {"noun": spec.noun, "plural": getattr(spec, "plural", spec.noun)}
        return voice.say("ask.generic", **nouns)
    return sentence(fill(voice.random.choice(spec.question)))


def _labels(context: Context, action: Ask) -> tuple[str, ...]:
    if action.attribute in context.graph.schema.fields:
        return tuple(context.wishes.quantities.option_label(action.attribute, option) for option in action.options)
    return tuple(context.graph.label(option) for option in action.options)


def clarification(context: Context, action: Clarify) -> Iterator[Block]:
    """Which of several entities of one name was meant."""
    if sentences := list(unknown(context)):
        yield TextBlock(text=" ".join(sentences))
    labels = tuple(_label(context, option, action) for option in action.options)
    years = _years(context, action)
    key, choices = ("clarify.by_year", "") if years else ("clarify.by_name", join_words(labels, last="or"))
    text = context.voice.say(key, text=quoted(action.text), years=years, choices=choices)
    yield QuestionBlock(text=text, options=labels)


def _years(context: Context, action: Clarify) -> str:
    """The years by which items of one name are told apart, empty where they are not."""
    calendar = context.graph.schema.calendar
    items = [context.graph.items.get(option) for option in action.options]
    if calendar is None or len({fold(item.name) if item else "" for item in items}) != 1:
        return ""
    years = [item.facts.get(calendar) for item in items if item is not None]
    if len(set(years)) != len(action.options) or None in years:
        return ""
    return join_words([context.voice.part("clarify.year", year=year) for year in years], last="or")


def _label(context: Context, option: str, action: Clarify) -> str:
    """The option's label, with its kind where the options are of several kinds."""
    kinds = {context.graph.entity(other).kind for other in action.options}
    label, kind = context.graph.label(option), context.graph.entity(option).kind
    if len(kinds) < 2 or option in context.graph.items or kind not in context.graph.schema.kinds:
        return label
    return context.voice.part("clarify.kind", name=label, kind=context.graph.schema.kinds[kind].singular)
