"""Reading a conversation: turns, items, other entities, and what is thought of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.agents.retrieval.trained.reading import Named, Reader, Reading, opinions
from crs.types import Dialogue, EntityTarget, Preference, Preferences, Query, RangeTarget, Role, Utterance
from tests.evaluate.baselines.conftest import GAMES, ODD, said, talk

COLUMN = {item: number for number, item in enumerate(GAMES)}


def items(reading: Reading) -> list[tuple[str, int, Role]]:
    return [(list(GAMES)[named.number], named.age, named.role) for named in reading.items]


def entities(reader: Reader, reading: Reading) -> list[tuple[str, int]]:
    return [(reader.graph.entities[named.number].id, named.age) for named in reading.entities]


def thinks(entity: str, polarity: float, *, active: bool = True, id_: str = "p1") -> Preference:
    return Preference(id=id_, target=EntityTarget(entity=entity, kind=""), polarity=polarity, active=active)


def test_what_one_side_says_in_a_row_is_one_turn(reader: Reader) -> None:
    row = (
        said("seeker", "Hello"),
        said("seeker", "I like {harbour}"),
        said("recommender", "{saffron}?"),
        said("recommender", "or {harbour}"),
    )
    turns = reader.turns(row)
    assert [turn.role for turn in turns] == ["seeker", "recommender"]
    assert turns[0].text == "Hello I like Harbour Lights"
    assert turns[0].items == (COLUMN["harbour"],)
    assert turns[1].items == (COLUMN["saffron"], COLUMN["harbour"])


def test_the_names_of_items_are_no_words(reader: Reader) -> None:
    (turn,) = reader.turns([said("seeker", "Is {teapot} like {orchard}, in trade?")])
    assert turn.text == "Is Teapot Club like Quiet Orchard, in trade?"
    assert turn.words.split() == ["Is", "like", ",", "in", "trade?"]
    assert len(turn.words) == len(turn.text)


def test_a_name_that_is_no_item_remains_a_word(reader: Reader) -> None:
    (turn,) = reader.turns([said("seeker", "I like {a game of another shelf}")])
    assert turn.items == ()
    assert "another shelf" in turn.words


def test_ages_are_turns_since_an_item_was_named_last(reader: Reader) -> None:
    dialogue = talk("a", "I like {harbour} and {kraken}", "{saffron}?", "No, {harbour}!", "Well")
    assert items(reader.read(dialogue.utterances, {})) == [("kraken", 3, "seeker"), ("saffron", 2, "recommender"), ("harbour", 1, "seeker")]


def test_what_is_shown_and_talked_about_counts_as_named(reader: Reader) -> None:
    row = [Utterance(role="recommender", text="", shown=("kraken", "galleon"), about=("teapot",))]
    assert [item for item, _, _ in items(reader.read(row, {}))] == ["teapot", "kraken", "galleon"]


def test_entities_are_linked_in_the_words(reader: Reader) -> None:
    reading = reader.read(talk("a", "something with trade", "{kraken}", "no, cosy").utterances, {})
    assert entities(reader, reading) == [("genre:trade", 2), ("genre:cosy", 0)]


def test_opinions_are_what_is_said_last_and_zero_for_what_is_taken_back() -> None:
    preferences = Preferences(
        entries=(
            thinks("kraken", 1.0, active=False),
            thinks("kraken", -1.0, id_="p2"),
            thinks("teapot", 0.5, id_="p3", active=False),
            Preference(id="p4", target=RangeTarget(field="year", low=2000), polarity=1.0),
        )
    )
    assert opinions(preferences) == {"kraken": -1.0, "teapot": 0.0}


def test_a_wish_taken_back_is_gone_and_an_item_stays_without_opinion(reader: Reader) -> None:
    liked = {"genre:trade": 0.0, "harbour": 0.0, "genre:cosy": -1.0}
    reading = reader.read(talk("a", "trade, cosy, and {harbour}").utterances, liked)
    assert entities(reader, reading) == [("genre:cosy", 0)]
    assert [named.polarity for named in reading.items] == [0.0]
    assert [named.polarity for named in reading.entities] == [-1.0]


def test_a_query_puts_first_what_no_utterance_names(reader: Reader) -> None:
    query = Query(
        preferences=Preferences(entries=(thinks("genre:sea", 1.0), thinks("teapot", -1.0, id_="p2"), thinks("genre:trade", 1.0, id_="p3"))),
        mentioned=("orchard", "harbour", "nothing we have"),
        said=talk("a", "I like {harbour}", "Why?", "for the trade").utterances,
    )
    reading = reader.query(query)
    assert items(reading) == [("orchard", 3, "seeker"), ("teapot", 3, "seeker"), ("harbour", 2, "seeker")]
    assert [named.polarity for named in reading.items] == [1.0, -1.0, 1.0]
    assert entities(reader, reading) == [("genre:sea", 3), ("genre:trade", 0)]


def test_a_wish_of_a_query_that_was_taken_back_is_no_wish(reader: Reader) -> None:
    reading = reader.query(Query(preferences=Preferences(entries=(thinks("genre:sea", 1.0, active=False),))))
    assert reading == Reading()
    assert reading.newest is None


@pytest.mark.parametrize("dialogue", ODD, ids=lambda dialogue: dialogue.id)
def test_a_query_with_the_whole_dialogue_reads_as_the_dialogue(reader: Reader, dialogue: Dialogue) -> None:
    assert reader.query(Query(said=dialogue.utterances)) == reader.read(dialogue.utterances, {})


texts = st.lists(st.sampled_from(("Hello", "I like {harbour}", "{kraken} and {galleon}", "trade", "a cosy {teapot}", "")), max_size=6)


@given(texts)
def test_everything_named_is_there_once_and_the_newest_at_the_end(reader: Reader, row: list[str]) -> None:
    reading = reader.read(talk("a", *row).utterances, {})
    for named in (reading.items, reading.entities):
        assert len({one.number for one in named}) == len(named)
        assert [one.age for one in named] == sorted((one.age for one in named), reverse=True)
    assert {one.number for one in reading.items} == {column for turn in reading.turns for column in turn.items}


@given(texts, st.integers(0, 6))
def test_the_beginning_of_a_dialogue_is_read_alike_by_itself_and_from_its_turns(reader: Reader, row: list[str], end: int) -> None:
    dialogue = talk("a", *row)
    assert reader.of_turns(reader.turns(dialogue.utterances)[:end], {}) == reader.read(dialogue.utterances[:end], {})


def test_what_is_thought_of_an_item_does_not_depend_on_who_named_it(reader: Reader) -> None:
    reading = reader.read(talk("a", "Hello", "{kraken}?", "no").utterances, {"kraken": -1.0})
    assert reading.items == (Named(number=COLUMN["kraken"], age=1, role="recommender", polarity=-1.0),)
