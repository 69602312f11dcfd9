"""What holds for any text at all."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crs.knowledge_graph.linking import EntityLinker, LinkContext

SOME = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PIECES = st.sampled_from(
    [
        *("Alien", "the matrix", "It", "up", "saw", "Jumanji (1995)", "Jumanji 2005", "Rocky XVII", "horor", "Incepton", "nolan", "Amélie"),
        *(
            '"',
            "'",
            "’s",
            "(",
            ")",
            ":",
            "-",
            "...",
            "?",
            "!",
            "\n",
            "&",
            "+",
            " and ",
            " the 2011 one",
            "1982",
            "the",
            "of",
            "千と千尋",
            "ß",
        ),
        *("have you seen", "I loved", "called", "movies", "İ", "ﬁ", "\u0301", "\u200d", "🎬", "½", "²", "\x00", "\ud800"),
    ]
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=12).map("".join))


@SOME
@given(text=TEXTS)
def test_any_text_is_linked_soundly(linker: EntityLinker, text: str) -> None:
    linked = linker.link(text)
    taken: set[int] = set()
    for named in (*linked.mentions, *linked.unknown):
        start, end = named.span
        assert 0 <= start < end <= len(text)
        assert text[start:end] == named.text
        assert taken.isdisjoint(range(start, end)), "names do not overlap"
        taken.update(range(start, end))
    assert list(linked.mentions) == sorted(linked.mentions, key=lambda mention: mention.span)
    for mention in linked.mentions:
        assert linker.graph.entity(mention.entity).kind == mention.kind
        assert 0 <= mention.score <= 1
        assert mention.entity not in mention.alternatives
    for mention in linked.ambiguous:
        assert mention in linked.mentions
        assert mention.alternatives


@SOME
@given(text=TEXTS)
def test_linking_the_same_text_again_gives_the_same(linker: EntityLinker, text: str) -> None:
    assert linker.link(text) == linker.link(text)


@SOME
@given(text=TEXTS, data=st.data())
def test_no_context_breaks_it(linker: EntityLinker, text: str, data: st.DataObject) -> None:
    ids = st.sampled_from([*list(linker.graph.items)[:50], "genre:horror", "person:christopher-nolan", "nothing-of-the-kind"])
    context = LinkContext(
        recent=tuple(data.draw(st.lists(ids, max_size=4))),
        options=tuple(data.draw(st.lists(ids, max_size=4))),
        kind=data.draw(st.sampled_from([None, "person", "film", "no such kind"])),
    )
    linked = linker.link(text, context=context)
    assert all(text[slice(*mention.span)] == mention.text for mention in linked.mentions)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "?!", "'", '"', "((((", "a" * 4000, "it " * 1300, "Alien " * 600, "\ud800 Alien"])
def test_odd_texts(linker: EntityLinker, text: str) -> None:
    for mention in linker.link(text).mentions:
        assert text[slice(*mention.span)] == mention.text


def test_every_item_is_found_by_its_own_name(linker: EntityLinker) -> None:
    words_of_every_day = {"it", "her", "us", "nope"}
    for item in linker.graph.items.values():
        for said in (item.name, item.name.lower(), f"have you seen {item.name}?"):
            found = {entity for mention in linker.link(said).mentions for entity in (mention.entity, *mention.alternatives)}
            assert item.id in found or said.lower() in words_of_every_day, said


def test_every_person_is_found_by_name(linker: EntityLinker) -> None:
    for person in list(linker.graph.of_kind("person"))[::5]:
        found = {entity for mention in linker.link(f"with {person.name}").mentions for entity in (mention.entity, *mention.alternatives)}
        assert person.id in found, person.name
