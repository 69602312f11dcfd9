"""Qualities of an item put together to a noun phrase: "a funny French comedy from the 1990s, directed by …"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.agents.phrases.grammar import article, plural
from crs.knowledge_graph.schema import Place
from crs.text import join_words


@dataclass(frozen=True, kw_only=True)
class Trait:
    """A quality in words and where it stands; `order` sorts qualities of one place, low ones first."""

    text: str
    place: Place = "after"
    order: int = 0


def noun_phrase(traits: Sequence[Trait], noun: str, *, many: str | None = None) -> str:
    """The qualities around a noun, "a French comedy"; given the plural of the noun as `many`: "French comedies".

    A quality that is a noun itself ("comedy") takes the noun's place.
    """
    nouns = sorted((trait for trait in traits if trait.place == "noun"), key=lambda trait: trait.order)
    opinion = ", ".join(dict.fromkeys(_placed(traits, "first")))
    adjectives = [opinion] if opinion else []
    adjectives += [*_placed(traits, "before"), *(trait.text for trait in reversed(nouns[1:3]))]
    core = nouns[0].text if nouns else noun
    if many is not None:
        core = plural(core) if nouns else many
    front = " ".join((*dict.fromkeys(adjectives), core))
    if many is None:
        front = f"{article(front)} {front}"
    first, *rest = list(dict.fromkeys(_placed(traits, "after"))) or [""]
    return ", ".join(part for part in (f"{front} {first}".rstrip(), join_words(rest)) if part)


def alternatives(traits: Sequence[Trait]) -> Trait | None:
    """Qualities of which one is enough, as one: "French or Italian", "directed by A or B"; None where they stand in different places."""
    if len({trait.place for trait in traits}) != 1:
        return None
    words = [trait.text.split() for trait in traits]
    common = 0
    while all(len(part) > common + 1 for part in words) and len({part[common] for part in words}) == 1:
        common += 1
    rest = join_words([" ".join(part[common:]) for part in words], last="or")
    return Trait(text=" ".join((*words[0][:common], rest)), place=traits[0].place, order=traits[0].order)


def _placed(traits: Sequence[Trait], place: Place) -> list[str]:
    return [trait.text for trait in sorted(traits, key=lambda trait: trait.order) if trait.place == place]
