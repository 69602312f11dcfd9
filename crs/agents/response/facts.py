"""Facts that were asked for, told from the graph, or an honest "I don't know"."""

from __future__ import annotations

from crs.agents.phrases import fill, sentence
from crs.agents.response.context import Context, quoted
from crs.text import join_words
from crs.types import Block, Question, QuestionBlock, TextBlock

_MOST = 6  # tails told at once


def tell(context: Context, question: Question) -> Block:
    """The answer to a question about an item."""
    if question.item is None or question.item not in context.graph.items:
        names = [quoted(name) for name in context.state.understanding.unknown]
        if names:
            return TextBlock(text=context.voice.say("inform.not_here", names=join_words(names, last="or")))
        return QuestionBlock(text=context.voice.say("inform.which"))
    answer = known(context, question.item, question.attribute) if question.attribute else None
    return TextBlock(text=answer or _not_known(context, question))


def known(context: Context, item: str, attribute: str) -> str | None:
    """What the graph says about one attribute of an item; None where it says nothing."""
    schema, title = context.graph.schema, context.phrasebook.name(item)
    facts = context.graph.items[item].facts
    if attribute in schema.relations:
        tails = [context.phrasebook.name(tail) for tail in context.graph.tails(item, attribute)][:_MOST]
        return sentence(fill(schema.relations[attribute].answer, head=title, tails=join_words(tails))) if tails else None
    value = facts.get(attribute)
    if value is None:
        return None
    if attribute in schema.fields and isinstance(value, int | float):
        return sentence(fill(schema.fields[attribute].answer, item=title, value=context.wishes.quantities.number(value)))
    return sentence(fill(schema.texts[attribute].answer, item=title, value=value)) if attribute in schema.texts else None


def _not_known(context: Context, question: Question) -> str:
    schema, item = context.graph.schema, str(question.item)
    title = context.phrasebook.name(item)
    if question.attribute in schema.relations:
        return context.voice.say("inform.missing", title=title, noun=schema.relations[question.attribute].noun)
    if question.attribute in schema.fields:
        return context.voice.say("inform.missing", title=title, noun=schema.fields[question.attribute].noun)
    linked = ((name, len(context.graph.tails(item, name))) for name in schema.relations)
    nouns = [context.phrasebook.noun(name, count) for name, count in linked if count]
    nouns += [spec.noun for name, spec in schema.fields.items() if name in context.graph.items[item].facts]
    return context.voice.say("inform.no_word", title=title, nouns=join_words(nouns))
