"""A dialogue of a data set: what was said, and apart from it what only its annotators know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crs.types import Dialogue, Mention, Utterance


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinion:
    """What the seeker said of one item when asked after the dialogue; None where they did not say."""

    suggested: bool | None = None  # by the recommender
    seen: bool | None = None
    liked: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledDialogue:
    """A dialogue with its annotations. Whoever is evaluated sees the beginning of `dialogue`, never anything else of this.

    Mentions carry the ids that the data set uses, in the order of the text; a text is as people would have read it, titles in place.
    """

    dialogue: Dialogue
    labels: tuple[tuple[str, ...], ...] = ()  # for every utterance its annotated strategies or acts; () if the data set has none
    opinions: Mapping[str, Opinion] = field(default_factory=dict)  # by item id
    accepted: tuple[str, ...] = ()  # items the seeker took in the end

    def renamed(self, ids: Mapping[str, str]) -> LabelledDialogue:
        """The same with every id that `ids` has replaced by what it gives: the data set's ids by those of a graph."""

        def mention(old: Mention) -> Mention:
            return replace(old, entity=ids.get(old.entity, old.entity))

        def utterance(old: Utterance) -> Utterance:
            return replace(old, mentions=tuple(map(mention, old.mentions))) if old.mentions else old

        return replace(
            self,
            dialogue=replace(self.dialogue, utterances=tuple(map(utterance, self.dialogue.utterances))),
            opinions={ids.get(item, item): opinion for item, opinion in self.opinions.items()},
            accepted=tuple(ids.get(item, item) for item in self.accepted),
        )
