"""The automaton finds names that start and end with words of the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.content import read_common_words, read_content
from crs.knowledge_graph.linking.folding import fold_text
from crs.knowledge_graph.linking.lexicon import Lexicon


def found(lexicon: Lexicon, text: str) -> set[str]:
    folded = fold_text(text)
    return {text[slice(*folded.span(match.first, match.last, whole=match.whole))] for match in lexicon.find(folded)}


def lexicon_of(graph: KnowledgeGraph) -> Lexicon:
    return Lexicon(graph, words=read_content().names, common=read_common_words())


def test_only_whole_words_match(garden: KnowledgeGraph) -> None:
    lexicon = lexicon_of(garden)
    assert found(lexicon, "A rose, a primrose and roses; the rose's thorns") == {"rose"}
    assert found(lexicon, "Queen  of\nflowers") == {"Queen  of\nflowers"}
    assert found(lexicon, "pineapple") == set()


def test_spacing_does_not_matter_for_longer_names(garden: KnowledgeGraph) -> None:
    lexicon = lexicon_of(garden)
    assert found(lexicon, "queenofflowers") == {"queenofflowers"}
    assert found(lexicon, "ap ple") == set()


def test_a_surface_can_be_looked_up(garden: KnowledgeGraph) -> None:
    lexicon = lexicon_of(garden)
    surface = lexicon.exactly(("rosa",))
    assert surface is not None
    assert [garden.entities[naming.node].id for naming in surface.namings] == ["rose"]
    assert lexicon.exactly(("tulip",)) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["rose", "fern", "apple", "of", "queen", "flowers", "primrose", "xx"]), max_size=12))
def test_as_many_as_a_plain_search_finds(words: list[str]) -> None:
    from crs.knowledge_graph.graph import GraphBuilder
    from crs.knowledge_graph.schema import ItemSchema, Schema
    from crs.types import Item

    builder = GraphBuilder(Schema(name="plants", item=ItemSchema(kind="plant", singular="plant", plural="plants", table="none.csv")))
    for name in ("rose", "fern", "apple", "queen of flowers"):
        builder.add_item(Item(id=name, kind="plant", name=name, label=name))
    lexicon = lexicon_of(builder.build(version="1"))
    text = " ".join(words)
    expected = sum(words.count(name) for name in ("rose", "fern", "apple"))
    expected += sum(words[at : at + 3] == ["queen", "of", "flowers"] for at in range(len(words)))
    assert len(lexicon.find(fold_text(text))) == expected
