"""Cases: what was said before a turn, and what it names."""

from __future__ import annotations

from collections.abc import Mapping

from crs.agents.retrieval.trained.reading import Reader
from crs.datasets.labelled import LabelledDialogue, Opinion
from crs.train.cases import ReadDialogue, read_dialogues, recommended
from tests.evaluate.baselines.conftest import GAMES, talk

COLUMN = {item: number for number, item in enumerate(GAMES)}


def read(reader: Reader, *texts: str, opinions: Mapping[str, Opinion] | None = None) -> ReadDialogue:
    (found,) = read_dialogues([LabelledDialogue(dialogue=talk("a", *texts), opinions=opinions or {})], reader)
    return found


def test_a_turn_that_names_items_is_a_case_of_what_was_said_before_it(reader: Reader) -> None:
    found = read(reader, "Hello", "{kraken} or {galleon}?", "What is that?", "{kraken} is about pirates", "I like {teapot}")
    assert [case.named for case in found.cases] == [(2, 3), (2,), (5,)]
    assert [len(case.reading.turns) for case in found.cases] == [1, 3, 4]
    assert [case.role for case in found.cases] == ["recommender", "recommender", "seeker"]
    assert found.whole.turns[:4] == found.cases[2].reading.turns


def test_the_first_turn_is_no_case(reader: Reader) -> None:
    assert read(reader, "I like {kraken}", "Good").cases == ()


def test_new_is_what_nobody_named_before(reader: Reader) -> None:
    first, second = read(reader, "I like {kraken}", "{kraken}, {galleon}?", "Hm", "{galleon}!").cases
    assert first.new == (COLUMN["galleon"],)
    assert second.new == ()


def test_forms_tell_what_is_thought_but_not_of_the_unlabelled(reader: Reader) -> None:
    forms = {"kraken": Opinion(liked=False), "galleon": Opinion(liked=None), "teapot": Opinion(liked=True)}
    found = read(reader, "I know {kraken}, {galleon}, {teapot}, {orchard}", "{saffron}?", opinions=forms)
    polarities = {list(GAMES)[one.number]: one.polarity for one in found.cases[0].reading.items}
    assert polarities == {"kraken": -1.0, "galleon": 1.0, "teapot": 1.0, "orchard": 1.0}
    assert {one.polarity for one in found.unlabelled[0].reading.items} == {1.0}
    assert found.unlabelled[0].named == found.cases[0].named


def test_a_fusion_learns_from_recommenders_of_dialogues_with_words(reader: Reader) -> None:
    spoken = read(reader, "Hello", "{kraken}", "No, {teapot}")
    silent = read(reader, "{kraken}", "{teapot}")
    assert (spoken.spoken, silent.spoken) == (True, False)
    assert recommended([spoken, silent]) == [spoken.unlabelled[0]]
