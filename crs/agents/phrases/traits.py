"""Qualities of an item put together to a noun phrase: "a funny French comedy from the 1990s, made by …"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crs.agents.phrases.grammar import article, plural
from crs.knowledge_graph.schema import Place
from crs.text import join_words


@dataclass(frozen=True, kw_only=True)
class Trait:
    """A quality in words and where it stands; `order` sorts qualities of one place, low ones first.

    Qualities of one `group` that begin alike are put together: "made by A and B".
    """

    text: str
    place: Place = "after"
    order: int = 0
    group: str = ""


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
    first, *rest = _gathered([trait for trait in traits if trait.place == "after"]) or [""]
    return ", ".join(part for part in (f"{front} {first}".rstrip(), join_words(rest)) if part)


def alternatives(traits: Sequence[Trait]) -> Trait | None:
    """Qualities of which one is enough, as one: "French or Italian", "made by A or B"; None where they stand in different places."""
    places = {trait.place for trait in traits}
    if len(places) > 1 and "after" in places:
        return None
    place: Place = traits[0].place if len(places) == 1 else "before"
    return Trait(text=_together([trait.text for trait in traits], "or"), place=place, order=traits[0].order, group=traits[0].group)


def _together(texts: Sequence[str], last: str) -> str:
    """A list whose common beginning is said once: "made by A or B"."""
    words = [text.split() for text in texts]
    common = 0
    while all(len(part) > common + 1 for part in words) and len({part[common] for part in words}) == 1:
        common += 1
    return " ".join((*words[0][:common], join_words([" ".join(part[common:]) for part in words], last=last)))


def _gathered(traits: Sequence[Trait]) -> list[str]:
    """The texts in order, those of one group that begin with the same word as one."""
    groups: dict[tuple[str, str], list[str]] = {}
    for trait in sorted(traits, key=lambda trait: trait.order):
        texts = groups.setdefault((trait.group or trait.text, trait.text.split()[0]), [])
        if trait.text not in texts:
            texts.append(trait.text)
    return [_together(texts, "and") for texts in groups.values()]


def _placed(traits: Sequence[Trait], place: Place) -> list[str]:
    return [trait.text for trait in sorted(traits, key=lambda trait: trait.order) if trait.place == place]
