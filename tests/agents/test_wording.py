"""The bundled sentences: all slots known, several variants, grammatical ends; and how one is chosen."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from crs.agents.wording import Voice, Wording, read_wording
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph

SLOTS = {
    "things": "comedies and Tom Hanks",
    "things_or": "comedies or Tom Hanks",
    "phrase": "an animated comedy",
    "items": "Alien",
    "words": "less violent",
    "names": "“Foo”",
    "said": "“Alein”",
    "meant": "Alien (1979)",
    "thing": "horror films",
    "noun": "director",
    "plural": "directors",
    "text": "“The Thing”",
    "choices": "A or B",
    "years": "the 1982 or the 2011",
    "year": 1982,
    "name": "Batman",
    "kind": "series",
    "start": "Alien",
    "other": "Heat",
    "shared": "both directed by Ridley Scott",
    "predicates": "stars Ian Holm",
    "other_predicates": "is a drama",
    "both": "stars Ian Holm and is a drama",
    "statement": "Ridley Scott directed it",
    "statements": "A directed B and A directed it",
    "extra": "features robots",
    "own": "an epic drama",
    "bare": "French comedy",
    "measure": "97 minutes",
    "bound": "under 2 hours",
    "value": "97 minutes long",
    "predicate": "is a comedy",
    "title": "Alien",
    "nouns": "director and year",
    "without": "musicals",
    "loosen": "the 1930s",
    "found": "3 films",
    "example": "“Surprise me”",
    "times": "14",
}
PIECES = {"ack.no", "clarify.year", "clarify.kind", "reason.is", "nothing_left.option"}  # parts of sentences
ONE_WAY = {"ack.no", "clarify.year", "clarify.kind", "reason.is", "reason.measure", "reason.compared", "nothing_left.option"}
WORDING = read_wording()
KEYS = sorted(WORDING.variants)


@pytest.fixture
def voice(graph: KnowledgeGraph) -> Voice:
    return Voice(WORDING, graph, seed=1)


@pytest.mark.parametrize("key", KEYS)
def test_every_variant_can_be_said(graph: KnowledgeGraph, key: str) -> None:
    for variant in WORDING.of(key):
        said = Voice(Wording(variants={key: (variant,)}), graph, seed=0).say(key, **SLOTS)
        assert not set("{}") & set(said), said
        assert "  " not in said, said
        assert key in PIECES or said.rstrip("”")[-1] in ".?!:", said
        assert said == said.strip()
        assert "None" not in said, "a word that audits take for an unfilled slot"


@pytest.mark.parametrize("key", KEYS)
def test_there_are_several_variants_of_every_sentence(key: str) -> None:
    variants = WORDING.of(key)
    assert len(set(variants)) == len(variants)
    a_line = key in ONE_WAY or (key.startswith(("line.", "preferences.")) and len(variants) == 1)
    assert a_line or len(variants) >= 4, key


@pytest.mark.parametrize("key", KEYS)
def test_slots_are_known(key: str) -> None:
    general = {"item.singular", "item.plural", "a_item", "consume", "consumed", "count"}
    for variant in WORDING.of(key):
        names = {name for _, name, _, _ in string.Formatter().parse(variant) if name is not None}
        assert names <= general | set(SLOTS), variant


def test_the_same_seed_says_the_same(graph: KnowledgeGraph) -> None:
    said = {Voice(WORDING, graph, seed=7).say("recommend.many") for _ in range(5)}
    assert len(said) == 1
    assert len({Voice(WORDING, graph, seed=seed).say("recommend.many") for seed in range(40)}) >= 4


@pytest.mark.parametrize("seed", range(30))
def test_what_was_said_last_is_not_said_again(graph: KnowledgeGraph, seed: int) -> None:
    before = Voice(WORDING, graph, seed=seed).say("recommend.many")
    assert Voice(WORDING, graph, seed=seed, before=f"Right. {before}\n1. Alien").say("recommend.many") != before


def test_within_a_reply_no_variant_comes_again_while_another_is_left(voice: Voice) -> None:
    variants = WORDING.of("reason.known")
    first = [voice.choose("reason.known") for _ in variants]
    assert sorted(first) == sorted(variants)


def test_a_missing_key_is_named(voice: Voice) -> None:
    with pytest.raises(ConfigError, match=r"greet\.tomorrow"):
        voice.say("greet.tomorrow")


@pytest.mark.parametrize("text", ["not toml at all [", "[greet]\nfirst = []", "[greet]\nfirst = [1, 2]"])
def test_a_broken_wording_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wording.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"wording\.toml") as raised:
        read_wording(path)
    assert raised.value.hint


def test_no_domain_word_is_written_into_the_wording(graph: KnowledgeGraph) -> None:
    item = graph.schema.item
    domain = {word for phrase in (*item.all_nouns, *item.consume[:1], *item.consumed[:1]) for word in phrase.split()} - {"picture"}
    for key in KEYS:
        for variant in WORDING.of(key):
            assert not domain & {word.strip(".,:;!?“”").casefold() for word in variant.split()}, variant
