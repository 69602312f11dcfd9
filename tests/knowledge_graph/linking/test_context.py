"""What was offered, spoken of or expected before decides between entities of one name."""

from __future__ import annotations

import pytest

from crs.knowledge_graph.linking import EntityLinker, LinkContext, Linked

THINGS = ("the-thing-1982", "the-thing-2011")


def entities(linked: Linked) -> list[str]:
    return [mention.entity for mention in linked.mentions]


def test_two_items_of_one_name_are_ambiguous(linker: EntityLinker) -> None:
    linked = linker.link("I liked The Invisible Man")
    (mention,) = linked.ambiguous
    assert {mention.entity, *mention.alternatives} >= {"the-invisible-man-1933", "the-invisible-man-2020"}


def test_a_much_better_known_item_is_not(linker: EntityLinker) -> None:
    linked = linker.link("I loved The Lion King")
    assert entities(linked)[0].startswith("the-lion-king")
    assert not linker.link("I loved Star Wars").ambiguous


@pytest.mark.parametrize("said", ["the 1982 one", "1982", "the one from 1982", "I mean the 1982 version"])
def test_a_year_chooses_among_what_was_offered(linker: EntityLinker, said: str) -> None:
    assert entities(linker.link(said, context=LinkContext(options=THINGS))) == ["the-thing-1982"]


def test_a_name_chooses_among_what_was_offered(linker: EntityLinker) -> None:
    linked = linker.link("the invisible man", context=LinkContext(options=("the-invisible-man-2020", "up-2009")))
    assert entities(linked) == ["the-invisible-man-2020"]
    assert not linked.ambiguous


def test_a_year_points_at_a_namesake_of_what_was_spoken_of(linker: EntityLinker) -> None:
    assert entities(linker.link("I meant the 2011 one", context=LinkContext(recent=("up-2009", "the-thing-1982")))) == ["the-thing-2011"]
    assert entities(linker.link("I meant the 2011 one")) == []
    assert entities(linker.link("I meant the 1975 one", context=LinkContext(recent=THINGS))) == []


def test_a_pronoun_after_a_name_is_a_pronoun(linker: EntityLinker) -> None:
    assert entities(linker.link("have you seen it?", context=LinkContext(recent=("alien-1979",)))) == []


def test_the_kind_that_was_asked_for_counts(linker: EntityLinker) -> None:
    assert entities(linker.link("stone")) == []
    mention = linker.link("stone", context=LinkContext(kind="person")).mentions[0]
    assert mention.kind == "person"
    assert mention.alternatives


def test_people_in_the_text_decide(linker: EntityLinker) -> None:
    assert entities(linker.link("the invisible man with Elisabeth Moss"))[0] == "the-invisible-man-2020"
    assert entities(linker.link("the invisible man with Claude Rains"))[0] == "the-invisible-man-1933"


@pytest.mark.parametrize(
    ("text", "item"), [("the new invisible man", "the-invisible-man-2020"), ("the old invisible man", "the-invisible-man-1933")]
)
def test_words_of_age_decide(linker: EntityLinker, text: str, item: str) -> None:
    assert entities(linker.link(text)) == [item]


def test_several_people_of_one_name_can_be_meant_together(linker: EntityLinker) -> None:
    linked = linker.link("anything by the Coen brothers")
    assert linked.mentions[0].kind == "person"
    assert not linked.ambiguous
    assert linker.link("a film by Anderson").ambiguous
