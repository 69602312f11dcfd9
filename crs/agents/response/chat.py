"""Replies that neither ask for an attribute nor recommend."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crs.agents.phrases.grammar import without_article
from crs.agents.response.acknowledge import about_items, retracted, unknown
from crs.agents.response.conflict import Loosening, best_loosening, fitting
from crs.agents.response.context import Context, quoted
from crs.agents.response.listing import listing, still_counting
from crs.agents.retrieval.constraints import Constraints
from crs.text import join_words
from crs.types import Block, Preference, QuestionBlock, TextBlock

_NAMED = 3


class Chat:
    """Says something on a topic of `crs.types.Chat`; a topic it does not know is answered like something unclear."""

    def __init__(self, constraints: Constraints) -> None:
        self._constraints = constraints
        self._topics: dict[str, Callable[[Context], Iterator[Block]]] = {
            "greet": self._greet,
            "accept": self._accept,
            "thank": lambda context: _text(context.voice.say("thank.said")),
            "preferences": lambda context: _text(listing(context)),
            "retracted": self._retracted,
            "nothing_to_undo": lambda context: _text(context.voice.say("nothing_to_undo.said")),
            "nothing_to_explain": lambda context: self._and_back(context, "nothing_to_explain.said"),
            "unknown": self._unknown,
            "nothing_left": self._nothing_left,
            "abuse": lambda context: _text(context.voice.say("abuse.said")),
            "off_topic": lambda context: self._and_back(context, "off_topic.said"),
            "language": lambda context: _text(context.voice.say("language.said")),
            "small_talk": lambda context: self._and_back(context, "small_talk.said"),
            "empty": lambda context: self._helping(context, "empty.said"),
        }

    def say(self, context: Context, topic: str) -> Iterator[Block]:
        """The blocks of a topic, at least one."""
        yield from self._topics.get(topic, self._unclear)(context)

    def _greet(self, context: Context) -> Iterator[Block]:
        known = context.state.dialogue.last_of("recommender") is not None
        yield from _text(context.voice.say("greet.again" if known else "greet.first"))
        yield QuestionBlock(text=context.voice.say("greet.ask"))

    def _accept(self, context: Context) -> Iterator[Block]:
        understanding = context.state.understanding
        said = dict.fromkeys((*understanding.referred, *(mention.entity for mention in understanding.mentions)))
        items = [context.phrasebook.name(entity) for entity in said if entity in context.graph.items]
        if items:
            yield from _text(context.voice.say("accept.named", items=join_words(items)))
        else:
            yield from _text(context.voice.say("accept.unnamed"))

    def _retracted(self, context: Context) -> Iterator[Block]:
        left = still_counting(context)
        sentences = list(retracted(context))
        sentences.append(context.voice.say("retracted.left", things=join_words(left)) if left else context.voice.say("retracted.nothing"))
        yield from _text(" ".join(sentences))
        yield QuestionBlock(text=context.voice.say("back.ask"))

    def _unknown(self, context: Context) -> Iterator[Block]:
        sentences = list(unknown(context)) or [context.voice.say("unclear.said")]
        yield from _text(" ".join(sentences))
        yield QuestionBlock(text=context.voice.say("unknown.ask"))

    def _and_back(self, context: Context, key: str) -> Iterator[Block]:
        yield from _text(context.voice.say(key))
        yield QuestionBlock(text=context.voice.say("back.ask"))

    def _unclear(self, context: Context) -> Iterator[Block]:
        yield from self._helping(context, "unclear.said")

    def _helping(self, context: Context, key: str) -> Iterator[Block]:
        """Says what could be said instead, with two examples of the schema."""
        examples = [quoted(example, longest=200) for example in context.wishes.item.examples]
        context.voice.random.shuffle(examples)
        sentences = [context.voice.say(key)]
        if len(examples) > 1:
            sentences.append(context.voice.say("unclear.help", example=examples[0], other=examples[1]))
        else:
            sentences.append(context.voice.say("back.ask"))
        yield from _text(" ".join(sentences))

    # ------------------------------------------------------------ constraints that leave nothing

    def _nothing_left(self, context: Context) -> Iterator[Block]:
        state, voice = context.state, context.voice
        sentences = [*unknown(context), *about_items(context)]
        if fitting(self._constraints, state.preferences):
            yield from _text(" ".join((*sentences, voice.say("nothing_left.all_shown"))))
            return
        yield from _text(" ".join((*sentences, self._conflict(context))))
        loosening = best_loosening(self._constraints, state.preferences, exclude=state.shown)
        if loosening is None:
            yield QuestionBlock(text=voice.say("nothing_left.stuck"))
            return
        item = context.wishes.item
        found = f"{loosening.freed} {item.singular if loosening.freed == 1 else item.plural}"
        words = self._words(context, loosening)
        option = voice.part("nothing_left.option", loosen=words)
        yield QuestionBlock(text=voice.say("nothing_left.loosen", loosen=words, found=found), options=(option,))

    @staticmethod
    def _conflict(context: Context) -> str:
        hard = [p for p in context.state.preferences.active if p.hard]
        phrase = without_article(context.wishes.phrase([p for p in hard if p.polarity > 0]))
        without = context.wishes.things(p for p in hard if p.polarity < 0)[:_NAMED]
        if without:
            return context.voice.say("nothing_left.conflict_without", phrase=phrase, without=join_words(without))
        return context.voice.say("nothing_left.conflict", phrase=phrase)

    @staticmethod
    def _words(context: Context, loosening: Loosening) -> str:
        def word(preference: Preference) -> str:
            short = context.wishes.short(preference)
            return context.voice.part("ack.no", thing=short) if preference.polarity < 0 else short

        return join_words([word(p) for p in loosening.preferences], last="or")


def _text(text: str) -> Iterator[Block]:
    yield TextBlock(text=text)
