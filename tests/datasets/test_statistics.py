"""Counting a data set."""

from __future__ import annotations

from collections.abc import Iterator

from crs.datasets.labelled import LabelledDialogue
from crs.datasets.statistics import SplitStatistics, count_split
from crs.types import Dialogue, Mention, Utterance


def mention(item: str) -> Mention:
    return Mention(entity=item, kind="tea", text=item, span=(0, 1))


def train() -> Iterator[LabelledDialogue]:
    utterances = (
        Utterance(role="seeker", text="I  like green tea", mentions=(mention("1"), mention("1b"), mention("a leaf"))),
        Utterance(role="recommender", text="Try Sencha", mentions=(mention("2"),)),
    )
    yield LabelledDialogue(dialogue=Dialogue(id="a", utterances=utterances))
    yield LabelledDialogue(dialogue=Dialogue(id="b", utterances=(Utterance(role="seeker", text=""),)))


def test_items_are_counted_after_merging_and_only_items_are_mentions() -> None:
    found = count_split("train", train(), {"1": "1", "1b": "1", "2": "2"})
    assert found == SplitStatistics(split="train", dialogues=2, utterances=3, items=2, mentions=3, words_per_turn=2.0)
    assert found.turns_per_dialogue == 1.5


def test_without_a_graph_every_id_is_an_item() -> None:
    found = count_split("train", train())
    assert (found.items, found.mentions) == (4, 4)


def test_an_empty_split_has_no_means() -> None:
    empty = count_split("test", ())
    assert (empty.dialogues, empty.words_per_turn, empty.turns_per_dialogue) == (0, 0.0, 0.0)
