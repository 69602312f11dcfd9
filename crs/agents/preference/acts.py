"""The dialogue acts of an utterance, most telling first."""

from __future__ import annotations

from dataclasses import dataclass

from crs.agents.preference.content import Content
from crs.agents.preference.feedback import FeedbackReader
from crs.agents.preference.reading import Reading
from crs.agents.preference.scan import Target
from crs.agents.preference.wishes import WishReader
from crs.types import Act

ORDER = (
    Act.ASK_WHY,
    Act.ASK_FACT,
    Act.LIST,
    Act.RETRACT,
    Act.END,
    Act.CRITIQUE,
    Act.REJECT,
    Act.ACCEPT,
    Act.ANSWER,
    Act.REQUEST,
    Act.INFORM,
    Act.THANK,
    Act.GREET,
    Act.OTHER,
)


@dataclass(frozen=True, kw_only=True)
class Acts:
    """The acts, and the items that are accepted by them."""

    acts: tuple[Act, ...]
    accepted: tuple[Target, ...] = ()  # named or pointed at; empty where what was shown is accepted as a whole
    topic: str | None = None


class ActReader:
    """Decides what is done with an utterance."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._feedback = FeedbackReader(content)
        self._wishes = WishReader(content)

    def read(self, reading: Reading) -> Acts:
        """The acts of an utterance; `Act.OTHER` with its topic where there is none."""
        acts = self._plain(reading)
        if self._feedback.criticises(reading):
            acts.add(Act.CRITIQUE)
        if self._feedback.rejects(reading):
            acts.add(Act.REJECT)
        if self._wishes.requests(reading, acts):
            acts.add(Act.REQUEST)
        accepts, accepted = self._feedback.accepted(reading, acts)
        if accepts:
            acts.add(Act.ACCEPT)
        if self._wishes.informs(reading, acts):
            acts.add(Act.INFORM)
        if not acts and self._wishes.nameless(reading):
            acts.add(Act.REQUEST)
        topic = None if acts else self._topic(reading)
        return Acts(acts=tuple(act for act in ORDER if act in (acts or {Act.OTHER})), accepted=accepted, topic=topic)

    @staticmethod
    def _plain(reading: Reading) -> set[Act]:
        """The acts that one look tells."""
        manner, asked = reading.manner, reading.asked
        there = {
            Act.ASK_WHY: asked.why,
            Act.ASK_FACT: asked.question is not None,
            Act.LIST: asked.list and not reading.retraction.act,
            Act.RETRACT: reading.retraction.act,
            Act.END: manner.says("end"),
            Act.ANSWER: reading.answer.act,
            Act.THANK: manner.says("thank"),
            Act.GREET: manner.opens("greet"),
        }
        return {act for act, is_there in there.items() if is_there}

    def _topic(self, reading: Reading) -> str:
        """What an utterance without an act is about."""
        scan = reading.scan
        words = [word for word, token in zip(scan.words, scan.tokens, strict=True) if not token.mark]
        if reading.hears("addressed") or reading.manner.says("small_talk") or (reading.hears("evaluation") and not scan.targets):
            return "small_talk"
        asks = words and (words[0] in self._content.questions or "?" in scan.words)
        return "off_topic" if asks and not any(name.item for name in scan.names) else "unclear"
