"""Misspelt names are found through the few names that share letters with them."""

from __future__ import annotations

import random

import pytest

from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.linking.misspelling import allowed_edits

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slip(name: str, rng: random.Random) -> str:
    place = rng.choice([place for place, letter in enumerate(name) if letter.isalpha() and place])
    match rng.randrange(3):
        case 0:
            return name[:place] + name[place + 1 :]
        case 1:
            return name[:place] + rng.choice(LETTERS) + name[place:]
    return name[:place] + rng.choice(LETTERS) + name[place + 1 :]


def test_one_wrong_letter_in_long_names_is_mostly_forgiven(linker: EntityLinker) -> None:
    rng = random.Random(0)
    items = [item for item in linker.graph.items.values() if len(item.name) >= 12 and item.name.replace(" ", "").isalpha()][:150]
    found = 0
    for item in items:
        mentions = linker.link(f"have you seen {slip(item.name, rng)}?").mentions
        found += any(item.id in (mention.entity, *mention.alternatives) for mention in mentions)
    assert found >= 0.8 * len(items)


@pytest.mark.parametrize(
    "text", ["teh door was openn", "i wnat smoething esle", "goodnite everybody", "hahaha lol", "xyzzy plugh", "aaaaaaa", "qwertyuiop"]
)
def test_slips_in_ordinary_words_make_no_names(linker: EntityLinker, text: str) -> None:
    assert not linker.link(text).mentions


def test_numbers_are_never_misspelt(linker: EntityLinker) -> None:
    assert "toy-story-3-2010" not in {mention.entity for mention in linker.link("I loved toy storry 9").mentions}


def test_short_names_allow_less() -> None:
    assert [allowed_edits(length) for length in (4, 8, 9, 30)] == [1, 1, 2, 2]
